"""Every event moves the mirror, also our own and other bots'."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

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
from bot.core.model import User
from bot.store.mirror.installations import installed, leave, repositories_changed
from bot.store.mirror.milestones import change_milestone
from bot.store.mirror.people import put_known, put_people
from bot.store.mirror.repositories import put_repository
from bot.store.mirror.subjects import StoredSubject, as_of, drop_subject, put_over, rename_label, stored
from bot.store.mirror.sync import drop_label, put_label, put_label_node
from bot.store.mirror.time_marks import put_release
from bot.store.sql.columns import bounded


def apply(conn: Connection, event: Event, now: datetime) -> None:
    """Move the mirror by one event that arrived at `now`; a late one changes nothing newer."""
    if not event.is_githubs:
        return
    about = (event.repository.id, event.subject.number) if isinstance(event, SubjectEvent) else None
    before = stored(conn, *about) if about else None
    put_people(conn, _people(event, before))
    if isinstance(event, PeopleChanged):
        _joined(conn, event, now)
    if isinstance(event, InstallationEvent):
        installed(conn, event, now)
    elif isinstance(event, RepositoriesChanged):
        repositories_changed(conn, event, now)
    elif event.repository is not None and bounded(event.repository.id) is not None:
        _in_repository(conn, event, before, now)


def _joined(conn: Connection, event: PeopleChanged, now: datetime) -> None:
    """Note that a person was given a place here: they are never greeted as new."""
    owner_id = event.repository.owner_id if event.repository else event.organization_id
    if event.person is not None and owner_id and event.action in ("member_added", "added"):
        put_known(conn, owner_id, [event.person], now, at_home=True)


def _in_repository(conn: Connection, event: Event, before: StoredSubject | None, now: datetime) -> None:
    repository = event.repository
    assert repository is not None
    if isinstance(event, SubjectEvent):
        fresh = _subject(conn, event, before)
        put_repository(conn, repository, as_of(event.subject) if fresh else None, event.installation_id)
    elif isinstance(event, RepositoryChanged):
        gone = event.action == "deleted"
        put_repository(conn, repository, now, None if gone else event.installation_id)
        if gone:
            leave(conn, [repository.id], now)
    else:
        put_repository(conn, repository, None, event.installation_id)
        if isinstance(event, LabelEvent):
            _label(conn, event, repository.id)
        elif isinstance(event, MilestoneEvent):
            change_milestone(conn, repository.id, event, now)
        elif isinstance(event, PushEvent):
            put_release(conn, event, now)


def _subject(conn: Connection, event: SubjectEvent, before: StoredSubject | None) -> bool:
    """Return whether the event tells the newest state of its subject."""
    subject, repository = event.subject, event.repository
    if bounded(subject.number) is None:
        return False
    if isinstance(event, IssueEvent) and event.action in ("deleted", "transferred"):
        drop_subject(conn, repository.id, subject.number)
        return True
    if isinstance(event, IssueEvent | PullRequestEvent) and event.label and event.label_node:
        put_label_node(conn, repository.id, event.label, event.label_node)
    return put_over(conn, repository, subject, before)


def _label(conn: Connection, event: LabelEvent, repo_id: int) -> None:
    if event.action == "deleted":
        drop_label(conn, repo_id, event.label.name)
        rename_label(conn, repo_id, event.label.name, None)
        return
    if event.name_from is not None:
        drop_label(conn, repo_id, event.name_from)
        rename_label(conn, repo_id, event.name_from, event.label.name)
    put_label(conn, repo_id, event.label)


def _people(event: Event, before: StoredSubject | None) -> list[User]:
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
