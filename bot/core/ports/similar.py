"""Similar issues of the same repository, as handlers read them; `bot.queries.similar` answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.core.model import Subject

MOST = 3
"""So many similar issues are shown where nobody asks for more."""


class IndexState(StrEnum):
    """Whether all issues of a repository were compared."""

    WHOLE = "whole"
    FILLING = "filling"
    """Some are not in the index yet."""


@dataclass(frozen=True)
class SimilarIssue:
    """An issue of the same repository; `likeness` is between 0 and 1."""

    number: int
    title: str
    """As its author wrote it: whoever shows it escapes it."""
    is_open: bool
    is_answered: bool
    """Closed, and not as not planned or as a duplicate."""
    labels: tuple[str, ...]
    likeness: float


@dataclass(frozen=True)
class SimilarIssues:
    """Open issues first, then closed ones, each the likest first; none that is not alike."""

    issues: tuple[SimilarIssue, ...] = ()
    state: IndexState = IndexState.WHOLE


class SimilarReader(Protocol):
    """Finds issues by their words, in one repository and in no other."""

    async def of(self, subject: Subject, most: int = MOST, labels: Collection[str] = ()) -> SimilarIssues:
        """Return the issues that are most like a subject, and never itself; with `labels`, only such as bear
        one of them (in any spelling of its letters)."""
        ...


class NothingSimilar:
    """The reader where there is no index."""

    async def of(self, subject: Subject, most: int = MOST, labels: Collection[str] = ()) -> SimilarIssues:
        """Return nothing."""
        return SimilarIssues()


NO_INDEX = NothingSimilar()
