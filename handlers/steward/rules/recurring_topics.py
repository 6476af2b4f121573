"""What keeps coming back: a month's support cases by area and community, and what they cost. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.community.cases import CaseState
from bot.core.markdown import escape
from bot.core.schedule import spoken_day

LEAST_CASES = 3
"""So many cases make a theme."""
LEAST_PEOPLE = 5
"""A community is named only if so many of its people asked: a smaller group would be recognised."""
MOST = 8


@dataclass(frozen=True)
class Theme:
    """Cases that have something in common. `age` is the median from opened to resolved (or until now)."""

    name: str
    cases: int
    open: int
    age: timedelta
    turns: float
    guide: str | None


@dataclass(frozen=True)
class Pains:
    """The cases opened in a stretch of time, and their themes."""

    since: datetime
    until: datetime
    cases: int
    areas: tuple[Theme, ...]
    communities: tuple[Theme, ...]


def pains(cases: Iterable[CaseState], since: datetime, until: datetime, kinds: Collection[str]) -> Pains:
    """The themes of the cases opened in [`since`, `until`); `kinds` are labels that tell no area."""
    of_it = [case for case in cases if since <= case.opened_at < until]
    plain = {label.casefold() for label in kinds}
    areas = _grouped(of_it, lambda case: [each for each in case.labels if each.casefold() not in plain])
    groups = _grouped(of_it, lambda case: [case.community] if case.community else [])
    return Pains(
        since,
        until,
        len(of_it),
        _themes(areas, until, lambda found: len(found) >= LEAST_CASES),
        _themes(groups, until, lambda found: len({each.reporter_id for each in found}) >= LEAST_PEOPLE),
    )


def _grouped(
    cases: Iterable[CaseState], names: Callable[[CaseState], Iterable[str]]
) -> dict[str, list[CaseState]]:
    groups: dict[str, list[CaseState]] = defaultdict(list)
    for case in cases:
        for name in names(case):
            groups[name].append(case)
    return groups


def _themes(
    groups: dict[str, list[CaseState]], now: datetime, counts: Callable[[list[CaseState]], bool]
) -> tuple[Theme, ...]:
    found = [_theme(name, cases, now) for name, cases in groups.items() if counts(cases)]
    return tuple(sorted(found, key=lambda theme: (-theme.cases, theme.name.casefold()))[:MOST])


def _theme(name: str, cases: list[CaseState], now: datetime) -> Theme:
    guides = [case.guide for case in cases if case.guide]
    return Theme(
        name=name,
        cases=len(cases),
        open=sum(case.is_open for case in cases),
        age=timedelta(seconds=median(_seconds(case, now) for case in cases)),
        turns=median(case.turns for case in cases),
        guide=max(set(guides), key=lambda each: (guides.count(each), each)) if guides else None,
    )


def _seconds(case: CaseState, now: datetime) -> float:
    return ((case.resolved_at or now) - case.opened_at).total_seconds()


def note(found: Pains) -> str:
    """The note in words; empty where nothing came back often enough."""
    if not (found.areas or found.communities):
        return ""
    parts = [f"{found.cases} support cases were opened from {spoken_day(found.since)} on. What came back:"]
    for heading, themes in (("By area", found.areas), ("By community", found.communities)):
        if themes:
            parts.append("\n".join([f"**{heading}**", "", *(f"- {_line(theme)}" for theme in themes)]))
    parts.append(
        "A page that answers one of these saves its readers the wait: `guides` offers it by its words."
    )
    return "\n\n".join(parts)


def _line(theme: Theme) -> str:
    days = theme.age / timedelta(days=1)
    age = "within a day" if days < 1 else f"{days:.0f} day{'s' if round(days) != 1 else ''}"
    still = f", {theme.open} open" if theme.open else ""
    turns = f", {theme.turns:g} turn{'s' if theme.turns != 1 else ''} each" if theme.turns else ""
    page = f"; offered: “{escape(theme.guide, 100)}”" if theme.guide else "; no page was offered"
    return f"{escape(theme.name, 60)}: {theme.cases} cases{still}, median age {age}{turns}{page}"
