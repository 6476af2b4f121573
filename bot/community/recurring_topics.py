"""What kept coming back in support cases, so that somebody can write the page that answers it.

Pure; nobody is named.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.community.cases import CaseState

LEAST_CASES = 3
"""So many cases make a topic."""
LEAST_PEOPLE = 5
"""A community is named only if so many of its people asked: a smaller group would be recognised."""
MOST = 8


@dataclass(frozen=True)
class Topic:
    """Cases that have something in common. `age` is the median from opened to resolved (or until now)."""

    name: str
    cases: int
    open: int
    age: timedelta
    turns: float
    guide: str | None


@dataclass(frozen=True)
class TopicsReport:
    """The cases opened in a stretch of time, and their topics."""

    since: datetime
    until: datetime
    cases: int
    areas: tuple[Topic, ...]
    communities: tuple[Topic, ...]


def topics_report(
    cases: Iterable[CaseState], since: datetime, until: datetime, kinds: Collection[str]
) -> TopicsReport:
    """Return the topics of the cases opened in [`since`, `until`); `kinds` are labels that tell no area."""
    of_it = [case for case in cases if since <= case.opened_at < until]
    plain = {label.casefold() for label in kinds}
    areas = _grouped(of_it, lambda case: [label for label in case.labels if label.casefold() not in plain])
    groups = _grouped(of_it, lambda case: [case.community] if case.community else [])
    return TopicsReport(
        since,
        until,
        len(of_it),
        _topics(areas, until, lambda group: len(group) >= LEAST_CASES),
        _topics(groups, until, lambda group: len({case.reporter_id for case in group}) >= LEAST_PEOPLE),
    )


def _grouped(
    cases: Iterable[CaseState], names: Callable[[CaseState], Iterable[str]]
) -> dict[str, list[CaseState]]:
    groups: dict[str, list[CaseState]] = defaultdict(list)
    for case in cases:
        for name in names(case):
            groups[name].append(case)
    return groups


def _topics(
    groups: dict[str, list[CaseState]], now: datetime, counts: Callable[[list[CaseState]], bool]
) -> tuple[Topic, ...]:
    topics = [_topic(name, cases, now) for name, cases in groups.items() if counts(cases)]
    return tuple(sorted(topics, key=lambda topic: (-topic.cases, topic.name.casefold()))[:MOST])


def _topic(name: str, cases: list[CaseState], now: datetime) -> Topic:
    guides = [case.guide for case in cases if case.guide]
    return Topic(
        name=name,
        cases=len(cases),
        open=sum(case.is_open for case in cases),
        age=timedelta(seconds=median(_seconds(case, now) for case in cases)),
        turns=median(case.turns for case in cases),
        guide=max(set(guides), key=lambda guide: (guides.count(guide), guide)) if guides else None,
    )


def _seconds(case: CaseState, now: datetime) -> float:
    return ((case.resolved_at or now) - case.opened_at).total_seconds()
