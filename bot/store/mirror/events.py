"""Every event moves the mirror, also our own and other bots'."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, select

from bot.core.events import (
    Event,
    InstallationEvent,
    IssueEvent,
    LabelEvent,
    MilestoneEvent,
    PeopleChanged,
    PullRequestEvent,
    PushEvent,
    RepositoriesChanged,
    RepositoryChanged,
    SubjectEvent,
)
from bot.core.model import Repository, User
from bot.store.mirror import repositories, subjects
from bot.store.mirror.installations import installed, leave, repositories_changed
from bot.store.mirror.milestones import change_milestone
from bot.store.mirror.people import put_known, put_people
from bot.store.mirror.repositories import put_repository, put_repository_over
from bot.store.mirror.subjects import StoredSubject, as_of, drop_subject, put_subject_over, rename_label
from bot.store.mirror.sync import drop_label, put_label, put_label_node
from bot.store.mirror.time_marks import put_release
from bot.store.sql.columns import bounded
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import mirror_repositories, mirror_subjects

_r, _s = mirror_repositories.c, mirror_subjects.c
_IS_HERE = and_(_s.repo_id == _r.repo_id, _s.number == bindparam("number"))


_KNOWN = Prepared(
    select(*repositories.STORED, *subjects.STORED)
    .join_from(mirror_repositories, mirror_subjects, _IS_HERE, isouter=True)
    .where(_r.repo_id == bindparam("repo_id"))
)
"""What is known of a repository, and of a subject there."""


def apply(conn: Connection, event: Event, now: datetime) -> None:
    """Move the mirror by one event that arrived at `now`; a late one changes nothing newer."""
    if not event.is_githubs:
        return
    if isinstance(event, SubjectEvent) and bounded(event.repository.id) is not None:
        _on_subject(conn, event)
        return
    put_people(conn, _people(event))
    if isinstance(event, PeopleChanged):
        _joined(conn, event, now)
    if isinstance(event, InstallationEvent):
        installed(conn, event, now)
    elif isinstance(event, RepositoriesChanged):
        repositories_changed(conn, event, now)
    elif event.repository is not None and bounded(event.repository.id) is not None:
        _in_repository(conn, event, event.repository, now)


def _joined(conn: Connection, event: PeopleChanged, now: datetime) -> None:
    """Note that a person was given a place here: they are never greeted as new."""
    owner_id = event.repository.owner_id if event.repository else event.organization_id
    if event.person is not None and owner_id and event.action in ("member_added", "added"):
        put_known(conn, owner_id, [event.person], now, at_home=True)


def _in_repository(conn: Connection, event: Event, repository: Repository, now: datetime) -> None:
    if isinstance(event, RepositoryChanged):
        gone = event.action == "deleted"
        put_repository(conn, repository, now, None if gone else event.installation_id)
        if gone:
            leave(conn, [repository.id], now)
        return
    put_repository(conn, repository, None, event.installation_id)
    if isinstance(event, LabelEvent):
        _label(conn, event, repository.id)
    elif isinstance(event, MilestoneEvent):
        change_milestone(conn, repository.id, event, now)
    elif isinstance(event, PushEvent):
        put_release(conn, event, now)


def _on_subject(conn: Connection, event: SubjectEvent) -> None:
    repository, subject = event.repository, event.subject
    known = _KNOWN.first(conn, {"repo_id": repository.id, "number": subject.number})
    before = StoredSubject.of(known)
    put_people(conn, _people(event, before))
    fresh = _subject(conn, event, before)
    told_at = as_of(subject) if fresh else None
    put_repository_over(conn, repository, known, told_at, event.installation_id)


def _subject(conn: Connection, event: SubjectEvent, before: StoredSubject | None) -> bool:
    """Return whether the event tells the newest state of its subject."""
    subject, repository = event.subject, event.repository
    if isinstance(event, IssueEvent) and event.action in ("deleted", "transferred"):
        drop_subject(conn, repository.id, subject.number)
        return True
    if isinstance(event, IssueEvent | PullRequestEvent) and event.label and event.label_node:
        put_label_node(conn, repository.id, event.label, event.label_node)
    return put_subject_over(conn, repository, subject, before)


def _label(conn: Connection, event: LabelEvent, repo_id: int) -> None:
    if event.action == "deleted":
        drop_label(conn, repo_id, event.label.name)
        rename_label(conn, repo_id, event.label.name, None)
        return
    if event.name_from is not None:
        drop_label(conn, repo_id, event.name_from)
        rename_label(conn, repo_id, event.name_from, event.label.name)
    put_label(conn, repo_id, event.label)


def _people(event: Event, before: StoredSubject | None = None) -> list[User]:
    """Return who acts, or is named as they are now. Not whoever wrote what others come back to, and was
    forgotten; a comment's author is its sender, or wrote it earlier."""
    people: list[User | None] = [event.sender]
    if isinstance(event, SubjectEvent):
        people += event.subject.assignees
        if before is None or not before.is_nobodys:
            people.append(event.subject.author)
    if isinstance(event, IssueEvent | PullRequestEvent):
        people.append(event.assignee)
    if isinstance(event, PeopleChanged):
        people.append(event.person)
    return [person for person in people if person is not None]
