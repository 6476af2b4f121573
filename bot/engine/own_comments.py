"""What we said on a subject and can still edit: memory rows under the feature name `said`."""

from __future__ import annotations

from datetime import datetime

from bot.core import effects as fx
from bot.core.keys import SectionKey, subject_scope
from bot.core.own_comments import POSTED
from bot.core.plan import OwnComment
from bot.store import memory
from bot.store.database import Connection

NOTHING_STANDS: dict[str, object] = {"comment_id": None, "sections": []}


def of(conn: Connection, repo_id: int, number: int) -> tuple[OwnComment, ...]:
    """Our comments on a subject that still stand."""
    rows = memory.scan(conn, subject_scope(repo_id, number), POSTED.feature)
    posted = ((key, POSTED.parse(row.value)) for key, row in rows.items())
    return tuple(
        OwnComment(SectionKey(key), comment.comment_id, comment.sections, comment.pinned)
        for key, comment in posted
        if comment is not None
    )


def comment_id(conn: Connection, repo_id: int, number: int, sticky: str) -> int | None:
    """The remote id of a comment; None while it is not accepted."""
    value = memory.read(conn, *_place(repo_id, number, sticky)).value
    return value.get("comment_id") if value else None


def note_decided(conn: Connection, repo_id: int, number: int, effect: fx.Outward, now: datetime) -> None:
    """Keep what a decided effect will leave standing (committed together with it)."""
    if isinstance(effect, fx.PostComment):
        if effect.outdates:
            memory.put(conn, *_place(repo_id, number, effect.outdates), NOTHING_STANDS, now)
        if effect.sticky:
            sections = [section.model_dump() for section in effect.sections]
            _note(conn, _place(repo_id, number, effect.sticky), now, sections=sections)
    elif isinstance(effect, fx.CommentPin) and effect.sticky:
        place = _place(repo_id, number, effect.sticky)
        if memory.read(conn, *place).value:
            _note(conn, place, now, pinned=isinstance(effect, fx.PinComment))
    elif isinstance(effect, fx.DeleteComment) and effect.sticky:
        # The row stays until GitHub has deleted it: it alone knows which comment that is.
        before = comment_id(conn, repo_id, number, effect.sticky)
        left = NOTHING_STANDS | {"comment_id": before}
        memory.put(conn, *_place(repo_id, number, effect.sticky), left, now)
    elif isinstance(effect, fx.MinimizeComment):
        for name, row in memory.scan(conn, subject_scope(repo_id, number), POSTED.feature).items():
            if row.value and row.value["comment_id"] == effect.comment_id and not row.value["sections"]:
                memory.release(conn, *_place(repo_id, number, name), now)


def note_posted(
    conn: Connection, repo_id: int, number: int, effect: fx.PostComment, remote_id: int | None, now: datetime
) -> None:
    """GitHub has the comment: remember its id."""
    for key in filter(None, dict.fromkeys((effect.sticky, effect.outdates))):
        _note(conn, _place(repo_id, number, key), now, comment_id=remote_id)


def note_deleted(conn: Connection, repo_id: int, number: int, sticky: str, now: datetime) -> None:
    """GitHub has it no more; forget it unless something new was said meanwhile."""
    place = _place(repo_id, number, sticky)
    value = memory.read(conn, *place).value
    if value and not value.get("sections"):
        memory.release(conn, *place, now)


def _place(repo_id: int, number: int, key: str) -> memory.Place:
    return subject_scope(repo_id, number), POSTED.feature, key


def _note(conn: Connection, place: memory.Place, now: datetime, **changes: object) -> None:
    before = memory.read(conn, *place).value or NOTHING_STANDS
    memory.put(conn, *place, before | changes, now)
