"""The clocks of a case: working time of the person asked, and still while the reporter is asked. Pure.

What was promised to the reporter stays promised, whoever has the case: no date moves later. Once it has
passed, no date is given any more, and the clock asks nobody else.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.community.cases import CaseState
from bot.community.rota import Rota, working_hours
from bot.core.model import contains
from bot.core.pause import QuietTime
from bot.core.schedule import Duration, WorkingHours, day_of, to_half_hour

_MINUTE = timedelta(minutes=1)
MONTH = timedelta(days=30)
"""So often a reporter hears that their case still waits."""


def with_steward(
    state: CaseState, rota: Rota, person: str, at: datetime, *, by_hand: bool = False
) -> CaseState:
    """Return the case in somebody's hands; the clocks run in that person's working time from now.

    An answer of somebody who had it before is none of theirs: one is waited for again. Halfway to the time by
    which they should have said a word they may be reminded (`nudge_at`).
    """
    hours = working_hours(rota, person)
    within = rota.config.acknowledge_within
    ack_by = hours.add(at, within)
    worked = hours.elapsed(at, ack_by) if within.working else ack_by - at
    return state.model_copy(
        update={
            "steward": person,
            "by_hand": by_hand,
            "routed_at": at,
            "nudge_at": _later(hours, at, worked / 2, working=within.working),
            "ack_by": None if state.overdue else ack_by,
            "answer_by": _answer_by(state, rota, person, at),
            "word_at": state.word_at or at + MONTH,
            "retry_at": None,
            "next_up": None,
            "paused_at": None,
            "acknowledged_at": None,
            "answered_at": None,
            "answered_by": None,
            "answered_in": "",
            "thanked_at": None,
            "full": False,
            "holders": state.holders if contains(state.holders, person) else (*state.holders, person),
        }
    )


def _answer_by(state: CaseState, rota: Rota, person: str, at: datetime) -> datetime | None:
    if state.overdue or state.outage:
        return None
    new = to_half_hour(working_hours(rota, person).add(at, rota.config.answer_within))
    promised = state.answer_by if state.answered_at is None else None
    return min(new, promised) if promised is not None and promised > at else new


def late(state: CaseState) -> CaseState:
    """Return the case once the time for an answer has passed: no more dates, no more changes of hands by the
    clock."""
    return state.model_copy(update={"overdue": True, "answer_by": None, "nudge_at": None})


def apologised(state: CaseState, at: datetime) -> CaseState:
    """Return the case once its reporter was told that it takes longer; the next word is a month away."""
    return state.model_copy(update={"apologised": True, "ack_by": None, "word_at": at + MONTH})


def paused(state: CaseState, at: datetime) -> CaseState:
    """Return the case once its reporter is asked: no clock runs."""
    return state if state.paused_at is not None else state.model_copy(update={"paused_at": at})


def resumed(state: CaseState, rota: Rota, at: datetime) -> CaseState:
    """Return the case once its reporter is not asked any more: what was left of the clocks runs from now."""
    if state.paused_at is None:
        return state
    update: dict[str, datetime | None] = {"paused_at": None}
    hours = working_hours(rota, state.steward or "")
    config = rota.config
    clocks = (
        ("nudge_at", state.nudge_at, config.acknowledge_within),
        ("ack_by", state.ack_by, config.acknowledge_within),
        ("answer_by", state.answer_by, config.answer_within),
    )
    for name, due, within in clocks:
        if due is not None:
            since = min(state.paused_at, due)
            left = hours.elapsed(since, due) if within.working else due - since
            update[name] = _later(hours, at, left, working=within.working)
    return state.model_copy(update=update)


def after_quiet_times(state: CaseState, rota: Rota, quiet: Sequence[QuietTime]) -> CaseState:
    """Return the case after further quiet times that are over: its clocks stood still in each."""
    for time in quiet:
        since = max(time.since, state.routed_at or state.opened_at)
        if state.paused_at is None and since < time.until:
            state = resumed(paused(state, since), rota, time.until)
        state = state.model_copy(update={"quiet": time.since})
    return state


def next_wake(state: CaseState) -> datetime | None:
    """Return when a case is to be looked at again by itself; None if it need not be."""
    if not state.is_open or state.paused_at is not None:
        return None
    if state.steward is None:
        return min(filter(None, (state.retry_at, state.word_at)), default=None)
    word_by = state.nudge_at or state.ack_by if state.is_waiting else None
    unanswered = (state.answer_by, state.word_at) if state.answered_at is None else ()
    return min(filter(None, (state.retry_at or word_by, *unanswered)), default=None)


def is_overdue(state: CaseState, at: datetime) -> bool:
    """Return whether the time for an answer has passed, and the reporter does not know it yet."""
    if state.steward is None or state.answered_at is not None or state.apologised:
        return False
    due = state.retry_at if state.overdue else state.answer_by
    return state.overdue if due is None else at >= due


def is_month_over(state: CaseState, at: datetime) -> bool:
    """Return whether the reporter has heard nothing for a month of a case that still waits."""
    return state.is_unanswered and state.word_at is not None and at >= state.word_at


def may_nudge_openly(state: CaseState, at: datetime, zone: str) -> bool:
    """Return whether a reminder may be one more comment: only on a day on which nobody was called there, and
    on which no change of hands is due; that one says more."""
    today = day_of(at, zone)
    busy = {state.noticed_on}
    busy |= {day_of(due, zone) for due in (state.routed_at, state.ack_by) if due is not None}
    return today not in busy


def _later(hours: WorkingHours, at: datetime, left: timedelta, *, working: bool) -> datetime:
    if not working:
        return at + left
    minutes = -(-left // _MINUTE)
    return hours.add(at, Duration(max(1, minutes), "minute", working=True))
