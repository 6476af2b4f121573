"""GraphQL's ids of the comments that effects name. Of the others nobody ever asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select, tuple_

from bot.core.effects import Target
from bot.store.sql.columns import bounded
from bot.store.sql.tables import mirror_comments
from bot.store.sql.upsert import upsert

_c = mirror_comments.c


def put_comment_node(
    conn: Connection, repo_id: int, target: Target, comment_id: int, node_id: str, now: datetime
) -> None:
    """Note the id of a comment or review that an effect names."""
    if node_id and bounded(comment_id) is not None:
        row = {"target": target, "comment_id": comment_id, "repo_id": repo_id, "node_id": node_id}
        upsert(conn, mirror_comments, [row | {"named_at": now}])


def comment_nodes(conn: Connection, named: Iterable[tuple[Target, int]]) -> dict[tuple[Target, int], str]:
    """Return the ids of comments and reviews, as far as they are known."""
    requested = sorted({pair for pair in named if bounded(pair[1]) is not None})
    query = select(_c.target, _c.comment_id, _c.node_id)
    rows = conn.execute(query.where(tuple_(_c.target, _c.comment_id).in_(requested))) if requested else ()
    return {(target, comment_id): node_id for target, comment_id, node_id in rows}
