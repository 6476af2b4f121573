"""How long people wait here: for a first answer, and for an end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from statistics import median as middle
from typing import NamedTuple

from bot.insight.history import History, IssueThread, Period, seconds
from bot.insight.metric import LEAST, Figure, Unit, median, metric
from bot.insight.survival import Wait, kaplan_meier

ISSUE, CHANGE = "issue", "change request"
KINDS = (ISSUE, CHANGE)


def kind_of(thread: IssueThread) -> str:
    """Return what a thread is called."""
    return CHANGE if thread.change_request else ISSUE


class Answered(NamedTuple):
    """A wait for the first answer."""

    number: int
    kind: str
    seconds: float
    working_seconds: float
    answered: int


def _answers(history: History, period: Period) -> Iterator[Answered]:
    for thread in history.threads:
        start = thread.ready_at
        if start is None or start not in period or thread.by_bot or not thread.seen:
            continue
        answer = next((at for at in thread.answers if start <= at < period.until), None)
        end = answer or thread.closed_at(period.until) or period.until
        worked = history.working.elapsed(start, end) / timedelta(seconds=1)
        yield Answered(
            thread.number, kind_of(thread), seconds(start, max(start, end)), worked, int(answer is not None)
        )


def usual_wait(history: History, period: Period) -> tuple[timedelta, timedelta] | None:
    """Return between which times the middle half of all first answers comes; None where fewer than five
    waited, or too many still do."""
    waits = [Wait(row.seconds, bool(row.answered)) for row in _answers(history, period)]
    curve = kaplan_meier(waits)
    low, high = curve.through(0.25), curve.through(0.75)
    if len(waits) < LEAST or low is None or high is None:
        return None
    return timedelta(seconds=low), timedelta(seconds=high)


@metric(
    "time-to-first-response",
    "Time to first response",
    "https://chaoss.community/kb/metric-time-to-first-response/",
    Answered,
    _answers,
)
def time_to_first_response(rows: Sequence[Answered]) -> Iterator[Figure]:
    """How long people wait for the first answer of a human who is not the author.

    **Formula.** One row an issue or change request whose clock started in the period: at its opening, for a
    change request at ready-for-review. An answer is a comment with words (not of commands alone), a review,
    or that it is closed or merged. The median is Kaplan and Meier's, with a log-log interval of 95 %;
    `answered` 0 is a wait that goes on, until the end of the period or until its author closed it. Working
    time counts the repository's days, from 9 to 17 by its clocks.

    **Traps.** What bots open or answer does not count. A median of those answered alone would be too short:
    who still waits is in it. What came before the bot was there is left out.

    >>> rows = [Answered(n, "issue", s, 60, a) for n, s, a in ((1, 60, 1), (2, 120, 1), (3, 999, 0))]
    >>> [(figure.key, figure.value) for figure in time_to_first_response.count(rows)][:4]
    [('issue.opened', 3), ('issue.waiting', 1), ('issue.median', 120), ('issue.working', 60)]
    """
    for kind in KINDS:
        mine = [row for row in rows if row.kind == kind]
        plain = kaplan_meier([Wait(row.seconds, bool(row.answered)) for row in mine])
        worked = kaplan_meier([Wait(row.working_seconds, bool(row.answered)) for row in mine])
        key = kind.replace(" ", "-")
        yield Figure(f"{key}.opened", f"{kind}s that asked for an answer", len(mine))
        yield Figure(f"{key}.waiting", f"{kind}s without one", sum(not row.answered for row in mine))
        yield median(f"{key}.median", f"median wait, {kind}s", plain.median)
        yield median(f"{key}.working", f"median wait in working time, {kind}s", worked.median)


class Ended(NamedTuple):
    """A thread that was opened in the period."""

    number: int
    kind: str
    seconds: float
    closed: int


def _durations(history: History, period: Period) -> Iterator[Ended]:
    for thread in history.threads:
        if thread.opened_at in period and not thread.by_bot:
            closed = thread.closed_at(period.until)
            length = seconds(thread.opened_at, closed or period.until)
            yield Ended(thread.number, kind_of(thread), length, int(closed is not None))


@metric(
    "duration",
    "Issue and change request duration",
    "https://chaoss.community/kb/metric-time-to-close/",
    Ended,
    _durations,
)
def duration(rows: Sequence[Ended]) -> Iterator[Figure]:
    """How long issues and change requests stay open.

    **Formula.** One row each that was opened in the period, by people. From opening to the last closing; the
    median is Kaplan and Meier's, `closed` 0 is open at the end of the period.

    **Traps.** What was opened again counts to its last closing. Closing fast is no aim of its own.

    >>> [figure.value for figure in duration.count([Ended(1, "issue", 60, 1), Ended(2, "issue", 90, 0)])][:2]
    [2, 60]
    """
    for kind in KINDS:
        mine = [row for row in rows if row.kind == kind]
        key = kind.replace(" ", "-")
        yield Figure(f"{key}.opened", f"{kind}s opened", len(mine))
        curve = kaplan_meier([Wait(row.seconds, bool(row.closed)) for row in mine])
        yield median(f"{key}.median", f"median time to close, {kind}s", curve.median)


class Age(NamedTuple):
    """An issue that is open at the end of the period."""

    number: int
    seconds: float


@metric(
    "issue-age",
    "Issue age",
    "https://chaoss.community/kb/metric-issue-age/",
    Age,
    lambda history, period: (
        Age(thread.number, seconds(thread.opened_at, period.until))
        for thread in history.threads
        if not thread.change_request and thread.is_open(period.until)
    ),
)
def issue_age(rows: Sequence[Age]) -> Iterator[Figure]:
    """How old the open issues are.

    **Formula.** One row an issue that is open at the end of the period; the plain median of their ages.

    **Traps.** Closing what is old makes it younger and helps nobody.

    >>> [figure.value for figure in issue_age.count([Age(1, 60), Age(2, 80), Age(3, 400)])]
    [3, 80]
    """
    yield Figure("open", "open issues", len(rows))
    age = middle(row.seconds for row in rows) if rows else None
    yield Figure("median", "median age of open issues", age, Unit.SECONDS)


class Flow(NamedTuple):
    """A change request that was open during the period."""

    number: int
    opened: int
    closed: int


def _flow(history: History, period: Period) -> Iterator[Flow]:
    for thread in history.threads:
        opened = thread.opened_at in period
        if thread.change_request and (opened or thread.is_open(period.since)):
            yield Flow(thread.number, int(opened), int(thread.closed_at(period.until) in period))


@metric(
    "change-request-closure-ratio",
    "Change request closure ratio",
    "https://chaoss.community/kb/metric-change-request-closure-ratio/",
    Flow,
    _flow,
)
def closure_ratio(rows: Sequence[Flow]) -> Iterator[Figure]:
    """Whether change requests are dealt with as fast as they come.

    **Formula.** Closed ÷ (open at the start + opened), of one row each; merged ones are closed ones.

    **Traps.** Bots' change requests count. The ratio of few is mostly chance: look at the three counts.

    >>> rows = [Flow(1, 0, 1), Flow(2, 1, 1), Flow(3, 1, 0), Flow(4, 1, 0)]
    >>> [figure.value for figure in closure_ratio.count(rows)]
    [1, 3, 2, 0.5]
    """
    closed = sum(row.closed for row in rows)
    yield Figure("start", "change requests open at the start", sum(not row.opened for row in rows))
    yield Figure("opened", "change requests opened", sum(row.opened for row in rows))
    yield Figure("closed", "change requests closed", closed)
    yield Figure("ratio", "closure ratio", closed / len(rows) if rows else None, Unit.SHARE)
