"""Each metric by a history made by hand: who did what, when, and what is counted of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.insight.catalog import METRICS
from bot.insight.figure_text import GUARD, shown
from bot.insight.history import MERGED, Contribution, History, IssueThread, Period, SupportCase
from bot.insight.lines import LedgerLine, Mirrored, contributions, threads
from bot.insight.metric import Figure, Result, shielded
from bot.insight.report import Audience, make

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
MARCH = Period(datetime(2026, 3, 1, tzinfo=UTC), APRIL)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
EVE, BOB, BOT = 5, 6, 9
LOGINS = {EVE: "eve", BOB: "bob", BOT: "helper[bot]"}


def line(
    hours: float, what: str, person: int, number: int = 1, *, by: str = "", wordless: bool = False
) -> LedgerLine:
    return LedgerLine(
        MONDAY + hours * HOUR, what, number, person, LOGINS[person], person == BOT, by, wordless
    )


def built(*lines: LedgerLine, mirrored: Sequence[Mirrored] = (), programs: Sequence[str] = ()) -> History:
    """A history as the lines of the ledger tell it."""
    made = threads(lines, {state.number: state for state in mirrored}, programs)
    deeds = tuple(contributions(lines, {thread.number: thread.author for thread in made}, programs))
    return History(MARCH.since, APRIL, threads=made, contributions=deeds)


def result(name: str, history: History, period: Period = MARCH) -> Result:
    (metric,) = [metric for metric in METRICS if metric.name == name]
    return metric.result(history, period)


def figures(name: str, history: History, period: Period = MARCH) -> dict[str, float | None]:
    return {figure.key: figure.value for figure in result(name, history, period).figures}


def answered_after(*lines: LedgerLine, programs: Sequence[str] = ()) -> float | None:
    """Hours until the first answer, None while it is waited for."""
    (row,) = result("time-to-first-response", built(*lines, programs=programs)).rows
    return row.seconds / 3600 if row.answered else None


OPENED = line(0, "issues.opened", EVE)
PULL = line(0, "pull_request.opened", EVE)


@pytest.mark.parametrize(
    ("lines", "hours"),
    [
        ([OPENED, line(2, "issue_comment.created", BOB)], 2),
        ([OPENED, line(1, "issue_comment.created", EVE), line(3, "issue_comment.created", BOB)], 3),
        ([OPENED, line(1, "issue_comment.created", BOT)], None),
        ([OPENED, line(1, "issue_comment.created", BOB, wordless=True)], None),
        ([OPENED, line(4, "issues.closed", BOB)], 4),
        ([OPENED, line(4, "issues.closed", EVE)], None),
        ([PULL, line(5, "pull_request_review.submitted", BOB)], 5),
        ([PULL, line(6, "pull_request.merged", EVE, by="bob")], 6),
        ([PULL, line(6, "pull_request.merged", EVE)], None),
        ([PULL, line(6, "pull_request.merged", EVE, by="merger[bot]")], None),
    ],
)
def test_an_answer_is_a_humans_who_is_not_the_author(lines: list[LedgerLine], hours: float | None) -> None:
    assert answered_after(*lines) == hours


def test_an_ordinary_account_that_a_program_drives_answers_nobody() -> None:
    assert answered_after(OPENED, line(2, "issue_comment.created", BOB), programs=["Bob"]) is None


def test_the_clock_of_a_draft_starts_when_it_is_ready() -> None:
    ready = line(10, "pull_request.ready_for_review", EVE)
    early = line(1, "issue_comment.created", BOB)
    assert answered_after(PULL, early, ready, line(12, "pull_request_review.submitted", BOB)) == 2
    back = line(3, "pull_request.converted_to_draft", EVE)
    assert answered_after(PULL, back, ready, line(12, "pull_request_review.submitted", BOB)) == 12
    draft = Mirrored(1, True, EVE, "eve", False, MONDAY, None, draft=True)
    assert result("time-to-first-response", built(PULL, early, mirrored=[draft])).rows == ()


def test_working_time_leaves_out_nights_and_weekends() -> None:
    friday = line(4 * 24 + 7, "issues.opened", EVE)  # Friday, 16:00
    told = figures("time-to-first-response", built(friday, line(7 * 24 + 1, "issue_comment.created", BOB)))
    assert (told["issue.median"], told["issue.working"]) == (66 * 3600, 2 * 3600)


def test_a_median_counts_who_still_waits() -> None:
    opened = [line(0, "issues.opened", EVE, number) for number in range(1, 6)]
    answers = [line(number, "issue_comment.created", BOB, number) for number in (1, 2)]
    told = figures("time-to-first-response", built(*opened, *answers))
    assert (told["issue.opened"], told["issue.waiting"], told["issue.median"]) == (5, 3, None)
    more = [*answers, line(3, "issue_comment.created", BOB, 3)]
    assert figures("time-to-first-response", built(*opened, *more))["issue.median"] == 3 * 3600


def test_what_was_there_before_us_has_an_age_and_no_first_answer() -> None:
    old = Mirrored(1, False, EVE, "eve", False, MARCH.since - 10 * DAY, None, False)
    history = built(line(1, "issue_comment.created", BOB), mirrored=[old])
    assert result("time-to-first-response", history).rows == ()
    assert figures("issue-age", history) == {"open": 1, "median": 41 * 86_400}


def test_a_duration_goes_to_the_last_closing() -> None:
    history = built(
        OPENED, line(2, "issues.closed", BOB), line(3, "issues.reopened", EVE), line(9, "issues.closed", BOB)
    )
    assert figures("duration", history)["issue.median"] == 9 * 3600
    until = Period(MARCH.since, MONDAY + 5 * HOUR)
    assert figures("duration", history, until)["issue.median"] is None
    assert figures("issue-age", history, until)["open"] == 1


def test_the_closure_ratio_has_its_three_counts() -> None:
    before = replace(PULL, number=9, at=MARCH.since - DAY)
    history = built(
        before, PULL, line(0, "pull_request.opened", BOB, 2), line(5, "pull_request.merged", EVE, by="bob")
    )
    told = figures("change-request-closure-ratio", history)
    assert told == {"start": 1, "opened": 2, "closed": 1, "ratio": pytest.approx(1 / 3)}


def deeds(*of: tuple[int, int, str]) -> tuple[Contribution, ...]:
    """Contributions by (day, person, kind)."""
    return tuple(Contribution(MONDAY + day * DAY, person, kind) for day, person, kind in of)


def test_new_contributors_are_counted_by_kind_unless_they_are_few() -> None:
    firsts = deeds(*((1, person, "issue") for person in range(6)), *((2, 10 + p, "review") for p in range(5)))
    told = figures("new-contributors", History(None, APRIL, firsts=firsts))
    assert told == {"people": 11, "issue": 6, "change-request": None, "review": None}
    few = result("new-contributors", History(None, APRIL, firsts=firsts[:4]))
    assert {figure.few for figure in few.figures} == {True}
    assert few.rows == ()


def test_conversion_is_the_share_back_of_those_who_had_time_to_come_back() -> None:
    people = range(12)
    firsts = deeds(*((-400, person, "issue") for person in people))
    merged = deeds(
        *((-300, person, MERGED) for person in people), *((-300 + 30, person, MERGED) for person in range(6))
    )
    history = History(None, APRIL, firsts=firsts, contributions=merged)
    told = figures("conversion", history)
    assert (told["first"], told["second"], told["not-yet"]) == (12, 6, 6)
    assert [told[f"day-{days}"] for days in (90, 180, 365)] == [pytest.approx(0.5), pytest.approx(0.5), None]
    few_back = result("conversion", replace(history, contributions=merged[:-3]))
    assert {figure.key for figure in few_back.figures if figure.few} >= {"second", "day-90", "day-180"}
    old_hands = replace(history, firsts=())
    assert result("conversion", old_hands).rows == ()


def test_presence_is_counted_in_days() -> None:
    often = [(day, person, "review") for day in range(4) for person in range(6)]
    away = [(-100, 20 + person, "issue") for person in range(7)]
    seldom = [(3, 40 + person, "issue") for person in range(5)]
    told = figures("activity", History(None, APRIL, contributions=deeds(*often, *away, *seldom)))
    assert told == {"people": 18, "active": 6, "occasional": 5, "drifting": 7}


def test_half_of_the_work_rests_on_so_many() -> None:
    merged = [(1, person, MERGED) for person, count in enumerate((5, 4, 1, 1, 1)) for _ in range(count)]
    told = figures("contributor-absence-factor", History(None, APRIL, contributions=deeds(*merged)))
    assert told == {"people": 5, "factor": 2}


def case(opened: float, ack: float | None = None, answer: float | None = None, end: float | None = None, *,
         community: str = "", steward: str = "alice", reporter: int = EVE) -> SupportCase:  # fmt: skip
    at = [None if hours is None else MONDAY + hours * HOUR for hours in (ack, answer, end)]
    return SupportCase(1, MONDAY + opened * HOUR, reporter, community, steward, *at)


def test_cases_are_acknowledged_answered_resolved_or_carried_over() -> None:
    late = 24 * 29 + 6  # The last day of March, 15:00: its working day is not over.
    cases = (case(0, 1, 2, 3), case(0, 30), case(0), case(late), case(-24 * 10, 1, 1, 50, community="pangeo"))
    history = History(None, APRIL, cases=cases)
    told = figures("support-cases", history)
    assert (told["opened"], told["answered"], told["resolved"], told["carried"]) == (4, 1, 2, 3)
    assert told["acknowledged"] == pytest.approx(1 / 3)
    assert (told["opened[pangeo]"], told["resolved[pangeo]"]) == (0, 1)
    assert figures("support-cases", history.of_community("Pangeo"))["resolved"] == 1


def test_the_load_is_of_five_people_or_nobodys() -> None:
    cases = [case(0, steward=name) for name in "abcd" for _ in range(3)]
    assert result("steward-load", History(None, APRIL, cases=tuple(cases))).figure("gini").few
    history = History(None, APRIL, cases=(*cases, *(case(0, steward="e") for _ in range(3))))
    assert figures("steward-load", history) == {"people": 5, "gini": 0}


def test_programs_and_bursts_and_supply() -> None:
    events = {(MARCH.since, True): 3, (MARCH.since, False): 1, (APRIL, True): 9}
    opened = tuple(IssueThread(n, False, EVE, False, MONDAY + n * HOUR, None) for n in range(21))
    history = History(None, APRIL, events=events, threads=opened, first_issues={7: True, 9: False})
    assert figures("bot-activity", history) == {"bots": 3, "people": 1, "share": 0.75}
    assert figures("burstiness", history) == {"gaps": 20, "burstiness": -1}
    assert figures("burstiness", replace(history, threads=opened[1:]))["burstiness"] is None
    assert figures("good-first-issues", history) == {"open": 2, "free": 1}
    assert result("good-first-issues", history, MARCH.before).rows == ()


def test_nobody_few_is_found_by_subtracting() -> None:
    def told(*counts: int) -> list[float | None]:
        return [f.value for f in shielded([Figure(str(n), "", c, part=True) for n, c in enumerate(counts)])]

    assert told(9, 8, 7) == [9, 8, 7]
    assert told(9, 6, 3) == [9, None, None]
    assert told(9, 3, 2) == [9, None, None]
    assert told(9, 0, 0) == [None, None, None]


def test_nobody_reads_fewer_than_five_of_what_are_more() -> None:
    """Fifteen people are withheld with the three whom they would show: neither reads as what it is not. Of
    two that are eight together, and both "fewer than five", each would be four."""

    def texts(*counts: int) -> list[str]:
        return [shown(f) for f in shielded([Figure(str(n), "", c, part=True) for n, c in enumerate(counts)])]

    assert texts(20, 15, 3) == ["20", GUARD, GUARD]
    assert texts(20, 4, 4) == texts(20, 5, 3) == ["20", GUARD, GUARD]


def test_a_community_is_no_way_round() -> None:
    """Of six new people five are the community's: the sixth is not to be found by subtracting."""
    firsts = deeds(*((1, person, "issue") for person in range(6)))
    ours = tuple(case(1, community="pangeo", reporter=person) for person in range(5))
    history = History(MARCH.since - 365 * DAY, APRIL, cases=ours, firsts=firsts)
    report = make(history, "acme/widget", Audience.FUNDERS, APRIL, MARCH.since, "pangeo")
    new = next(result for result in report.results if result.metric.name == "new-contributors")
    assert shown(new.figure("people")) == GUARD
    nobody_else = make(
        replace(history, firsts=firsts[:5]), "a/b", Audience.FUNDERS, APRIL, MARCH.since, "pangeo"
    )
    assert nobody_else.results[1].figure("people").value == 5


def test_a_report_widens_to_a_year_where_that_tells_more() -> None:
    firsts = deeds(*((-200, person, "issue") for person in range(6)))
    history = History(MARCH.since - 900 * DAY, APRIL, firsts=firsts)
    report = make(history, "a/b", Audience.FUNDERS, APRIL)
    assert (report.widened, report.period.since) == (True, APRIL - 365 * DAY)
    assert not make(replace(history, firsts=firsts[:4]), "a/b", Audience.FUNDERS, APRIL).widened
    assert not make(history, "a/b", Audience.FUNDERS, APRIL, MARCH.since).widened


def test_what_changed_is_told_where_the_period_before_is_known() -> None:
    slow = [case(-24 * 25, answer=-24 * 25 + 100 + n) for n in range(10)]
    quick = [case(24, answer=25 + n) for n in range(10)]
    history = History(MARCH.before.since, APRIL, cases=(*slow, *quick))
    report = make(history, "a/b", Audience.FUNDERS, APRIL, MARCH.since)
    assert report.answers_alike is not None
    assert report.answers_alike < 0.001
    unknown = make(replace(history, known_since=MARCH.since), "a/b", Audience.FUNDERS, APRIL, MARCH.since)
    assert (unknown.earlier, unknown.answers_alike) == ((), None)
