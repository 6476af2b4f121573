"""What waits on the people of a repository: first answers, reviews, and claims that end; the oldest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.community.contributions.config import FEATURE, Contributions
from bot.community.contributions.state import GATE, GateState
from bot.community.newcomers.claim_state import ISSUE_CLAIMS
from bot.community.suggestions.config import Suggestions
from bot.community.waiting import is_of
from bot.core.feature import Feature
from bot.core.keys import number_in, repository_scope, subjects_prefix
from bot.core.model import Repository, Subject, contains
from bot.core.ports.reader import WaitingRun
from bot.insight.lines import ANSWERS, OPENED
from bot.store import ledger, memory, mirror
from bot.store.config_store import ConfigStore
from bot.store.database import Connection
from bot.store.mirror import unsettled

SHOWN = 25
"""Rows of a list."""
LOOKS = 8
"""How often so many more are looked through for a list, where most are drafts or a program's."""
CLAIMS_AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class WaitingSubject:
    """An issue or pull request that waits since an instant (UTC), and on whom, if on somebody."""

    number: int
    title: str
    is_pull_request: bool
    since: datetime
    on: tuple[str, ...] = ()


@dataclass(frozen=True)
class EndingClaim:
    """An issue whose claim ends within a week, unless its holder says a word."""

    number: int
    title: str
    until: datetime


@dataclass(frozen=True)
class WaitingList:
    """What waits; of each list at most `SHOWN`, and whether there is more."""

    unanswered: tuple[WaitingSubject, ...]
    more_unanswered: bool
    reviews: tuple[WaitingSubject, ...]
    more_reviews: bool
    claims: tuple[EndingClaim, ...]
    approvals: tuple[WaitingSubject, ...] = ()
    gate: tuple[WaitingSubject, ...] | None = None
    """Pull requests that wait at the gate, and what they lack; None where there is no gate."""


def waiting_list(
    conn: Connection,
    features: Sequence[Feature[Any]],
    repository: Repository,
    now: datetime,
    runs: Sequence[WaitingRun] = (),
) -> WaitingList:
    """Return what waits in a repository; `runs` are those of checks that wait for approval."""
    config = ConfigStore(features).in_force(conn, repository.id).config
    programs = config.programs
    offered = (config.section("newcomers.suggestions", Suggestions) or Suggestions()).labels
    unanswered, more = _first(
        lambda after: unsettled.unanswered(conn, repository.id, ANSWERS, programs, offered, after, SHOWN + 1),
        lambda subject: (
            not any(contains(offered, label) for label in subject.labels)
            and _waits(conn, repository.id, subject, programs)
        ),
    )
    pulls, more_pulls = _first(
        lambda after: unsettled.awaiting_review(conn, repository.id, after, SHOWN + 1),
        lambda subject: not subject.draft and bool(subject.reviewers or subject.teams),
    )
    requested = unsettled.requested_since(conn, repository.id, [pull.number for pull in pulls])
    reviews = [_waiting_for_review(pull, requested.get(pull.number)) for pull in pulls]
    return WaitingList(
        tuple(_waiting(subject, subject.created_at) for subject in unanswered),
        more,
        tuple(sorted(reviews, key=lambda review: (review.since, review.number))),
        more_pulls,
        _claims(conn, repository, now),
        tuple(_waiting(pull, pull.created_at) for pull in _unapproved(conn, repository.id, runs)),
        _at_gate(conn, repository) if config.section(FEATURE, Contributions) is not None else None,
    )


def _first(
    read: Callable[[int], list[Subject]], fits: Callable[[Subject], bool]
) -> tuple[list[Subject], bool]:
    """Return the first that fit, and whether there may be more."""
    result: list[Subject] = []
    after = 0
    for _ in range(LOOKS):
        subjects = read(after)
        result += filter(fits, subjects)
        if len(subjects) <= SHOWN or len(result) > SHOWN:
            return result[:SHOWN], len(result) > SHOWN
        after = subjects[-1].number
    return result[:SHOWN], True


def _waits(conn: Connection, repo_id: int, subject: Subject, programs: Sequence[str]) -> bool:
    """Return whether a person waits there for a first answer, as far as we can know."""
    if subject.draft or not subject.author.is_person or contains(programs, subject.author.login):
        return False
    return not subject.comments or bool(ledger.on_subjects(conn, repo_id, [subject.number], tuple(OPENED)))


def _waiting(subject: Subject, since: datetime, on: Sequence[str] = ()) -> WaitingSubject:
    return WaitingSubject(subject.number, subject.title, subject.is_pull_request, since, tuple(on))


def _unapproved(conn: Connection, repo_id: int, runs: Sequence[WaitingRun]) -> list[Subject]:
    """Return the open pull requests that these runs belong to. Runs of closed ones wait for ever, and for
    nobody."""
    subjects = mirror.open_with(conn, repo_id, {run.actor.id for run in runs}, SHOWN * LOOKS)
    pulls = (one for one in subjects if one.is_pull_request and any(is_of(run, one) for run in runs))
    return sorted(pulls, key=lambda pull: pull.number)[:SHOWN]


def _waiting_for_review(pull: Subject, since: datetime | None) -> WaitingSubject:
    on = [*(reviewer.login for reviewer in pull.reviewers), *(f"{team} (team)" for team in pull.teams)]
    return _waiting(pull, since or pull.created_at, on)


def _at_gate(conn: Connection, repository: Repository) -> tuple[WaitingSubject, ...]:
    stored = memory.scan(conn, repository_scope(repository.id), GATE.feature, GATE.key)
    states = {int(key.removeprefix(GATE.key)): GATE.parse(row.value) for key, row in stored.items()}
    waiting = {number: state for number, state in states.items() if state and state.waits}
    pulls = [pull for pull in mirror.subjects(conn, repository.id, waiting) if pull.is_open]
    rows = [_waiting(pull, waiting[pull.number].since, _lacks(waiting[pull.number])) for pull in pulls]
    return tuple(sorted(rows, key=lambda one: (one.since, one.number))[:SHOWN])


def _lacks(state: GateState) -> list[str]:
    return [unmet.rule.value for unmet in state.unmet]


def _claims(conn: Connection, repository: Repository, now: datetime) -> tuple[EndingClaim, ...]:
    rows = memory.scan_scopes(conn, subjects_prefix(repository.id), ISSUE_CLAIMS.feature, ISSUE_CLAIMS.key)
    ending: dict[int, datetime] = {}
    for scope, row in rows.items():
        state = ISSUE_CLAIMS.parse(row.value)
        ends = [holder.until for holder in state.holders if holder.until] if state else []
        if ends and min(ends) <= now + CLAIMS_AHEAD:
            ending[number_in(scope)] = min(ends)
    titles = {subject.number: subject.title for subject in mirror.subjects(conn, repository.id, ending)}
    ordered = sorted(ending.items(), key=lambda item: (item[1], item[0]))
    return tuple(EndingClaim(number, titles.get(number, ""), until) for number, until in ordered[:SHOWN])
