"""When a newcomer may be stuck: three clocks of one person on one subject, and what sets them. Pure.

Nothing here is about being slow: a clock runs only while it is the newcomer's move, or while a question of
theirs has no answer, or after a commit whose checks may be red.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.core.model import Value
from bot.core.schedule import Duration, WorkingHours

ANSWER = Duration.parse("1 working day")
"""A newcomer's question may be open for so long before their mentor hears of it."""
CHECKS = timedelta(days=1)
"""Red checks are a newcomer's own business for so long: most are mended at once."""
WATCH = "watch"
"""In the subject's scope, `watch:<person id>`: the clocks of somebody there."""
_ASKS = re.compile(r"\?(?=[\s)\]\"'*_]|$)")
STUCK = "stuck"
"""The timer of those clocks."""


class Reason(StrEnum):
    """Why somebody may need a hand."""

    QUESTION = "question"
    CHECKS = "checks"
    QUIET = "quiet"


class Watch(Value):
    """The clocks (UTC) of one newcomer on one subject; None: that clock does not run."""

    id: int
    login: str
    answer_by: datetime | None = None
    checks_at: datetime | None = None
    move_by: datetime | None = None
    moved_at: datetime
    nudged: date | None = None
    """The day (by the repository's zone) on which their mentor was last told."""

    def due(self) -> datetime | None:
        """When it has to be looked at; None when no clock runs."""
        clocks = (self.answer_by, self.checks_at, self.move_by)
        return min((each for each in clocks if each is not None), default=None)

    def reasons(self, now: datetime) -> list[Reason]:
        """What has come due, the most urgent first."""
        clocks = (
            (Reason.QUESTION, self.answer_by),
            (Reason.CHECKS, self.checks_at),
            (Reason.QUIET, self.move_by),
        )
        return [reason for reason, due in clocks if due is not None and due <= now]

    def without(self, *reasons: Reason) -> Watch:
        """With the clocks of these reasons stopped."""
        names = {Reason.QUESTION: "answer_by", Reason.CHECKS: "checks_at", Reason.QUIET: "move_by"}
        return self.model_copy(update={names[each]: None for each in reasons})

    def put_off(self, now: datetime, until: datetime) -> Watch:
        """With every clock that has run out set to `until`."""
        clocks = ("answer_by", "checks_at", "move_by")
        late = {name: until for name in clocks if (due := getattr(self, name)) is not None and due <= now}
        return self.model_copy(update=late)


def begun(id: int, login: str, now: datetime, half: timedelta, *, is_pull: bool) -> Watch:
    """The watch over a claim (it is their move) or a pull request that was just opened (it is not)."""
    return Watch(
        id=id,
        login=login,
        moved_at=now,
        move_by=None if is_pull else now + half,
        checks_at=now + CHECKS if is_pull else None,
    )


def spoke(
    watch: Watch, text: str, now: datetime, half: timedelta, hours: WorkingHours, *, is_pull: bool
) -> Watch:
    """After a word of the newcomer (`text`: its prose). A question of theirs stays open until somebody else
    speaks."""
    asks = _ASKS.search(text) is not None and watch.answer_by is None
    return watch.model_copy(
        update={
            "moved_at": now,
            "move_by": None if is_pull else now + half,
            "answer_by": hours.add(now, ANSWER) if asks else watch.answer_by,
        }
    )


def pushed(watch: Watch, now: datetime) -> Watch:
    """After a commit of the newcomer."""
    return watch.model_copy(update={"moved_at": now, "move_by": None, "checks_at": now + CHECKS})


def heard(watch: Watch, now: datetime, half: timedelta, *, is_pull: bool) -> Watch:
    """After a word of somebody else: their question is answered, and on a pull request it is their move."""
    move_by = watch.move_by or (now + half if is_pull else None)
    return watch.model_copy(update={"answer_by": None, "move_by": move_by})
