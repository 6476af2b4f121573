"""Issues and pull requests of the mirror. A row never goes back in time."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Self

from sqlalchemy import ColumnElement, Connection, Text, bindparam, cast, delete, func, literal_column, select

from bot.core.erasure import NOBODY
from bot.core.model import EPOCH, Repository, Subject, contains
from bot.core.states import IssueState
from bot.store import similar
from bot.store.mirror.links import put_links
from bot.store.sql.columns import bounded, json_word
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import is_assigned, mirror_links, mirror_subjects
from bot.store.sql.upsert import change, upsert

_s = mirror_subjects.c
_l = mirror_links.c
STORED = (_s.updated_at, _s.snapshot)
"""Columns of what is compared with what GitHub says."""
_STORED = Prepared(
    select(*STORED).where(_s.repo_id == bindparam("repo_id"), _s.number == bindparam("number"))
)
_IDENTITY = Prepared(
    select(
        json_word(_s.snapshot, "node_id").label("node_id"),
        _s.is_pull_request,
        json_word(_s.snapshot, "repo_node").label("repo_node"),
    ).where(_s.repo_id == bindparam("repo_id"), _s.number == bindparam("number"))
)

BODY = 10_000
"""Characters of a body that are kept: enough for rules, suggestions, and what is learnt from texts."""
FORMER_BODY = 4_000
"""Characters that were kept until November 2026."""
MOST_OF_PERSON = 10
AT_ONCE = 500
"""Numbers in one question."""

_FIELDS = frozenset(Subject.model_fields)
_CAN_BE_NULL = frozenset({"body", "milestone", "state_reason", "closed_at"})
"""What GitHub clears by null: left out of a subject, it is empty, not unknown."""
_EMPTY = Subject(number=1).model_dump(mode="json")
_NOBODY = NOBODY.model_dump(mode="json")


class StoredSubject(NamedTuple):
    """The row of a subject: `snapshot` is the JSON of a `Subject`, from which an older program may have left
    out what is empty."""

    updated_at: datetime
    snapshot: Mapping[str, Any]

    @property
    def is_nobodys(self) -> bool:
        """Whether its author was forgotten."""
        return bool(self.snapshot["author"] == _NOBODY)

    @classmethod
    def of(cls, row: Any) -> Self | None:
        """Return what a row with the columns `STORED` has of a subject."""
        if row is None or row.snapshot is None:
            return None
        # Whoever was forgotten by a login that another has now leaves a null; it is read as nothing said.
        given = {name: value for name, value in row.snapshot.items() if value is not None}
        return cls(row.updated_at, _EMPTY | given)


def stored(conn: Connection, repo_id: int, number: int) -> StoredSubject | None:
    """Return the row of a subject; None also for numbers that no row can have."""
    if bounded(number) is None or bounded(repo_id) is None:
        return None
    return StoredSubject.of(_STORED.first(conn, {"repo_id": repo_id, "number": number}))


def put_subject(conn: Connection, repository: Repository, subject: Subject) -> bool:
    """Note the state of a subject; False when the mirror has a newer one already.

    What this kind of payload leaves out (an issue comment knows no head) is kept from before. Words of
    somebody who was forgotten are not stored again.
    """
    return put_subject_over(conn, repository, subject, stored(conn, repository.id, subject.number))


def put_subject_over(
    conn: Connection, repository: Repository, subject: Subject, before: StoredSubject | None
) -> bool:
    """Do the same over the row that is there."""
    merged = subject.model_dump(mode="json")
    updated_at = subject.updated_at
    if before is not None:
        unchanged = _unchanged(subject, is_nobodys=before.is_nobodys)
        if updated_at == EPOCH:
            updated_at = before.updated_at
            unchanged.add("updated_at")
        elif updated_at < before.updated_at:
            return False
        merged |= {name: before.snapshot[name] for name in unchanged if name in merged}
        merged["is_pull_request"] = before.snapshot["is_pull_request"] or subject.is_pull_request
    snapshot = merged | {"body": merged["body"][:BODY]}
    if before is None or before.snapshot != snapshot:
        key = {"repo_id": repository.id, "number": subject.number}
        values = _columns(snapshot) | {"updated_at": updated_at, "snapshot": snapshot}
        if before is None:
            upsert(conn, mirror_subjects, [key | values])
        else:
            known = _columns(before.snapshot) | {"updated_at": before.updated_at}
            news = {name: value for name, value in values.items() if value != known.get(name)}
            change(conn, mirror_subjects, key, news)
        if not merged["is_pull_request"] and (before is None or _text(before.snapshot) != _text(snapshot)):
            similar.note(conn, repository.id, subject.number)
    if merged["is_pull_request"]:
        body = merged["body"] if merged["state"] == IssueState.OPEN else ""
        put_links(conn, repository, subject.number, body)
    return True


def _columns(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a snapshot stands in columns of its own."""
    return {
        "is_pull_request": snapshot["is_pull_request"],
        "title": snapshot["title"],
        "state": snapshot["state"],
        "author_id": bounded(snapshot["author"]["id"]) or 0,
        "labels": snapshot["labels"],
        "assignees": [user["id"] for user in snapshot["assignees"]],
    }


def _text(snapshot: Mapping[str, Any]) -> tuple[str, str]:
    return snapshot["title"], snapshot["body"]


def put_past_subject(conn: Connection, repository: Repository, subject: Subject) -> None:
    """Note a subject as GitHub told it a while ago: of the same second, what the mirror has is newer.

    A body that was cut shorter than today is made longer.
    """
    before = stored(conn, repository.id, subject.number)
    if before is None or subject.updated_at > before.updated_at:
        put_subject_over(conn, repository, subject, before)
        return
    known = Subject.model_validate(before.snapshot)
    if len(known.body) == FORMER_BODY and subject.body.startswith(known.body):
        put_subject_over(conn, repository, known.model_copy(update={"body": subject.body}), before)


def completed(conn: Connection, repo_id: int, subject: Subject) -> Subject | None:
    """Return a pull request that an event told as an issue, with what only a pull request has as it was last
    told; None where nobody told that yet."""
    row = _STORED.first(conn, {"repo_id": repo_id, "number": subject.number})
    stored = None if row is None else Subject.model_validate(row.snapshot)
    return _merged(stored, subject) if stored is not None and stored.head_sha else None


def with_known(conn: Connection, repo_id: int, subject: Subject) -> Subject:
    """Return a subject with what GitHub left out of it as it was last told."""
    row = _STORED.first(conn, {"repo_id": repo_id, "number": subject.number})
    return subject if row is None else _merged(Subject.model_validate(row.snapshot), subject)


def _merged(before: Subject, current: Subject) -> Subject:
    unchanged = _unchanged(current, is_nobodys=before.author == NOBODY)
    return current.model_copy(
        update={name: getattr(before, name) for name in unchanged}
        | {"is_pull_request": before.is_pull_request or current.is_pull_request}
    )


def _unchanged(current: Subject, *, is_nobodys: bool) -> set[str]:
    """Return the fields of a subject that stay as they were before."""
    unchanged = _FIELDS - current.model_fields_set - _CAN_BE_NULL
    return {*unchanged, "title", "body", "author"} if is_nobodys else {*unchanged}


def drop_subject(conn: Connection, repo_id: int, number: int) -> None:
    """A subject is deleted, or was transferred away."""
    conn.execute(delete(mirror_subjects).where(_s.repo_id == repo_id, _s.number == number))
    conn.execute(delete(mirror_links).where(_l.repo_id == repo_id, _l.pull == number))
    similar.drop(conn, repo_id, [number])


def rename_label(conn: Connection, repo_id: int, before: str, after: str | None) -> None:
    """A label has a new name, or is gone (None), on every open subject: GitHub sends no event for each."""
    for subject in open_subjects(conn, repo_id, before):
        others = [name for name in subject.labels if name.casefold() != before.casefold()]
        labels = (*others, after) if after else tuple(others)
        changed = subject.model_copy(update={"labels": labels})
        values = {"labels": list(labels), "snapshot": changed.model_dump(mode="json")}
        conn.execute(
            mirror_subjects.update()
            .where(_s.repo_id == repo_id, _s.number == subject.number)
            .values(**values)
        )


def subject(conn: Connection, repo_id: int, number: int) -> Subject | None:
    """Return a subject as last told, its body cut to `BODY` characters."""
    row = _STORED.first(conn, {"repo_id": repo_id, "number": number})
    return None if row is None else Subject.model_validate(row.snapshot)


def is_nobodys(conn: Connection, repo_id: int, number: int) -> bool:
    """Whether its author was forgotten."""
    before = stored(conn, repo_id, number)
    return before is not None and before.is_nobodys


def labelled(label: str) -> ColumnElement[bool]:
    """Return whether a subject has a label of ASCII letters, in whatever case it is written: that of others
    no database knows."""
    return func.lower(cast(_s.labels, Text)).contains(json.dumps(label.lower()), autoescape=True)


def open_subjects(conn: Connection, repo_id: int, label: str | None = None) -> tuple[Subject, ...]:
    """Return open issues and pull requests of a repository, oldest first; only those with `label` when
    given."""
    query = select(_s.labels, _s.snapshot).where(_s.repo_id == repo_id, _s.state == literal_column("'open'"))
    if label is not None and label.isascii():  # A first sieve; what the label really is, is compared below.
        query = query.where(labelled(label))
    return tuple(
        Subject.model_validate(row.snapshot)
        for row in conn.execute(query.order_by(_s.number))
        if label is None or contains(row.labels, label)
    )


def subject_nodes(conn: Connection, repo_id: int, number: int) -> tuple[str, bool, str]:
    """Return GraphQL's id of an issue or pull request, whether it is a pull request, and the id of the
    repository as a pull request tells it; ids are empty where they are not known."""
    row = _IDENTITY.first(conn, {"repo_id": repo_id, "number": number})
    return ("", False, "") if row is None else (row.node_id or "", row.is_pull_request, row.repo_node or "")


def open_with(conn: Connection, repo_id: int, people: Collection[int], most: int) -> tuple[Subject, ...]:
    """Return open issues and pull requests that somebody of `people` opened or is assigned to, the newest
    first; so many at most."""
    if not people:
        return ()
    opened = select(_s.number).where(
        _s.repo_id == repo_id, _s.author_id.in_(people), _s.state == literal_column("'open'")
    )
    assigned = select(_s.number, _s.assignees).where(_s.repo_id == repo_id, is_assigned)
    ids = frozenset(people)
    numbers = set(conn.scalars(opened.order_by(_s.number.desc()).limit(most)))
    numbers |= {row.number for row in conn.execute(assigned) if not ids.isdisjoint(row.assignees)}
    return tuple(reversed(tuple(subjects(conn, repo_id, sorted(numbers)[-most:]))))


def subjects(conn: Connection, repo_id: int, numbers: Collection[int]) -> Iterator[Subject]:
    """Issues and pull requests by their numbers, as far as they are known, in order."""
    ordered = sorted(numbers)
    for first in range(0, len(ordered), AT_ONCE):
        some = ordered[first : first + AT_ONCE]
        query = select(_s.snapshot).where(_s.repo_id == repo_id, _s.number.in_(some)).order_by(_s.number)
        yield from map(Subject.model_validate, conn.scalars(query))


def newest_issues(conn: Connection, repo_id: int, most: int) -> tuple[Subject, ...]:
    """Return the issues (not pull requests) with the highest numbers, open or not, the newest first."""
    query = select(_s.snapshot).where(_s.repo_id == repo_id, _s.is_pull_request.is_(False))
    rows = conn.execute(query.order_by(_s.number.desc()).limit(most))
    return tuple(Subject.model_validate(row.snapshot) for row in rows)


def newest_pulls(conn: Connection, repo_id: int, most: int) -> tuple[Subject, ...]:
    """Return the pull requests with the highest numbers, open or not, the newest first."""
    query = select(_s.snapshot).where(_s.repo_id == repo_id, _s.is_pull_request.is_(True))
    rows = conn.execute(query.order_by(_s.number.desc()).limit(most))
    return tuple(Subject.model_validate(row.snapshot) for row in rows)


def subjects_by(conn: Connection, repo_id: int, person_id: int) -> tuple[Subject, ...]:
    """Return the latest issues and pull requests somebody opened, the newest first."""
    # The numbers first, which the index has: the subjects of a busy person are many, and long.
    theirs = select(_s.number).where(_s.repo_id == repo_id, _s.author_id == person_id)
    numbers = conn.scalars(theirs.order_by(_s.number.desc()).limit(MOST_OF_PERSON)).all()
    return tuple(reversed(tuple(subjects(conn, repo_id, numbers))))


def linked_pulls(conn: Connection, repo_id: int, issue: int) -> tuple[int, ...]:
    """Return numbers of the open pull requests that say they close an issue."""
    query = select(_l.pull).where(_l.repo_id == repo_id, _l.issue == issue).order_by(_l.pull)
    return tuple(conn.scalars(query))


def as_of(subject: Subject) -> datetime | None:
    """Return when GitHub said this; None where a cut-down payload does not tell."""
    return None if subject.updated_at == EPOCH else subject.updated_at
