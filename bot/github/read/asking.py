"""What an error of the client means to whoever asks: come back later, or never."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from bot.core.errors import NoAccess, Unreachable
from bot.github.errors import Gone, Limited, Outage, RequestRefused, TooLate, Unauthorized

T = TypeVar("T")
U = TypeVar("U")


@contextmanager
def asking(own: str = "") -> Iterator[None]:
    """Turn what cannot be asked for now into `Unreachable`, and what is closed to us into `NoAccess`; any
    other definite no stays what it is, unless it is about our `own` things: those must be there."""
    try:
        yield
    except (Gone, RequestRefused) as error:
        if not own:
            raise
        raise Unreachable(f"GitHub does not show {own}: {error.message}") from error
    except Unauthorized as error:
        raise (NoAccess if error.installation_lost else Unreachable)(error.message) from error
    except Limited as error:
        raise Unreachable(error.message, error.until) from error
    except Outage as error:
        raise Unreachable(error.message, error.until) from error
    except TooLate as error:
        raise Unreachable(error.message) from error


async def answer_or(question: Awaitable[T], otherwise: U) -> T | U:
    """Return the answer, or `otherwise` where there is none for us."""
    try:
        return await question
    except (Gone, RequestRefused):
        return otherwise
