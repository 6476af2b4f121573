"""What each message that stands in a lasting comment says of its subject: by its name, a predicate.

A predicate gets the words as posted and what is true, and returns why they are false; empty if they are true.
Of the words it reads nothing but facts as the bot writes them: logins, and days.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta

from bot.core.schedule import human_day
from tests.harness.words.truth import Truth

Predicate = Callable[[str, Truth], str]

_DAY = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w* \d{1,2} [A-Z][a-z]+(?: \d{4})?\b")
_BOARD_GROUP = re.compile(r"^\**(Free|In parts|Kept for somebody|Claimed|In review|Merged|Closed) \(\d+\)")
_BOARD_ITEM = re.compile(r"^- #(\d+) ")


def names(body: str, logins: Iterable[str]) -> str:
    """Return why the words do not name these people."""
    lacking = [login for login in logins if not re.search(rf"(?<![\w-]){re.escape(login)}(?![\w-])", body)]
    return f"it does not name {', '.join(lacking)}" if lacking else ""


def no_past_day(body: str, truth: Truth) -> str:
    """Return which promised day is past; one of the last half year."""
    past = {human_day(truth.now - timedelta(days=ago), truth.zone, now=truth.now) for ago in range(1, 184)}
    return next((f"{day} is past" for day in _DAY.findall(body) if day in past), "")


def all_of(*predicates: Predicate) -> Predicate:
    """Return the predicate that finds the first thing that is false."""
    return lambda body, truth: next(filter(None, (check(body, truth) for check in predicates)), "")


def is_open(_: str, truth: Truth) -> str:
    """It says that something can be done here, or will be."""
    return "" if truth.is_open else f"it is {truth.state}"


def is_closed(_: str, truth: Truth) -> str:
    """It says that all is over here."""
    return "it is open" if truth.is_open else ""


def has_label(label: str) -> Predicate:
    """It is true while a label is set."""
    return lambda _, truth: "" if label in truth.labels else f"the label {label} is not set"


def waits_for_answer(body: str, truth: Truth) -> str:
    """It names who has a case, and promises an answer."""
    case = truth.open_case
    if case is None:
        return "the case is closed" if truth.case else "it is no case"
    if case.answered_at is not None:
        return "it is answered"
    if case.overdue:
        return "the answer is overdue"
    return names(body, [case.steward] if case.steward else [])


def unanswered(body: str, truth: Truth) -> str:
    """It names who has a case that has no answer yet."""
    case = truth.open_case
    if case is not None and case.answered_at is not None:
        return "it is answered"
    return where_it_is(body, truth)


def nobody_has_it(_: str, truth: Truth) -> str:
    """It says that nobody has a case yet."""
    case = truth.open_case
    if case is None:
        return "the case is closed" if truth.case else "it is no case"
    return f"{case.steward} has it" if case.steward else ""


def where_it_is(body: str, truth: Truth) -> str:
    """It says who has an open case."""
    case = truth.open_case
    if case is None:
        return "the case is closed" if truth.case else "it is no case"
    return names(body, [case.steward] if case.steward else [])


def answered(body: str, truth: Truth) -> str:
    """It says who has answered, and on which day."""
    case = truth.open_case
    if case is None or case.answered_at is None:
        return "the case is closed" if truth.case and not case else "nobody has answered"
    return names(body, filter(None, [case.answered_by]))


def is_thanked(_: str, truth: Truth) -> str:
    """It says that nothing is left to do but to close it."""
    case = truth.open_case
    if case is None:
        return "the case is closed" if truth.case else "it is no case"
    return "" if case.thanked_at else "the reporter has asked again"


def case_is_closed(_: str, truth: Truth) -> str:
    """It says that a case is done with."""
    return "the case is open" if truth.open_case else ""


def no_case(_: str, truth: Truth) -> str:
    """It says that this is no support case."""
    return "it is a case" if truth.open_case else ""


def free(_: str, truth: Truth) -> str:
    """It says that anybody may claim it."""
    claims = truth.claims
    if not truth.is_open:
        return f"it is {truth.state}"
    if claims.whole:
        return f"{claims.whole[0].login} has it"
    kept = claims.turn or claims.reserved
    return f"it is kept for {kept.login}" if kept else ""


def holders(body: str, truth: Truth) -> str:
    """It says who has claimed it, or was given it."""
    if not truth.is_open:
        return f"it is {truth.state}"
    have = [holder.login for holder in truth.claims.whole] or list(truth.assignees)
    return names(body, have) if have else "nobody has it"


def holders_until(body: str, truth: Truth) -> str:
    """It says until when a claim lasts."""
    until = max((holder.until for holder in truth.claims.whole if holder.until), default=None)
    if until is None:
        return "no claim here has an end"
    day = human_day(until, truth.zone, now=truth.now)
    return "" if day in body else f"it is until {day}"


def kept_for(body: str, truth: Truth) -> str:
    """It says for whom it is kept."""
    kept = truth.claims.turn or truth.claims.reserved
    return names(body, [kept.login]) if kept else "it is kept for nobody"


def board(body: str, truth: Truth) -> str:
    """It says of each issue how it stands."""
    group = ""
    for line in body.splitlines():
        if found := _BOARD_GROUP.match(line):
            group = found[1]
        elif (item := _BOARD_ITEM.match(line)) and (why := _stands_otherwise(group, int(item[1]), truth)):
            return f"#{item[1]} stands under {group}: {why}"
    return ""


def _stands_otherwise(group: str, number: int, truth: Truth) -> str:
    there = truth.others.get(number)
    if there is None or group in ("", "In parts"):
        return ""
    if group in ("Merged", "Closed"):
        return "it is open" if there.is_open else ""
    if not there.is_open:
        return f"it is {there.state}"
    have = [holder.login for holder in there.claims.holders] or list(there.assignees)
    if group == "Free":
        return f"{have[0]} has it" if have else ""
    return "nobody has it" if group == "Claimed" and not have else ""


TABLE: dict[str, Predicate] = {
    "steward.routed": all_of(waits_for_answer, no_past_day),
    "steward.everybody_full": all_of(nobody_has_it, no_past_day),
    "steward.nobody_on_duty": all_of(nobody_has_it, no_past_day),
    "steward.next_day": all_of(nobody_has_it, no_past_day),
    "steward.where": all_of(where_it_is, no_past_day),
    "steward.told": where_it_is,
    "steward.told_later": where_it_is,
    "steward.known": where_it_is,
    "steward.taken_by": where_it_is,
    "steward.seen_by": where_it_is,
    "steward.nobody_yet": nobody_has_it,
    "steward.answered": answered,
    "steward.answered_here": answered,
    "steward.thanked": all_of(is_thanked, answered),
    "steward.closed": all_of(is_closed, case_is_closed),
    "steward.settled": case_is_closed,
    "steward.ended": no_case,
    "claims.free": free,
    "claims.has": holders,
    "claims.have": holders,
    "claims.has_pull": holders,
    "claims.have_pull": holders,
    "claims.has_until": all_of(holders, holders_until),
    "claims.have_until": all_of(holders, holders_until),
    "claims.hint": free,
    "claims.hint_busy": holders,
    "claims.hint_reserved": is_open,
    "claims.turn_of": all_of(is_open, kept_for),
    "claims.turn_to_come": is_open,
    "claims.reserved_for": all_of(is_open, kept_for),
    "claims.reserved": is_open,
    "claims.lines": is_open,
    "claims.closed": is_closed,
    "claims.done": is_closed,
    "claims.done_many": is_closed,
    "labels.help_wanted": all_of(is_open, has_label("help wanted")),
    "labels.good_first_issue": all_of(is_open, has_label("good first issue")),
    "labels.over": is_closed,
    "cohorts.board_head": all_of(is_open, board),
    "cohorts.board_over": board,
    "contributions.waiting": is_open,
    "contributions.waiting_short": is_open,
    "contributions.waiting_for_word": is_open,
    "contributions.closed": is_closed,
    "contributions.closed_for_good": is_closed,
    "contributions.not_opened": is_closed,
    "contributions.over": is_closed,
    "lifecycle.marked": is_open,
    "lifecycle.closes_on": all_of(is_open, no_past_day),
    "lifecycle.closed": is_closed,
    "triage.question": is_open,
    "triage.question_short": is_open,
    "welcome.issue": is_open,
    "welcome.pull_request": is_open,
    "welcome.draft": is_open,
}
"""By `feature.message`."""

NOTICES: dict[str, Predicate] = {
    "steward.handed": unanswered,
    "steward.handed_by": all_of(waits_for_answer, no_past_day),
    "steward.missed": unanswered,
    "steward.waited": unanswered,
    "steward.month": unanswered,
    "steward.works": is_thanked,
    "claims.turn": all_of(is_open, kept_for),
    "claims.reminder": all_of(is_open, holders_until),
    "claims.released_free": free,
    "contributions.reminder": is_open,
}
"""Comments that call somebody: none stands in a lasting one, and each is folded as soon as it is not so any
more."""

TIMELESS = frozenset(
    {
        "digest.digest",  # What waited on one day, which it names.
        "welcome.issue_short",
        "welcome.pull_request_short",
        "welcome.first_merge_short",
        "welcome.claim",  # The repository's own words, and what was free on that day.
        "welcome.review",
        "welcome.first_merge",
        "cohorts.report",
        "cohorts.report_hidden",
        "cohorts.report_few",
        "journey.milestone",
        "journey.milestone_first",
        "mentors.thanks",
        "suggestions.came_up",
        "contributions.opened",  # Whatever becomes of it.
        "digest.heading",  # A letter of its day.
        "digest.nothing",
    }
)
"""What is said of a moment, and stays true of it."""
