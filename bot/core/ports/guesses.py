"""What a repository's own labels say about an issue, as handlers read it; `bot.queries.guesses` answers.

A handler is given how likely each kind is and why, and never what learnt it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from bot.core.memory import Moment
from bot.core.model import Value

FORM_TIME = timedelta(minutes=1)
"""A label that its author sets so soon after opening an issue came from the form, and is nobody's word."""


class GuessMode(StrEnum):
    """What a guess may do."""

    RULES = "rules"
    """Nothing: only the rules speak."""
    SUGGEST = "suggest"
    """Maintainers see it, and one word of theirs makes it so."""
    APPLY = "apply"
    """It sets its label."""


class Verdict(Value):
    """What a person made of a guess that was shown or applied; silence is none."""

    number: int
    kind: str
    p: float
    right: bool
    at: Moment


class DocumentLike(Protocol):
    """An issue as a learner reads it: without headings, quotes and code; `rule` is what the rules see."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def marks(self) -> tuple[str, ...]: ...
    @property
    def rule(self) -> str: ...


@dataclass(frozen=True)
class KindGuess:
    """The likeliest kind of an issue, what speaks for it, and how far such a guess may go here."""

    kind: str
    p: float
    """How likely it is, between 0 and 1, calibrated."""
    probabilities: Mapping[str, float]
    words: tuple[str, ...]
    """The issue's own words that decided, the strongest first: whoever shows them escapes them."""
    right: int
    """Of as sure guesses of this kind so many were right."""
    tried: int
    mode: GuessMode
    because: str
    """Why it may go so far and no further: plain words that fit after "because"."""


ReadDocument = Callable[[], Awaitable[DocumentLike]]
"""Reads an issue as a learner does; called only where something was learnt."""
GuessKind = Callable[[ReadDocument, float | None, Sequence[Verdict]], Awaitable[KindGuess | None]]
"""Returns the guess for an issue, given how to read it, the probability above which it may set a label (None:
never), and what people made of the guesses before, the latest last. None where nothing was learnt."""


async def no_guess(
    read: ReadDocument, apply_above: float | None, verdicts: Sequence[Verdict]
) -> KindGuess | None:
    """Return nothing: here nothing was learnt."""
    return None
