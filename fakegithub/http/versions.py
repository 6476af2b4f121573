"""What answers lack from API version 2026-03-10 on.

https://docs.github.com/en/rest/about-the-rest-api/breaking-changes
"""

import json
from dataclasses import replace
from typing import Any

from fakegithub.http.reply import Reply

REDUCED = "2026-03-10"
REMOVED = {"assignee": "assignees", "merge_commit_sha": "merged_at", "rate": "resources"}
"""A field that is gone, by another that tells the objects it is gone from: events keep their assignee."""


def in_version(version: str, reply: Reply) -> Reply:
    """The answer as this version of the API gives it."""
    if version < REDUCED or not any(f'"{field}":'.encode() in reply.body for field in REMOVED):
        return reply
    body = json.loads(reply.body, object_hook=_reduced)
    return replace(reply, body=json.dumps(body, separators=(",", ":")).encode())


def _reduced(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if REMOVED.get(key) not in item}
