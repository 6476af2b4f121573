"""A repository that grew over ten years to so many lines of the ledger, written straight into the tables.

Of nine lines a subject: it is opened, labelled, commented, reviewed if it is a pull request, closed. One in
fifty is still open, but two hundred at least, so that pages have something to show; one in six of these has
had no answer, one in three is assigned to a maintainer. One issue in seven is a support case.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, update

from bot.community.cases import CASE, CaseState
from bot.core.keys import CASE_MEMORY, subject_scope
from bot.core.model import Repository, Subject, User
from bot.core.states import IssueState
from bot.store import mirror
from bot.store.sql.tables import ledger, memory, mirror_people, mirror_repositories, mirror_subjects

NOW = datetime(2026, 11, 2, tzinfo=UTC)
YEARS = timedelta(days=3650)
PER_SUBJECT = 9
OPEN, LEAST_OPEN, SILENT, CASE_EVERY, MAINTAINERS = 50, 200, 6, 7, 20
REPOSITORY = Repository(id=1, full_name="acme/widget", owner_id=2, owner_type="Organization")
CONFIG = """\
mode: act
steward: {people: [person-1, person-2, person-3], change: every monday 10:00, starts: 2026-01-05}
communities: {pangeo: {contact: person-4}}
newcomers: {milestones: []}
"""
AT_ONCE = 5_000
_HOUR = timedelta(hours=1)


def fill(conn: Connection, lines: int, seed: int = 1) -> None:
    """Write about so many lines of the ledger, and what else such a repository has."""
    chance = random.Random(seed)
    mirror.put_subjects(conn, REPOSITORY, (), (), NOW - YEARS)
    conn.execute(update(mirror_repositories).values(installation_id=7))
    mirror.put_config(conn, REPOSITORY.id, text=CONFIG, sha="1", source="acme/widget", error="", now=NOW)
    count = lines // PER_SUBJECT
    people = max(20, count // 8)
    open_every = max(1, min(OPEN, count // LEAST_OPEN))
    rows = [{"person_id": n, "login": f"person-{n}", "type": "User"} for n in range(1, people + 1)]
    conn.execute(insert(mirror_people), rows)
    deeds: list[dict[str, Any]] = []
    subjects: list[dict[str, Any]] = []
    cases: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        at = NOW - YEARS * (1 - (number - 1) / count)
        author = 1 + int(people * chance.random() ** 2)
        is_open, silent = number % open_every == 0, number % (SILENT * open_every) == 0
        pull = number % 3 == 0
        deeds += _deeds(number, at, author, chance, pull=pull, is_open=is_open, silent=silent)
        subjects.append(_subject(number, at, author, pull=pull, is_open=is_open))
        if not pull and number % CASE_EVERY == 0:
            cases.append(_case(number, at, author, is_open=is_open))
        if len(subjects) == AT_ONCE:
            _write(conn, deeds, subjects, cases)
    _write(conn, deeds, subjects, cases)


def _write(conn: Connection, *rows: list[dict[str, Any]]) -> None:
    for table, some in zip((ledger, mirror_subjects, memory), rows, strict=True):
        if some:
            conn.execute(insert(table), some)
            some.clear()


def _deeds(
    number: int,
    at: datetime,
    author: int,
    chance: random.Random,
    *,
    pull: bool,
    is_open: bool,
    silent: bool,
) -> Iterator[dict[str, Any]]:
    noun = "pull_request" if pull else "issues"
    maintainer = 1 + int(MAINTAINERS * chance.random())
    maintainer += maintainer == author
    words = [] if silent else ["issue_comment.created"] * (2 if is_open else 3)
    if pull and not silent:
        words[0] = "pull_request_review.submitted"
    what = [(f"{noun}.opened", author), (f"{noun}.labeled", 99), (f"{noun}.labeled", maintainer)]
    what += [(word, maintainer if place != 1 else author) for place, word in enumerate(words)]
    if not is_open:
        merged = pull and chance.random() < 0.8
        what += [("pull_request.merged", author) if merged else (f"{noun}.closed", maintainer)]
    what += [(f"{noun}.edited", author)] * (PER_SUBJECT - len(what))
    for place, (kind, person) in enumerate(what):
        login = "helper[bot]" if person == 99 else f"person-{person}"
        yield {
            "at": min(at + place * chance.random() * 20 * _HOUR, NOW - _HOUR),
            "repo_id": REPOSITORY.id,
            "owner_id": REPOSITORY.owner_id,
            "number": number,
            "person_id": person,
            "person": login,
            "what": kind,
            "detail": {"bot": True} if person == 99 else {},
            "guid": f"{number}-{place}",
        }


def _subject(number: int, at: datetime, author: int, *, pull: bool, is_open: bool) -> dict[str, Any]:
    subject = Subject(
        number=number,
        title=f"Something about the {number}th thing",
        body="What was seen, and what was hoped for. " * 20,
        user=User(id=author, login=f"person-{author}"),
        state=IssueState.OPEN if is_open else IssueState.CLOSED,
        assignees=_assignees(number) if is_open else (),
        labels=("good first issue",) if number % 500 == 0 else ("bug",),
        is_pull_request=pull,
        created_at=at,
        updated_at=min(at + 9 * 20 * _HOUR, NOW),
        closed_at=None if is_open else min(at + 9 * 20 * _HOUR, NOW),
    )
    return {
        "repo_id": REPOSITORY.id,
        "number": number,
        "is_pull_request": pull,
        "title": subject.title,
        "state": subject.state,
        "author_id": author,
        "labels": list(subject.labels),
        "assignees": [user.id for user in subject.assignees],
        "updated_at": subject.updated_at,
        "snapshot": subject.model_dump(mode="json"),
    }


def _assignees(number: int) -> tuple[User, ...]:
    maintainer = 1 + number % MAINTAINERS
    return (User(id=maintainer, login=f"person-{maintainer}"),) if number % 3 == 0 else ()


def _case(number: int, at: datetime, author: int, *, is_open: bool) -> dict[str, Any]:
    case = CaseState(
        opened_at=at,
        reporter=f"person-{author}",
        reporter_id=author,
        community="pangeo" if number % 3 else None,
        steward=f"person-{1 + number % 3}",
        acknowledged_at=at + _HOUR,
        answered_at=at + 5 * _HOUR,
        resolved_at=None if is_open else at + 40 * _HOUR,
    )
    feature, key = CASE_MEMORY
    return {
        "feature": feature,
        "scope": subject_scope(REPOSITORY.id, number),
        "key": key,
        "value": CASE.dump(case),
        "version": 1,
        "updated_at": at + 40 * _HOUR,
    }
