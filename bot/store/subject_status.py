"""How a subject stands: when GitHub last told of it, and what is decided there but not yet carried out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, literal_column, select

from bot.core.effects import Outward, parse
from bot.store.lanes import lane
from bot.store.outbox import is_unsettled
from bot.store.sql.compiled_select import Prepared
from bot.store.sql.tables import mirror_subjects, outbox

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
