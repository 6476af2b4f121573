"""The open milestones of a repository, once a first sync has told them all; events tell what changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from bot.core.events import MilestoneEvent
from bot.core.keys import repository_scope
from bot.core.ports.reader import MilestoneInfo
from bot.core.states import IssueState
from bot.store import memory

_COMPLETE = "all"
"""Key of the fact that all are known; each has its number for a key."""


def put_milestones(
    conn: Connection, repo_id: int, milestones: Iterable[MilestoneInfo], now: datetime
) -> None:
    """All open milestones of a repository, in place of those known before."""
    scope = repository_scope(repo_id)
    for key in memory.scan(conn, scope, memory.MILESTONES):
        memory.release(conn, scope, memory.MILESTONES, key, now)
    for milestone in milestones:
        _put(conn, repo_id, milestone, now)
    memory.put(conn, scope, memory.MILESTONES, _COMPLETE, True, now)


def change_milestone(conn: Connection, repo_id: int, event: MilestoneEvent, now: datetime) -> None:
    """One milestone that is new, has changed, or is open no more."""
    if event.action == "deleted" or event.state != IssueState.OPEN:
        memory.release(conn, repository_scope(repo_id), memory.MILESTONES, str(event.milestone.number), now)
    else:
        _put(conn, repo_id, event.milestone, now)


def milestones(conn: Connection, repo_id: int) -> tuple[MilestoneInfo, ...] | None:
    """Return the open milestones of a repository, by number; None where not all are known."""
    stored = memory.scan(conn, repository_scope(repo_id), memory.MILESTONES)
    if stored.pop(_COMPLETE, None) is None:
        return None
    result = (
        MilestoneInfo(number=int(number), title=title, node_id=node_id)
        for number, ((title, node_id), _) in stored.items()
    )
    return tuple(sorted(result, key=lambda milestone: milestone.number))


def _put(conn: Connection, repo_id: int, milestone: MilestoneInfo, now: datetime) -> None:
    value = [milestone.title, milestone.node_id]
    memory.put(conn, repository_scope(repo_id), memory.MILESTONES, str(milestone.number), value, now)
