"""How effects end or wait by what is found out about them elsewhere than in an answer to their write."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, and_, case, func, select, update

from bot.core.states import EffectState
from bot.store import memory, outbox
from bot.store.sql.tables import outbox as table

_o = table.c


def look_first(conn: Connection) -> None:
    """Have GitHub looked at for all that is not settled before it is sent."""
    looks = case((_o.looks == 0, 1), else_=_o.looks)
    look_from = func.coalesce(_o.look_from, _o.created_at)
    conn.execute(update(table).where(outbox.is_unsettled()).values(looks=looks, look_from=look_from))


def adopt(conn: Connection, id: int, remote_id: int, now: datetime) -> None:
    """End an effect as done whose write was found on GitHub; whoever holds the claim loses it."""
    values = {"state": EffectState.DONE, "remote_id": remote_id, "settled_at": now, "fence": _o.fence + 1}
    note = "its answer was lost; GitHub reported it"
    conn.execute(update(table).where(_o.id == id).values(values | {"note": note}))


def set_remote_id(conn: Connection, id: int, remote_id: int) -> None:
    """Let an effect that is done stand for another comment."""
    conn.execute(update(table).where(_o.id == id).values(remote_id=remote_id))


def give_up(conn: Connection, repo_ids: Collection[int], note: str, now: datetime) -> None:
    """End as refused all that is not settled in these repositories; the facts of it fall."""
    lost = and_(outbox.is_unsettled(), _o.repo_id.in_(repo_ids))
    for facts in conn.scalars(select(_o.facts).where(lost)).all():
        for scope, feature, key in facts:
            memory.release(conn, scope, feature, key, now)
    conn.execute(update(table).where(lost).values(state=EffectState.REFUSED, note=note, settled_at=now))
