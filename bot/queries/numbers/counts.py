"""A repository's numbers as pages show them: counted in the background, and shown as they were counted last.

Counting a quarter of a million lines takes seconds, a page must not. So the figures of a question (which
repository, which days, which filter) are counted by one thread at a time and remembered here for a while: a
page waits a moment for them, else shows those of before, else says that they are being counted.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.community.issue_kind import Kind
from bot.community.recurring_topics import TopicsReport, topics_report
from bot.community.steward import kind_labels
from bot.core.feature import Feature
from bot.core.model import spelling
from bot.insight.catalog import METRICS
from bot.insight.charts.chart import Chart
from bot.insight.charts.of_history import charts
from bot.insight.charts.time_marks import TimeMark
from bot.insight.history import History, Period
from bot.insight.privacy.disclosure import Disclosure, disclosures
from bot.insight.report import YEAR
from bot.queries.history import read_cases, read_history
from bot.queries.newcomers import shown_groups
from bot.queries.numbers.marks import time_marks
from bot.store.config_store import ConfigStore
from bot.store.database import Connection, Database

log = logging.getLogger("bot.queries.numbers.counts")

PATIENCE = 0.03
"""Seconds that a page waits for its numbers to be counted."""
MOST_ROWS = 200_000
"""Rows that are remembered at most, in all answers: some fifty megabytes."""
MOST_WAITING = 16
FRESH = timedelta(minutes=1)
"""So long numbers are not counted again, and sixty times longer than counting them took."""
SHARE = 60


@dataclass(frozen=True)
class CountQuestion:
    """What is to be counted: the days of a repository, of one community or of what has one label."""

    repository_id: int
    full_name: str
    period: Period
    today: datetime
    """The midnight (UTC) until which people are counted, whatever the period."""
    community: str = ""
    label: str = ""


@dataclass(frozen=True)
class CountAnswer:
    """All figures of a question. `communities` are those that cases came from in the period."""

    question: CountQuestion
    known_since: datetime | None
    disclosures: tuple[Disclosure, ...]
    communities: tuple[str, ...]
    topics: TopicsReport
    """What kept coming back in the cases of the period."""
    charts: Mapping[str, Chart]
    """What there is to draw, by metric."""
    counted_at: datetime
    """UTC; figures of days before it change only where GitHub, or a person, tells of the past."""
    is_known: bool = True
    """Whether there is such a community, or such a label on anything."""

    def of(self, name: str) -> Disclosure | None:
        """Return the figures of one metric; None if it does not depend on what was asked."""
        return next((one for one in self.disclosures if one.result.metric.name == name), None)


BY_DAY = "bot-activity"
"""Counted by days, not by issues: no label makes a difference."""
_FOR_COMMUNITY = frozenset({"support-cases", "new-contributors", "conversion"})


def count(
    conn: Connection, features: Sequence[Feature[Any]], question: CountQuestion, now: datetime
) -> CountAnswer | None:
    """Return the answer, counted afresh; None if the repository is unknown."""
    period = question.period
    begin = min(period.since, question.today - YEAR)
    known = read_history(conn, features, question.full_name, question.today, begin)
    if known is None:
        return None
    history, counted, community = known[1], known[1], ""
    communities = tuple(
        sorted({case.community for case in history.cases if case.community}, key=str.casefold)
    )
    metrics = METRICS
    is_known = True
    if question.label:
        history = counted = history.with_label(question.label)
        metrics = tuple(metric for metric in metrics if not metric.people and metric.name != BY_DAY)
        is_known = bool(history.threads)
    if question.community:
        name = spelling(communities, question.community)
        community = name or "\0"
        history = history.of_community(community)
        metrics = tuple(metric for metric in metrics if metric.name in _FOR_COMMUNITY)
        is_known = name is not None
    elsewhere = shown_groups(conn, features, question.repository_id, question.today)
    shown = disclosures(metrics, counted, period, community, elsewhere)
    marks = time_marks(conn, features, question.repository_id)
    return CountAnswer(
        question,
        known[1].known_since,
        shown,
        communities,
        _topics(conn, features, question),
        {one.result.metric.name: chart for one in shown for chart in _chart(history, one, marks)},
        now,
        is_known,
    )


def _chart(history: History, one: Disclosure, marks: Sequence[TimeMark]) -> Iterator[Chart]:
    return charts(history, one.period, [one.result], marks)


def _topics(conn: Connection, features: Sequence[Feature[Any]], question: CountQuestion) -> TopicsReport:
    config = ConfigStore(features).in_force(conn, question.repository_id).config
    labels = kind_labels(config)
    kinds = [name for kind in Kind for name in labels.names(kind)]
    cases = read_cases(conn, question.repository_id).values()
    return topics_report(cases, question.period.since, question.period.until, kinds)


@dataclass
class _Remembered:
    answer: CountAnswer
    until: datetime


class CountStore:
    """Answers questions of pages, from memory where it can."""

    def __init__(self, db: Database, features: Sequence[Feature[Any]]) -> None:
        self._db, self._features = db, features
        self._remembered: OrderedDict[CountQuestion, _Remembered] = OrderedDict()
        self._counting: dict[CountQuestion, asyncio.Task[None]] = {}
        self._failures: dict[CountQuestion, BaseException] = {}
        self._turn = asyncio.Semaphore(1)

    async def answer(
        self, question: CountQuestion, now: datetime, patience: float = PATIENCE
    ) -> CountAnswer | None:
        """Return the figures as they are, or were a while ago; None if they are still being counted after
        `patience` seconds. Raise what went wrong with counting."""
        if (failure := self._failures.pop(question, None)) is not None:
            raise failure
        stored = self._remembered.get(question)
        if stored is None or not stored.answer.counted_at <= now < stored.until:
            task = self._begin(question, now)
            if task is not None:
                await asyncio.wait([task], timeout=patience)
                if task.done():
                    self._failures.pop(question, None)
                    task.result()
            stored = self._remembered.get(question)
        if stored is None:
            return None
        self._remembered.move_to_end(question)
        return stored.answer

    def _begin(self, question: CountQuestion, now: datetime) -> asyncio.Task[None] | None:
        if question not in self._counting:
            if len(self._counting) >= MOST_WAITING:
                return None
            self._counting[question] = task = asyncio.create_task(self._count(question, now))
            task.add_done_callback(lambda task: self._end(question, task))
        return self._counting[question]

    def _end(self, question: CountQuestion, task: asyncio.Task[None]) -> None:
        del self._counting[question]
        failure = None if task.cancelled() else task.exception()
        if failure is not None:  # Who asks next is told, where nobody waited for it.
            log.warning("counting failed", extra={"repository": question.full_name})
            self._failures = {question: failure, **dict(list(self._failures.items())[: MOST_WAITING - 1])}

    async def _count(self, question: CountQuestion, now: datetime) -> None:
        async with self._turn:
            begun = self._db.clock.monotonic()
            with _no_collections():
                answer = await self._db.read(lambda conn: count(conn, self._features, question, now))
            if answer is None:
                return
            took = timedelta(seconds=self._db.clock.monotonic() - begun)
            self._remembered[question] = _Remembered(answer, now + max(FRESH, SHARE * took))
            self._remembered.move_to_end(question)
            while len(self._remembered) > 1 and sum(map(_weight, self._remembered.values())) > MOST_ROWS:
                self._remembered.popitem(last=False)


@contextmanager
def _no_collections() -> Iterator[None]:
    """Let Python look for no cycles meanwhile: counting makes millions of objects and no cycle, and each look
    through them stops everybody else (measured: up to 0.8 s at a time, a quarter of all the work)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _weight(remembered: _Remembered) -> int:
    """Return about how many rows an answer is; one without any takes room as well."""
    return 200 + sum(len(one.result.rows) for one in remembered.answer.disclosures)
