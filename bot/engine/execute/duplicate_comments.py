"""A comment of ours that stands twice: GitHub applied a write so late that it had been sent again.

Both bear the same marker. Whoever of the two GitHub tells us about later is recognised by it, and the
younger one goes.
"""

from __future__ import annotations

import re

from bot.core import effects as fx
from bot.core.events import CommentEvent, Event
from bot.core.keys import ENGINE
from bot.store import outbox
from bot.store.database import Connection

MARKER = re.compile(r"<!-- stewardbot:([0-9a-f]{32}) -->\s*\Z")
STICKY = "twin-"


def comment_of(sticky: str) -> int | None:
    """The comment a twin's deletion is about."""
    return int(sticky.removeprefix(STICKY)) if sticky.startswith(STICKY) else None


def undoubled(conn: Connection, event: Event) -> tuple[fx.DeleteComment, ...]:
    """What to do about a new comment of our own: nothing, or away with it where it is a younger twin."""
    if not isinstance(event, CommentEvent) or event.action != "created" or event.target != "comment":
        return ()
    found = MARKER.search(event.comment.body)
    row = outbox.by_key(conn, found[1]) if found else None
    if row is None or row.remote_id is None or row.remote_id == event.comment.id:
        return ()
    younger = max(row.remote_id, event.comment.id)
    return (
        fx.DeleteComment(
            subject=event.ref,
            feature=ENGINE,
            because="GitHub applied this comment twice",
            sticky=f"{STICKY}{younger}",
        ),
    )
