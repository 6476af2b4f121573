"""The news that an issue or pull request was opened, made again from what the mirror knows of it."""

from __future__ import annotations

import json
from typing import Any

from bot.core.model import Repository, Subject
from bot.store.inbox import Arrival
from bot.store.lanes import lane

INSTALLATION = 1


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
    return {**common, "draft": False, "head": {"sha": subject.head_sha or "0" * 40, "ref": subject.head_ref}}
