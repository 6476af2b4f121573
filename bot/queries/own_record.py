"""What is known here of one person, for that person alone: what they did, have, and wait for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.community.cases import CASE, CaseState
from bot.community.newcomers.claim_state import CLAIMED_BY, ISSUE_CLAIMS
from bot.community.newcomers.claims_config import Claims
from bot.community.newcomers.journey import Stage, ledger_name
from bot.community.newcomers.turn import Party, turn
from bot.community.waiting import WORDS
from bot.core.config.repository_config import RepositoryConfig
from bot.core.feature import Feature
from bot.core.keys import owner_scope, subject_scope
from bot.core.model import Repository, Subject
from bot.queries.numbers.usual_wait import usual_wait
from bot.store import ledger, memory, mirror
from bot.store.config_store import ConfigStore
from bot.store.database import Connection
from bot.store.ledger import PersonalCount

MOST_REPOSITORIES, MOST_SUBJECTS = 20, 50
DEED_WORDS = {
    "issues.opened": ("issue opened", "issues opened"),
    "pull_request.opened": ("pull request opened", "pull requests opened"),
    "pull_request.merged": ("pull request merged", "pull requests merged"),
    "pull_request_review.submitted": ("review given", "reviews given"),
    "issue_comment.created": ("comment written", "comments written"),
}
"""What a record counts, and how one and several are called."""


@dataclass(frozen=True)
class OwnSubject:
    """Something of theirs that is open: for whom it waits. `case`: it is a question that stewards look
    after."""

    number: int
    title: str
    is_pull_request: bool
    party: Party
    case: str = ""


@dataclass(frozen=True)
class OwnClaim:
    """An issue they have claimed, until when (UTC); None: no time runs."""

    number: int
    title: str
    until: datetime | None


@dataclass(frozen=True)
class OwnRepository:
    """Their record in one repository. `wait`: between which times the middle half of first answers comes
    here."""

    repository: Repository
    counts: tuple[tuple[str, int], ...]
    stages: tuple[tuple[Stage, datetime], ...]
    claims: tuple[OwnClaim, ...]
    subjects: tuple[OwnSubject, ...]
    wait: tuple[timedelta, timedelta] | None


@dataclass(frozen=True)
class OwnRecord:
    """One's own record, those repositories first in which they were last; `is_cut`: there are more."""

    repositories: tuple[OwnRepository, ...]
    is_cut: bool = False


OwnPlace = tuple[Repository, Sequence[PersonalCount]]
"""A repository, and what somebody did there."""


def own_places(conn: Connection, person_id: int) -> list[OwnPlace]:
    """Return the repositories, with the App installed, in which somebody did something, the latest first."""
    counts: dict[int, list[PersonalCount]] = {}
    for count in ledger.of_person(conn, person_id):
        counts.setdefault(count.repo_id, []).append(count)
    last = {id: max(count.last for count in deeds) for id, deeds in counts.items()}
    ordered = sorted(last, key=lambda id: (last[id], id), reverse=True)
    places = ((id, mirror.repository(conn, id)) for id in ordered if mirror.is_served(conn, id))
    return [(place, counts[id]) for id, place in places if place is not None]


def own_record(
    conn: Connection,
    features: Sequence[Feature[Any]],
    person_id: int,
    places: Sequence[OwnPlace],
    now: datetime,
) -> OwnRecord:
    """Return somebody's record in these repositories, which are theirs to see."""
    configs = ConfigStore(features)
    shown = places[:MOST_REPOSITORIES]
    records = (
        _record(conn, place, configs.in_force(conn, place.id).config, person_id, counts, now)
        for place, counts in shown
    )
    return OwnRecord(tuple(records), len(places) > len(shown))


def _record(
    conn: Connection,
    place: Repository,
    config: RepositoryConfig,
    person_id: int,
    counts: Collection[PersonalCount],
    now: datetime,
) -> OwnRepository:
    by_kind = {count.what: count for count in counts}
    stages = [(stage, by_kind[ledger_name(stage)].first) for stage in Stage if ledger_name(stage) in by_kind]
    return OwnRepository(
        repository=place,
        counts=tuple(
            (words[by_kind[what].times != 1], by_kind[what].times)
            for what, words in DEED_WORDS.items()
            if what in by_kind
        ),
        stages=tuple(sorted(stages, key=lambda row: row[1])),
        claims=tuple(_claims(conn, place, person_id)),
        subjects=tuple(_subjects(conn, place, config, person_id, now)),
        wait=usual_wait(conn, place.id, config, now),
    )


def _claims(conn: Connection, place: Repository, person_id: int) -> Iterator[OwnClaim]:
    memories = CLAIMED_BY.of(person_id)
    stored = memory.read(conn, owner_scope(place.owner_id), memories.feature, memories.key)
    for repo_id, number in memories.parse(stored.value) or []:
        subject = mirror.subject(conn, place.id, number) if repo_id == place.id else None
        if subject is None:
            continue
        row = memory.read(conn, subject_scope(place.id, number), ISSUE_CLAIMS.feature, ISSUE_CLAIMS.key)
        state = ISSUE_CLAIMS.parse(row.value)
        ends = [holder.until for holder in state.of(person_id) if holder.until] if state else []
        yield OwnClaim(number, subject.title, min(ends, default=None))


def _subjects(
    conn: Connection, place: Repository, config: RepositoryConfig, person_id: int, now: datetime
) -> Iterator[OwnSubject]:
    subjects = mirror.open_with(conn, place.id, [person_id], MOST_SUBJECTS)
    words = ledger.on_subjects(conn, place.id, [subject.number for subject in subjects], WORDS)
    cases = _cases(conn, place, subjects)
    hours = config.working_hours
    claims = config.section("newcomers.claims", Claims) or Claims()
    patience = hours.add(now, claims.lease) - now
    for subject in subjects:
        state = turn(subject, person_id, words.get(subject.number, ()), now, hours, patience)
        yield OwnSubject(
            subject.number,
            subject.title,
            subject.is_pull_request,
            state.party,
            _case_words(cases.get(subject.number)),
        )


def _cases(conn: Connection, place: Repository, subjects: Sequence[Subject]) -> Mapping[int, CaseState]:
    rows = (
        (subject.number, memory.read(conn, subject_scope(place.id, subject.number), CASE.feature, CASE.key))
        for subject in subjects
    )
    return {number: case for number, row in rows if (case := CASE.parse(row.value)) is not None}


def _case_words(case: CaseState | None) -> str:
    if case is None:
        return ""
    if not case.is_open:
        return "settled"
    return "answered" if case.answered_at else "waits for an answer"
