"""The news that an issue or pull request was opened, made again from what the mirror knows of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from bot.core.config.preview import PreviewedSubject
from bot.core.model import Repository, Subject
from bot.core.permissions import Role
from bot.core.ports.reader import PullDetails
from bot.engine.decide import questions as q
from bot.store.inbox import Arrival
from bot.store.lanes import lane
from bot.store.outbox import Row

INSTALLATION = 1
AT_HOME = ("OWNER", "MEMBER", "COLLABORATOR")
"""What GitHub calls people who look after a repository: a hint, good enough for a table."""
NEW = ("NONE", "FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR")
"""What it calls people who have not contributed."""


def opened(repository: Repository, subject: Subject) -> Arrival:
    """Return the news that it was opened, before anybody had sorted it."""
    kind, event = ("pull_request", "pull_request") if subject.is_pull_request else ("issue", "issues")
    author = {"id": subject.author.id, "login": subject.author.login, "type": subject.author.type}
    owner = {"id": repository.owner_id, "login": repository.owner, "type": repository.owner_type}
    payload: dict[str, Any] = {
        "action": "opened",
        "sender": author,
        "installation": {"id": INSTALLATION},
        "repository": {
            "id": repository.id,
            "full_name": repository.full_name,
            "private": repository.private,
            "default_branch": repository.default_branch,
            "owner": owner,
        },
        kind: _as_opened(subject, author),
    }
    return Arrival(
        guid=f"trial-{subject.number}",
        event=event,
        action="opened",
        repo_id=repository.id,
        number=subject.number,
        lane=lane(repository.id, subject.number),
        installation_id=INSTALLATION,
        received_at=subject.created_at,
        payload=json.dumps(payload).encode(),
    )


def _as_opened(subject: Subject, author: dict[str, Any]) -> dict[str, Any]:
    at = subject.created_at.isoformat()
    common = {
        "number": subject.number,
        "title": subject.title,
        "body": subject.body,
        "user": author,
        "author_association": subject.author_association,
        "state": "open",
        "labels": [],
        "assignees": [],
        "created_at": at,
        "updated_at": at,
    }
    if not subject.is_pull_request:
        return common
    head = {"sha": subject.head_sha or "0" * 40, "ref": subject.head_ref}
    lines = {"additions": subject.lines, "deletions": 0} if subject.lines is not None else {}
    return {**common, **lines, "draft": False, "head": head, "base": {"ref": subject.base_ref}}


def answers_about(
    subject: Subject, others: Sequence[Subject], details: PullDetails | None = None
) -> dict[str, Any]:
    """Return what GitHub would have said of somebody who opens a subject, by those of `others` that they had
    opened before, and of what it changes."""
    author, association = subject.author, subject.author_association
    at_home = association in AT_HOME
    before = (subject.created_at, subject.number)
    theirs = [one for one in others if one.author.id == author.id and (one.created_at, one.number) < before]
    # What GitHub calls somebody today may be because of this very pull request.
    known = bool(theirs) or (association not in NEW and (at_home or not subject.is_pull_request))
    proposed = at_home or any(one.is_pull_request for one in theirs)
    answers: dict[str, Any] = {
        q.ROLE_OF.key(author): q.ROLE_OF.encode(Role.TRIAGE if at_home else Role.READ),
        q.HAS_CONTRIBUTED.key(author.login): known,
        q.HAS_PROPOSED.key(author.login): proposed,
    }
    if details is not None:
        answers[q.PULL_DETAILS.key(subject.number)] = q.PULL_DETAILS.encode(details)
        answers[q.CHANGED_FILES.key(subject.number)] = list(details.paths or ())
    return answers


def previewed(subject: Subject, rows: Iterable[Row]) -> PreviewedSubject:
    """Return what was done about a subject that was opened once more."""
    effects = tuple(row.effect for row in rows)
    return PreviewedSubject(
        subject.number, subject.title, effects, subject.labels, is_pull_request=subject.is_pull_request
    )
