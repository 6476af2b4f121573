"""How far a cohort has come: what was told and done, so that nothing is done twice. Pure."""

from __future__ import annotations

from datetime import date, datetime

from bot.community.newcomers.cohort import STILL_HERE
from bot.core.memory import Memory
from bot.core.model import Value
from bot.services.cohorts.membership import FEATURE
from handlers.cohorts.report import Outcome

LAST = len(STILL_HERE) + 1
"""So many reports there are."""


class Progress(Value):
    """What has happened to a cohort so far. It names nobody."""

    name: str
    board: int | None = None
    """The issue that was opened for it."""
    host_told: bool = False
    """The host has heard that it begins."""
    ended: bool = False
    """Its people have been told that it is over."""
    announced: int = 0
    """So many of its reports the host has seen coming."""
    published: int = 0
    counts: Outcome | None = None
    """The numbers published so far."""
    missing_since: date | None = None
    """The day on which it was no longer in the file."""


class BoardIssue(Value):
    """An issue of the board, as it was last seen open."""

    number: int
    title: str
    pull: int | None = None


class BoardRecord(Value):
    """What is remembered of a board between two edits."""

    due: datetime | None = None
    """When it is edited next."""
    seen: tuple[BoardIssue, ...] = ()
    arrivals: tuple[int, ...] = ()
    """What its people have opened, by number."""
    called: date | None = None
    """The day on which its host was last called there."""


PROGRESS = Memory(FEATURE, "course:", Progress)
"""In the repository's scope, by cohort."""
BOARD = Memory(FEATURE, "board:", BoardRecord)
"""In the repository's scope, by cohort."""
OPENING = Memory(FEATURE, "opening:", bool)
"""In the repository's scope, by cohort: the issue for its board is being opened."""
INTRODUCED = Memory(FEATURE, "told:", bool)
"""In the repository's scope, by cohort and person's id: the host has heard of somebody."""
