"""When a newcomer may be stuck, read off what everybody did on a subject. Pure.

Nothing here is about being slow: what counts is a question that nobody answered, a commit whose checks may be
red, and silence while it is the newcomer's move. A claim is their move; a pull request is once somebody else
has spoken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import ConfigDict, Field

from bot.community.newcomers.mentor import FEATURE
from bot.community.waiting import WORDS
from bot.core.keys import TimerKey
from bot.core.memory import Memory
from bot.core.model import Value
from bot.core.ports.records import Deed
from bot.core.schedule import Duration, WorkingHours

ANSWER = Duration.parse("1 working day")
"""A newcomer's question may be open for so long before their mentor hears of it."""
CHECKS = timedelta(days=1)
"""Red checks are a newcomer's own business for so long: most are put right at once."""
LOOK = TimerKey("look")
"""The timer of a subject on which somebody has a mentor: once a working day, in the morning."""
MOST_REPORTED = 10
"""So many marks are kept: what is older has long been overtaken."""
_COMMITS = ("pull_request.opened", "pull_request.synchronize")


class Reason(StrEnum):
    """Why somebody may need a hand; the most urgent first."""

    QUESTION = "question"
    """They asked, and nobody has answered."""
    CHECKS = "checks"
    """They pushed a commit whose checks may be red."""
    QUIET = "quiet"
    """It is their move, and nothing has been heard of them."""
    WORDS = "words"
    """They said so."""


class Watch(Value):
    """What is stored of one newcomer on one subject: since when, and what their mentor has heard of.

    `reported` are the marks of signs that the mentor has heard of (stored as `told`): each question, commit
    and silence is reported once.
    """

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    id: int
    login: str
    since: datetime
    reported: tuple[str, ...] = Field((), validation_alias="told", serialization_alias="told")

    def with_report(self, sign: Sign) -> Watch:
        """Return the same, with a sign that was reported."""
        return self.model_copy(update={"reported": (*self.reported, sign.mark)[-MOST_REPORTED:]})


WATCHES = Memory(FEATURE, "watch:", Watch)
"""In the subject's scope, by person id."""


@dataclass(frozen=True)
class Sign:
    """Something that may mean that somebody is stuck, since an instant (UTC)."""

    reason: Reason
    at: datetime

    @property
    def mark(self) -> str:
        """The text by which it is remembered."""
        return f"{self.reason} {self.at.isoformat()}"


def signs(
    watch: Watch,
    deeds: Sequence[Deed],
    now: datetime,
    half: timedelta,
    hours: WorkingHours,
    *,
    is_pull: bool,
) -> list[Sign]:
    """Return what may mean that somebody is stuck and was not told of yet, the most urgent first.

    `deeds` are those on the subject, oldest first; `half` is how long they may be silent while it is their
    move. Whether checks are red has still to be looked up.
    """
    own = [deed for deed in deeds if deed.person_id == watch.id and deed.what in WORDS]
    others = [d for d in deeds if d.person_id != watch.id and d.what in WORDS and not d.detail.get("bot")]
    answered_at = others[-1].at if others else None
    spoke = own[-1].at if own else watch.since
    result: list[Sign] = []
    open_questions = (
        d.at for d in own if d.detail.get("asks") and (answered_at is None or d.at > answered_at)
    )
    question = next(open_questions, None)
    if question is not None and hours.add(question, ANSWER) <= now:
        result.append(Sign(Reason.QUESTION, question))
    pushed = max((deed.at for deed in deeds if deed.what in _COMMITS), default=None)
    if is_pull and pushed is not None and pushed + CHECKS <= now:
        result.append(Sign(Reason.CHECKS, pushed))
    move = _their_move(max(spoke, watch.since), answered_at, is_pull=is_pull)
    if move is not None and move + half <= now:
        result.append(Sign(Reason.QUIET, move))
    return [sign for sign in result if sign.mark not in watch.reported]


def _their_move(spoke: datetime, answered_at: datetime | None, *, is_pull: bool) -> datetime | None:
    """Return since when it is the newcomer's move; None while it is somebody else's."""
    if not is_pull:
        return spoke
    return answered_at if answered_at is not None and answered_at > spoke else None
