"""What our own comments and issues prove when GitHub reports them: each bears the key of the effect it is.

The effect is done, also where the answer to the write was lost. If GitHub applied a write so late that it had
been sent again, the younger of the two comments goes. Only events that our own account sent come here.
"""

from __future__ import annotations

from datetime import datetime

from bot.core import effects as fx
from bot.core.events import CommentEvent, Event, IssueEvent
from bot.core.keys import ENGINE
from bot.core.ports.writer import MARKER
from bot.core.states import UNSETTLED, EffectState
from bot.engine import own_comments
from bot.engine.life import Life
from bot.store import mirror, outbox
from bot.store.database import Connection
from bot.store.once import elsewhere

OPEN = (*UNSETTLED, EffectState.SUPERSEDED, EffectState.DEAD)
"""States of an effect that GitHub's word of it ends as done, also where it was taken back or given up."""


def recognize(conn: Connection, event: Event, life: Life, now: datetime) -> tuple[fx.DeleteComment, ...]:
    """Settle the effect that an event of our own shows; return what to do about a comment there twice."""
    if isinstance(event, CommentEvent) and event.action == "created" and event.target == "comment":
        body, number, remote_id = event.comment.body, event.subject.number, event.comment.id
    elif isinstance(event, IssueEvent) and event.action == "opened":
        body, number, remote_id = event.subject.body, 0, event.subject.number
    else:
        return ()
    match = MARKER.search(body)
    row = life.row_of(conn, match[1], event.repository.id, number) if match else None
    if row is not None and (row.repo_id, row.number) != (event.repository.id, number):
        return ()  # A marker of another place proves nothing here.
    if match and isinstance(event, CommentEvent):
        comment = event.comment
        mirror.put_comment_node(conn, event.repository.id, "comment", comment.id, comment.node_id, now)
        life.hear(conn, match[2] or "", comment, is_known=row is not None, now=now)
    if row is None:
        return ()
    if row.state in OPEN:
        elsewhere.adopt(conn, row.id, remote_id, now)
        _note(conn, row, remote_id, now)
    elif isinstance(event, CommentEvent) and row.remote_id not in (None, remote_id):
        assert row.remote_id is not None
        elder, younger = sorted((row.remote_id, remote_id))
        elsewhere.set_remote_id(conn, row.id, elder)
        _note(conn, row, elder, now)
        because = "GitHub applied this comment twice"
        return (fx.DeleteComment(subject=event.ref, feature=ENGINE, because=because, comment_id=younger),)
    return ()


def _note(conn: Connection, row: outbox.Row, remote_id: int, now: datetime) -> None:
    if isinstance(row.effect, fx.PostComment):
        own_comments.note_posted(conn, row.effect, row, remote_id, now)
