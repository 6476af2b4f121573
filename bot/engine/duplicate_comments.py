"""A comment of ours that is there twice: GitHub applied a write so late that it had been sent again.

Both bear the same marker. The one that GitHub reports later is recognised by it, and the younger one goes.
"""

from __future__ import annotations

from bot.core import effects as fx
from bot.core.events import CommentEvent, Event
from bot.core.keys import ENGINE
from bot.core.ports.writer import MARKER
from bot.store import outbox
from bot.store.database import Connection


def without_duplicate(conn: Connection, event: Event) -> tuple[fx.DeleteComment, ...]:
    """Return what to do about a new comment of our own: nothing, or delete the younger of two."""
    if not isinstance(event, CommentEvent) or event.action != "created" or event.target != "comment":
        return ()
    match = MARKER.search(event.comment.body)
    row = outbox.by_key(conn, match[1]) if match else None
    if row is None or row.remote_id is None or row.remote_id == event.comment.id:
        return ()
    younger = max(row.remote_id, event.comment.id)
    return (
        fx.DeleteComment(
            subject=event.ref,
            feature=ENGINE,
            because="GitHub applied this comment twice",
            comment_id=younger,
        ),
    )
