"""What features tell the maintainers regularly: news for their one letter, of which the bot writes the rest.

@feature.letter
async def news(ctx: Context[Reviews], since: datetime) -> LetterPart | None: ...
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.core.markdown import Markdown


@dataclass(frozen=True)
class News:
    """One line of the letter; its text needs nothing around it.

    `decides`: somebody decides it with one click or one word, which the text names; it stands first.
    `personal`: it is about a person, and is told in the private channel alone.
    `outside`: it names nothing of its repository, so that a channel may hear it of a private one.
    `tick`: where the letter stands on an issue, it has a box before it, and a tick there decides it as well.
    """

    text: Markdown
    decides: bool = False
    personal: bool = False
    outside: bool = False
    tick: bool = False


@dataclass(frozen=True)
class LetterPart:
    """What one feature tells, the most important first, under its heading."""

    heading: Markdown
    news: tuple[News, ...]

    def only(self, keep: Callable[[News], bool]) -> LetterPart:
        """With the news of which this is true."""
        return replace(self, news=tuple(filter(keep, self.news)))


LetterWriter = Callable[[Any, datetime], Awaitable[LetterPart | None]]
"""A handler that gets its context and when the letter before was written (UTC), and returns the part of its
feature, or None for nothing."""
GatherParts = Callable[[datetime], Awaitable[Sequence[LetterPart]]]
"""Returns what all features that are on tell of the time since an instant (UTC), in their order."""


async def no_parts(since: datetime) -> Sequence[LetterPart]:
    """Return nothing: this context has no engine that could ask the features."""
    return ()
