"""How the work comes in: its beat, what programs do of it, and what newcomers could begin with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.insight import concentration
from bot.insight.history import History, Period, seconds
from bot.insight.metric import Figure, Unit, metric


class OpeningGap(NamedTuple):
    """The time between two openings."""

    seconds: float


def _gaps(history: History, period: Period) -> Iterator[OpeningGap]:
    opened = sorted(t.opened_at for t in history.threads if t.opened_at in period and not t.by_bot)
    yield from (OpeningGap(seconds(one, other)) for one, other in pairwise(opened))


@metric("burstiness", "Burstiness", "https://chaoss.community/kb/metric-burstiness/", OpeningGap, _gaps)
def burstiness(rows: Sequence[OpeningGap]) -> Iterator[Figure]:
    """Whether issues and change requests come evenly or in bursts.

    **Formula.** (σ − μ) ÷ (σ + μ) of the gaps between openings by people, one row a gap (Goh and Barabási,
    2008): −1 is an even beat, 0 is chance, near 1 means bursts.

    **Traps.** Nothing is told of fewer than twenty gaps. Nights and weekends alone make it positive.

    >>> [figure.value for figure in burstiness.count([OpeningGap(60)] * 20)]
    [20, -1.0]
    """
    yield Figure("gaps", "gaps between openings", len(rows))
    yield Figure(
        "burstiness", "burstiness", concentration.burstiness([row.seconds for row in rows]), Unit.INDEX
    )


class Day(NamedTuple):
    """What happened on a day."""

    day: str
    by_bots: int
    by_people: int


def _days(history: History, period: Period) -> Iterator[Day]:
    for day in sorted({day for day, _ in history.events if day in period}):
        yield Day(f"{day:%Y-%m-%d}", history.events.get((day, True), 0), history.events.get((day, False), 0))


@metric("bot-activity", "Bot activity", "https://chaoss.community/kb/metric-bot-activity/", Day, _days)
def bot_activity(rows: Sequence[Day]) -> Iterator[Figure]:
    """How much of what happens here programs do.

    **Formula.** What GitHub reports about issues and change requests (openings, comments, reviews, labels,
    closings and the like), done by programs and by people. One row a day of UTC that begins in the period.

    **Traps.** A program that acts with an ordinary account counts as one if the repository's file names it
    under `accounts.programs`. The count is of events, not of their worth.

    >>> [figure.value for figure in bot_activity.count([Day("2026-03-02", 1, 2), Day("2026-03-03", 0, 1)])]
    [1, 3, 0.25]
    """
    bots, people = sum(row.by_bots for row in rows), sum(row.by_people for row in rows)
    yield Figure("bots", "events by programs", bots)
    yield Figure("people", "events by people", people)
    yield Figure("share", "share of programs", bots / (bots + people) if rows else None, Unit.SHARE)


class FirstIssue(NamedTuple):
    """An open issue for newcomers."""

    number: int
    free: int


@metric(
    "good-first-issues",
    "Supply of good first issues",
    "https://chaoss.community/kb/metric-good-first-issues/",
    FirstIssue,
    lambda history, period: (
        FirstIssue(number, int(free))
        for number, free in history.first_issues.items()
        if period.until >= history.until
    ),
)
def good_first_issues(rows: Sequence[FirstIssue]) -> Iterator[Figure]:
    """Whether a newcomer finds something to begin with.

    **Formula.** Open issues with one of the labels of `newcomers.suggestions.labels`, one row each; free are
    those that nobody is assigned to and no open change request says to close.

    **Traps.** It is the supply of now, whatever the period.

    >>> [figure.value for figure in good_first_issues.count([FirstIssue(7, 1), FirstIssue(9, 0)])]
    [2, 1]
    """
    yield Figure("open", "open issues for newcomers", len(rows))
    yield Figure("free", "of them free", sum(row.free for row in rows))
