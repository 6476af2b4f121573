"""The section `newcomers.claims`: how long, how many, which issues, and in which words."""

from collections.abc import Collection
from typing import Annotated

from pydantic import Field

from bot.core.config.base import Section
from bot.core.config.names.references import LabelName
from bot.core.model import contains
from bot.core.schedule import Duration

ClaimWords = Annotated[str, Field(min_length=2, max_length=60, pattern=r"^\S(.*\S)?$")]
"""A line of a comment."""


class Claims(Section):
    """How long and how many issues one person may hold."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 1
    """Claims of one person at a time, over all repositories of the owner."""
    lease: Duration = Duration.parse("2 weeks")
    """A claim lasts so long without a word."""
    waitlist: bool = True
    """Whether others may wait for a claimed issue."""
    labels: tuple[LabelName, ...] = ()
    """Labels of which an issue needs one to be claimed; none: every issue can be."""
    except_labels: tuple[LabelName, ...] = ()
    """Labels of which one is enough that an issue cannot be claimed, such as `needs triage`."""
    words: tuple[ClaimWords, ...] = ()
    """What means `/claim` as well when it is a whole line of a comment, such as `.take`."""

    def says(self, text: str) -> bool:
        """Return whether a line of a text is one of `words`."""
        words = [word.casefold() for word in self.words]
        return any(line.strip().casefold() in words for line in text.splitlines())

    def may_be_claimed(self, labels: Collection[str]) -> bool:
        """Return whether an issue with these labels is one of those that are claimed."""
        is_one = not self.labels or any(contains(labels, label) for label in self.labels)
        return is_one and not self.kept_by(labels)

    def kept_by(self, labels: Collection[str]) -> tuple[str, ...]:
        """Return which of these labels keep an issue from being claimed."""
        return tuple(label for label in self.except_labels if contains(labels, label))
