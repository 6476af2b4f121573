"""What we said on a subject and can still edit: memory rows under the feature name `said`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.core import effects as fx
from bot.core.keys import SectionKey, subject_scope
from bot.core.own_comments import POSTED
from bot.core.plan import OwnComment
from bot.store import memory, outbox
from bot.store.database import Connection

NOTHING_STANDS: dict[str, object] = {"comment_id": None, "sections": []}


def of(conn: Connection, repo_id: int, number: int) -> tuple[OwnComment, ...]:
    """Return our comments on a subject that still stand."""
    rows = memory.scan(conn, subject_scope(repo_id, number), POSTED.feature)
    posted = ((key, POSTED.parse(row.value)) for key, row in rows.items())
    return tuple(
        OwnComment(SectionKey(key), comment.comment_id, comment.sections, comment.pinned, comment.pending)
        for key, comment in posted
        if comment is not None
    )


def comment_id(conn: Connection, repo_id: int, number: int, sticky: str) -> int | None:
    """Return the remote id of a comment; None while it is not accepted."""
    value = memory.read(conn, *_place(repo_id, number, sticky)).value
    return value.get("comment_id") if value else None


def note_decided(
    conn: Connection, repo_id: int, number: int, effect: fx.Outward, key: str, now: datetime
) -> None:
    """Keep what a decided effect, known by its once-only key, will leave standing (committed with it)."""
    if isinstance(effect, fx.PostComment):
        if effect.outdates:
            pending = NOTHING_STANDS | {"pending": key}
            memory.put(conn, *_place(repo_id, number, effect.outdates), pending, now)
        if effect.sticky:
            place = _place(repo_id, number, effect.sticky)
            before = memory.read(conn, *place).value or NOTHING_STANDS
            pending = {} if before["comment_id"] or before["sections"] else {"pending": key}
            _note(conn, place, now, sections=[section.model_dump() for section in effect.sections], **pending)
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
            if row.value and not row.value["sections"] and _is_meant(effect, row.value):
                memory.release(conn, *_place(repo_id, number, name), now)


def _is_meant(effect: fx.MinimizeComment, posted: Mapping[str, object]) -> bool:
    if effect.pending:
        return posted.get("pending") == effect.pending
    return posted["comment_id"] == effect.comment_id


def note_posted(
    conn: Connection, effect: fx.PostComment, row: outbox.Row, remote_id: int | None, now: datetime
) -> None:
    """GitHub has the comment that this effect of the outbox became: remember its id.

    A notice that was folded, or followed by a newer one, before GitHub had it is remembered no more.
    """
    if effect.sticky:
        _note(conn, _place(row.repo_id, row.number, effect.sticky), now, comment_id=remote_id, pending="")
    if effect.outdates and effect.outdates != effect.sticky:
        place = _place(row.repo_id, row.number, effect.outdates)
        notice = memory.read(conn, *place).value
        if notice and notice.get("pending", row.key) in (row.key, ""):
            _note(conn, place, now, comment_id=remote_id, pending="")


def placed(conn: Connection, row: outbox.Row) -> outbox.Row:
    """Return an effect of the outbox with the comment it is about, if GitHub took that after it was decided.

    A subject's effects go out in order, so what was pending then is settled now.
    """
    effect = row.effect
    if not isinstance(effect, fx.MinimizeComment) or effect.comment_id or not effect.pending:
        return row
    post = outbox.by_key(conn, effect.pending)
    known = effect.model_copy(update={"comment_id": post.remote_id if post else None})
    outbox.revise(conn, row.id, known)
    return replace(row, effect=known)


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
