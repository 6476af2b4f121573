"""What was created on GitHub within the last hour, by installation: rows, so that a restart forgets none of
it and several processes count together."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, select

from bot.core.schedule.pace import HOUR
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import created_content

_c = created_content.c
_INSTALLATION: BindParameter[int] = bindparam("installation_id")
WITHIN, AHEAD = timedelta(seconds=HOUR), timedelta(minutes=1)
"""How far back it counts; and how far ahead of ours another process's clock may be. What is further ahead was
noted by a clock that was wrong."""

_LATELY = Prepared(
    select(_c.repo_id, _c.at)
    .where(_c.installation_id == _INSTALLATION)
    .where(_c.at > bindparam("since", type_=_c.at.type), _c.at <= bindparam("until", type_=_c.at.type))
    .order_by(_c.at, _c.ordinal)
)
_LAST = Prepared(select(func.max(_c.ordinal).label("ordinal")).where(_c.installation_id == _INSTALLATION))
_ADD = Prepared(insert(created_content), sets=("installation_id", "ordinal", "repo_id", "at"))


class Created(NamedTuple):
    """One thing that was created, and for which repository."""

    repo_id: int
    at: datetime


def lately(conn: Connection, installation_id: int, now: datetime) -> list[Created]:
    """Return what an installation created within the last hour, the oldest first."""
    values = {"installation_id": installation_id, "since": now - WITHIN, "until": now + AHEAD}
    return [Created(*row) for row in _LATELY.all(conn, values)]


def add(conn: Connection, installation_id: int, repo_id: int, now: datetime) -> None:
    """Note that something is being created just now; what is older than an hour goes."""
    last = _LAST.first(conn, {"installation_id": installation_id}).ordinal or 0
    conn.execute(delete(created_content).where(_c.installation_id == installation_id, _c.at <= now - WITHIN))
    row = {"installation_id": installation_id, "ordinal": last + 1, "repo_id": repo_id, "at": now}
    _ADD.change(conn, row)


def give_back(conn: Connection, installation_id: int, repo_id: int, at: datetime) -> None:
    """Take back one of what was noted just then: it was not created after all."""
    noted = select(func.max(_c.ordinal)).where(
        _c.installation_id == installation_id, _c.repo_id == repo_id, _c.at == at
    )
    which = _c.ordinal == noted.scalar_subquery()
    conn.execute(delete(created_content).where(_c.installation_id == installation_id, which))
