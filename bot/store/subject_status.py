"""How a subject stands: when GitHub last told of it, and what is decided there but not yet carried out."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, literal_column, select

from bot.core.effects import Outward, parse
from bot.core.states import EffectRank
from bot.store import pauses
from bot.store.lanes import lane
from bot.store.outbox import is_unsettled
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import mirror_subjects, outbox

SOON = timedelta(seconds=2)
"""An attempt that is under way is over by then, or it is asked again."""
_s = mirror_subjects.c
_o = outbox.c
_TOLD_AT = select(_s.updated_at).where(_s.repo_id == bindparam("repo_id"), _s.number == bindparam("number"))
_WAITS = and_(is_unsettled(), _o.lane == bindparam("lane"))
_ONE = select(literal_column("1")).subquery()
# One statement for both, since it runs for every delivery: a row for each effect that waits, at least one.
_STATUS = Prepared(
    select(_TOLD_AT.scalar_subquery(), _o.effect).select_from(_ONE.outerjoin(outbox, _WAITS)).order_by(_o.id)
)


def status(conn: Connection, repo_id: int, number: int) -> tuple[datetime | None, list[Outward]]:
    """(as of when the mirror knows a subject, or None; the effects that wait, in their order)."""
    values = {"repo_id": repo_id, "number": number, "lane": lane(repo_id, number)}
    rows = _STATUS.all(conn, values)
    return rows[0][0], [parse(effect) for _, effect in rows if effect is not None]


def waits_until(conn: Connection, lane: str, now: datetime) -> datetime | None:
    """Until when what is decided in a lane waits at least, once its first effect was put back; else None."""
    query = select(_o.due_at, _o.installation_id, _o.rank, _o.note).where(is_unsettled(), _o.lane == lane)
    head = conn.execute(query.order_by(_o.id).limit(1)).first()
    if head is None or not head.note:
        return None
    rests = pauses.paused(conn, head.installation_id, now)
    rest_ends = [rest.until for rest in rests if rest.holds(EffectRank(head.rank))]
    until: datetime = max(head.due_at, now + SOON, *rest_ends)
    return until
