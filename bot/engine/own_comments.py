"""What we said on a subject and can still edit: memory rows under the feature name `said`."""

from __future__ import annotations

from datetime import datetime

from bot.core import effects as fx
from bot.core.keys import Scope, SectionKey, subject_scope
from bot.core.own_comments import POSTED
from bot.core.plan import OwnComment
from bot.store import memory
from bot.store.database import Connection

FEATURE = POSTED.feature


def scope(repo_id: int, number: int) -> Scope:
    """The memory scope of a subject."""
    return subject_scope(repo_id, number)


def of(conn: Connection, repo_id: int, number: int) -> tuple[OwnComment, ...]:
    """Our comments on a subject that still stand."""
    rows = memory.scan(conn, scope(repo_id, number), FEATURE)
    posted = ((key, POSTED.parse(row.value)) for key, row in rows.items())
    return tuple(
        OwnComment(SectionKey(key), comment.comment_id, comment.sections, comment.pinned)
        for key, comment in posted
        if comment is not None
    )


def comment_id(conn: Connection, repo_id: int, number: int, sticky: str) -> int | None:
    """The remote id of a comment; None while it is not accepted."""
    value = memory.read(conn, scope(repo_id, number), FEATURE, sticky).value
    return value.get("comment_id") if value else None


def note_decided(conn: Connection, repo_id: int, number: int, effect: fx.Outward, now: datetime) -> None:
    """Keep what a decided effect will leave standing (committed together with it)."""
    if isinstance(effect, fx.PostComment):
        sections = [section.model_dump() for section in effect.sections]
        if effect.outdates:
            nothing: dict[str, object] = {"comment_id": None, "sections": []}
            memory.put(conn, scope(repo_id, number), FEATURE, effect.outdates, nothing, now)
        if effect.sticky:
            before = memory.read(conn, scope(repo_id, number), FEATURE, effect.sticky).value or {}
            value = {"comment_id": None, **before, "sections": sections}
            memory.put(conn, scope(repo_id, number), FEATURE, effect.sticky, value, now)
    elif isinstance(effect, fx.CommentPin) and effect.sticky:
        if value := memory.read(conn, scope(repo_id, number), FEATURE, effect.sticky).value:
            pinned = {**value, "pinned": isinstance(effect, fx.PinComment)}
            memory.put(conn, scope(repo_id, number), FEATURE, effect.sticky, pinned, now)
    elif isinstance(effect, fx.DeleteComment) and effect.sticky:
        # The row stays until GitHub has deleted it: it alone knows which comment that is.
        before = comment_id(conn, repo_id, number, effect.sticky)
        value = {"comment_id": before, "sections": []}
        memory.put(conn, scope(repo_id, number), FEATURE, effect.sticky, value, now)


def note_posted(
    conn: Connection, repo_id: int, number: int, effect: fx.PostComment, remote_id: int | None, now: datetime
) -> None:
    """GitHub has the comment: remember its id."""
    for key in {effect.sticky, effect.outdates} - {None}:
        assert key is not None
        value = memory.read(conn, scope(repo_id, number), FEATURE, key).value or {"sections": []}
        changed = {**value, "comment_id": remote_id}
        memory.put(conn, scope(repo_id, number), FEATURE, key, changed, now)


def note_deleted(conn: Connection, repo_id: int, number: int, sticky: str, now: datetime) -> None:
    """GitHub has it no more; forget it unless something new was said meanwhile."""
    value = memory.read(conn, scope(repo_id, number), FEATURE, sticky).value
    if value and not value.get("sections"):
        memory.release(conn, scope(repo_id, number), FEATURE, sticky, now)
