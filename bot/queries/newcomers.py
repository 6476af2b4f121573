"""Newcomers of a repository: on whom each of them waits, and how many come, go on and come back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.community.newcomers.claims_config import Claims
from bot.community.newcomers.cohort import MEMBER, Cohort, cohorts_of, tag
from bot.community.newcomers.journey import NewcomersConfig, Stage, ledger_name
from bot.community.newcomers.mentor import LOADS
from bot.community.newcomers.turn import Party, turn
from bot.community.waiting import WORDS, is_of
from bot.core.config.repository_config import RepositoryConfig
from bot.core.feature import Feature
from bot.core.keys import repository_scope
from bot.core.model import EPOCH, Repository, Subject
from bot.core.ports.reader import WaitingRun
from bot.core.schedule import instant
from bot.insight.charts.newcomers import TimeBack, times_back
from bot.insight.metric import Group
from bot.insight.privacy.groups import Untold
from bot.insight.privacy.nesting import told_counts
from bot.insight.survival import Wait
from bot.store import ledger, lines, memory, mirror
from bot.store.config_store import ConfigStore
from bot.store.database import Connection

__all__ = ["NewcomerTask", "Newcomers", "Party", "Stage", "newcomers", "shown_groups"]
"""With the values that a page tells apart."""

NEWCOMER_FOR = timedelta(days=365)
"""Somebody is a newcomer for so long after their first contact, or until their second merged change."""
CURVE_SPAN = timedelta(days=3 * 365)
"""The curve of return counts people whose first change was merged within this time."""
MOST_PEOPLE, MOST_SUBJECTS = 1_000, 300
STAGES = (Stage.FIRST_CONTACT, Stage.FIRST_PULL_REQUEST, Stage.FIRST_MERGE, Stage.SECOND_MERGE)


@dataclass(frozen=True)
class NewcomerTask:
    """Something a newcomer works on: for whom they wait, and whether for long. No time stands beside a
    name."""

    number: int
    title: str
    is_pull_request: bool
    login: str
    party: Party
    is_long: bool
    mentor: str = ""
    cohorts: tuple[str, ...] = ()


@dataclass(frozen=True)
class CohortRow:
    """A cohort of the file: how many people came, and how many of them had a first change merged since it
    began."""

    name: str
    since: date
    until: date
    came: int | Untold | None
    merged: int | Untold | None


@dataclass(frozen=True)
class ReturnCurve:
    """Of those whose first change was merged, the share back with a second one after so many days; each with
    its interval of 95 %. `people` counts them."""

    people: int | Untold | None
    points: tuple[TimeBack, ...] = ()


@dataclass(frozen=True)
class Newcomers:
    """All of it. `is_on`: the repository's file asks for journeys; without them nothing is known of anybody.

    `tasks` are those that wait longest first, `funnel` how many people reached each stage, of those who came
    in the last year; `is_cut`: more people came than were looked at.
    """

    is_on: bool
    tasks: tuple[NewcomerTask, ...]
    funnel: tuple[tuple[Stage, int | Untold | None], ...]
    curve: ReturnCurve
    cohorts: tuple[CohortRow, ...]
    is_cut: bool = False


def newcomers(
    conn: Connection,
    features: Sequence[Feature[Any]],
    repository: Repository,
    now: datetime,
    runs: Sequence[WaitingRun] = (),
) -> Newcomers:
    """Return what is known of a repository's newcomers; `runs` are those of their pull requests' checks that
    wait for a maintainer's approval."""
    config = ConfigStore(features).in_force(conn, repository.id).config
    reached = _reached(conn, repository.id, now)
    people = _current(reached, now)
    groups = _groups(conn, repository.id, config, reached, now)
    counts = dict(zip(groups, told_counts([*groups.values()]), strict=True))
    return Newcomers(
        is_on=config.section("newcomers", NewcomersConfig) is not None,
        tasks=tuple(_tasks(conn, repository, config, people[:MOST_PEOPLE], now, runs)),
        funnel=tuple((stage, counts[stage]) for stage in STAGES),
        curve=_curve(reached, now, counts[RETURN]),
        cohorts=tuple(_cohorts(config, counts)),
        is_cut=len(people) > MOST_PEOPLE,
    )


def shown_groups(
    conn: Connection, features: Sequence[Feature[Any]], repo_id: int, until: datetime
) -> list[Group]:
    """Return the people whom a repository's newcomers are counted by, of those that came until an instant and
    as far as their counts may be told: other counts stand beside them."""
    config = ConfigStore(features).in_force(conn, repo_id).config
    reached = {
        stage: {id: at for id, at in people.items() if at < until}
        for stage, people in _reached(conn, repo_id, until).items()
    }
    groups = [*_groups(conn, repo_id, config, reached, until).values()]
    shown = zip(groups, told_counts(groups), strict=True)
    return [group for group, count in shown if isinstance(count, int)]


Reached = Mapping[Stage, Mapping[int, datetime]]
"""When each person reached a stage here, by stage and id."""


def _reached(conn: Connection, repo_id: int, now: datetime) -> Reached:
    reached: dict[Stage, dict[int, datetime]] = {stage: {} for stage in STAGES}
    for stages, back in ((STAGES[:2], NEWCOMER_FOR), (STAGES[2:], CURVE_SPAN)):
        names = {ledger_name(stage): stage for stage in stages}
        for what, person_id, at in lines.first_times(conn, repo_id, tuple(names), now - back):
            reached[names[what]][person_id] = at
    return reached


def _current(reached: Reached, now: datetime) -> list[int]:
    """Return who is a newcomer now, the latest first."""
    came = reached[Stage.FIRST_CONTACT]
    new = (
        id for id, at in came.items() if at >= now - NEWCOMER_FOR and id not in reached[Stage.SECOND_MERGE]
    )
    return sorted(new, key=lambda id: (came[id], id), reverse=True)


def _tasks(
    conn: Connection,
    repository: Repository,
    config: RepositoryConfig,
    people: Collection[int],
    now: datetime,
    runs: Sequence[WaitingRun],
) -> Iterable[NewcomerTask]:
    subjects = mirror.open_with(conn, repository.id, people, MOST_SUBJECTS)
    words = ledger.on_subjects(conn, repository.id, [subject.number for subject in subjects], WORDS)
    mentors, groups = _mentors(conn, repository.id), _members(conn, repository.id, config)
    hours = config.working_hours
    claims = config.section("newcomers.claims", Claims) or Claims()
    patience = (hours.add(now, claims.lease) - now) / 2
    tasks: list[tuple[datetime, NewcomerTask]] = []
    for subject in subjects:
        for id, login in _workers(subject, people):
            approval = subject.is_pull_request and any(is_of(run, subject) for run in runs)
            theirs = words.get(subject.number, ())
            state = turn(subject, id, theirs, now, hours, patience, needs_approval=approval)
            task = NewcomerTask(
                number=subject.number,
                title=subject.title,
                is_pull_request=subject.is_pull_request,
                login=login,
                party=state.party,
                is_long=state.is_long,
                mentor=mentors.get(id, ""),
                cohorts=tuple(name for name, members in groups.items() if id in members),
            )
            tasks.append((state.since, task))
    return [task for _, task in sorted(tasks, key=lambda row: (row[0], row[1].number, row[1].login))]


def _workers(subject: Subject, people: Collection[int]) -> list[tuple[int, str]]:
    """Return which of these people work on a subject: who is assigned, else who opened it."""
    assigned = [(user.id, user.login) for user in subject.assignees if user.id in people]
    author = subject.author
    if assigned or author.id not in people or (subject.assignees and not subject.is_pull_request):
        return assigned
    return [(author.id, author.login)]


def _mentors(conn: Connection, repo_id: int) -> dict[int, str]:
    """Return the mentor of each person who has one."""
    stored = memory.scan(conn, repository_scope(repo_id), LOADS.feature, LOADS.key).values()
    loads = (load for row in stored if (load := LOADS.parse(row.value)) is not None)
    return {mentee.id: load.mentor for load in loads for mentee in load.pairs}


def _members(conn: Connection, repo_id: int, config: RepositoryConfig) -> dict[str, frozenset[int]]:
    """Return the ids of those who came to each cohort of the file."""
    members: dict[str, frozenset[int]] = {}
    for name in cohorts_of(config):
        of = MEMBER.of(tag(name), "")
        stored = memory.scan(conn, repository_scope(repo_id), of.feature, of.key)
        members[name] = frozenset(int(key.removeprefix(of.key)) for key in stored)
    return members


GroupName = Stage | str | tuple[str, str]
"""A stage of the funnel, the curve, or a cohort's name and what is counted of it."""
RETURN, CAME, MERGED = "return", "came", "merged"


def _groups(
    conn: Connection, repo_id: int, config: RepositoryConfig, reached: Reached, now: datetime
) -> dict[GroupName, frozenset[int]]:
    """Return whom each count of the page counts."""
    groups: dict[GroupName, frozenset[int]] = {}
    came = {id for id, at in reached[Stage.FIRST_CONTACT].items() if at >= now - NEWCOMER_FOR}
    later: frozenset[int] = frozenset()
    for stage in reversed(STAGES):
        # Who had a change merged has opened one, whatever we were told of.
        groups[stage] = later = later | (came & reached[stage].keys())
    first = reached[Stage.FIRST_MERGE]
    groups[RETURN] = frozenset(first)
    cohorts = cohorts_of(config)
    for name, members in _members(conn, repo_id, config).items():
        begun = _begin(cohorts[name], config)
        groups[name, CAME] = members
        groups[name, MERGED] = frozenset(id for id in members if first.get(id, EPOCH) >= begun)
    return groups


def _curve(reached: Reached, now: datetime, people: int | Untold) -> ReturnCurve:
    again = reached[Stage.SECOND_MERGE]
    waits = [
        Wait((again.get(id, now) - at) / timedelta(days=1), id in again)
        for id, at in reached[Stage.FIRST_MERGE].items()
    ]
    return ReturnCurve(people, tuple(times_back(waits)) if isinstance(people, int) else ())


def _cohorts(config: RepositoryConfig, counts: Mapping[GroupName, int | Untold]) -> Iterable[CohortRow]:
    cohorts = cohorts_of(config)
    for name, cohort in sorted(cohorts.items(), key=lambda row: (row[1].since, row[0]), reverse=True):
        yield CohortRow(name, cohort.since, cohort.until, counts[name, CAME], counts[name, MERGED])


def _begin(cohort: Cohort, config: RepositoryConfig) -> datetime:
    return instant(cohort.since, time(0), config.timezone)
