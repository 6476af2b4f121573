"""What time does to a claim: a reminder, an end, a turn that has passed."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.community.newcomers.claim_state import Claimant
from bot.core.markdown import NOTHING, Markdown, code
from bot.services.claims.answers import turn_passed
from bot.services.claims.claim_decision import ClaimDecision
from bot.services.claims.messages import NOTICES, names, reminder


def apply_expiry(decision: ClaimDecision, mentor: Markdown = NOTHING, gone: Sequence[int] = ()) -> None:
    """Reminders, lapses and turns that are due now. `mentor` stands by whoever is reminded; people of `gone`
    have no account any more."""
    now = decision.ctx.now
    lapsed = [e for e in decision.state.holders if e.id in gone or (e.until is not None and e.until <= now)]
    for holder in lapsed:
        decision.drop(holder.id, path=holder.path)
    passed = ""
    if decision.state.turn and decision.state.turn.until <= now:
        turn = decision.state.turn
        if not turn.called:
            first = Claimant(id=turn.id, login=turn.login)
            waiting = (first, *decision.state.waiting)
            decision.state = decision.state.model_copy(update={"turn": None, "waiting": waiting})
        else:
            decision.state = decision.state.model_copy(update={"turn": None})
            passed = turn.login
    if decision.state.reserved and decision.state.reserved.until <= now:
        decision.state = decision.state.model_copy(update={"reserved": None})
    decision.because = "the time of a claim had come"
    thanked = list(dict.fromkeys(holder.login for holder in lapsed if holder.id not in gone))
    decision.pass_on()
    state = decision.state
    taken = state.holders or state.turn or decision.cohort_reservation or decision.assigned
    if passed:
        decision.add_notice(turn_passed(passed, decision.locale.language, free=not taken))
    if thanked:
        words = NOTICES[decision.locale.language]
        released = words.released if taken else words.released_free
        decision.add_notice(released(who=names(thanked, decision.locale)), first=True)
    _remind(decision, mentor)


def end_with_cohort(
    decision: ClaimDecision, person_ids: Collection[int], cohort: str, until: datetime
) -> None:
    """The days of a cohort are over: what these people claimed in them is theirs until then at most, unless
    they say a word or have a pull request open. Said today, or by tomorrow's reminder."""
    theirs = [e for e in decision.state.holders if e.id in person_ids and e.until is not None]
    if not theirs:
        return
    ends = [min(until, holder.until) for holder in theirs if holder.until is not None]
    may_comment = decision.may_comment_today
    remind_at = None if may_comment else decision.next_morning()
    changed = {
        (holder.id, holder.path): holder.model_copy(update={"until": end, "remind_at": remind_at})
        for holder, end in zip(theirs, ends, strict=True)
    }
    holders = (changed.get((holder.id, holder.path), holder) for holder in decision.state.holders)
    decision.state = decision.state.model_copy(update={"holders": tuple(holders)})
    decision.because = f"{cohort} is over"
    if may_comment:
        locale = decision.locale
        who = names(list(dict.fromkeys(holder.login for holder in theirs)), locale)
        text = NOTICES[locale.language].cohort_over(who=who, cohort=code(cohort), day=locale.day(max(ends)))
        decision.add_notice(text)


def _remind(decision: ClaimDecision, mentor: Markdown) -> None:
    now = decision.ctx.now
    due = [holder for holder in decision.state.holders if holder.remind_at and holder.remind_at <= now]
    if not due:
        return
    # On a day on which something was said already, the reminder waits for the next morning.
    later = None if decision.may_comment_today else decision.next_morning()
    if later is None:
        decision.add_notice(reminder(due, decision.claims.lease, mentor, decision.locale))
    holders = (e.model_copy(update={"remind_at": later}) if e in due else e for e in decision.state.holders)
    decision.state = decision.state.model_copy(update={"holders": tuple(holders)})
