"""The store as it was at a moment, as far as it can be told: what a replay begins with.

Ledger lines and effects carry their time, so of them exactly those from before are taken. A memory carries
the time it was last written: one written since is left out, because what it said before is not kept. The
mirror is today's, but for subjects that moved since: those are for the caller to put back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, insert, or_, select, update

from bot.core.keys import HISTORY_GUID
from bot.core.model import Subject, User
from bot.core.states import UNSETTLED, DeliveryState, EffectState, TimerState
from bot.store.mirror import repositories
from bot.store.mirror.subjects import put_subject
from bot.store.sql import tables as t

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by the name of their table."""

_WHOLE = (
    t.mirror_installations,
    t.mirror_repositories,
    t.mirror_people,
    t.mirror_labels,
    t.mirror_configs,
)


@dataclass(frozen=True)
class Snapshot:
    """The rows from before a moment, and what of today could not be put back.

    `moved`: (repository id, subject as it is now) of subjects that were there then and have changed since.
    `lost`: how many memories were overwritten since.
    """

    rows: Rows
    moved: tuple[tuple[int, Subject], ...]
    lost: int


def take(conn: Connection, moment: datetime, repo_ids: Collection[int]) -> Snapshot:
    """Return the store as it was before `moment` (UTC), for these repositories."""
    owners = set(
        conn.scalars(
            select(t.mirror_repositories.c.owner_id).where(t.mirror_repositories.c.repo_id.in_(repo_ids))
        )
    )
    m, s, o = t.memory.c, t.mirror_subjects.c, t.outbox.c
    before = or_(m.updated_at.is_(None), m.updated_at < moment)
    rows = {table.name: _rows(conn, table) for table in _WHOLE}
    rows["memory"] = _rows(conn, t.memory, before)
    rows["ledger"] = _rows(conn, t.ledger, t.ledger.c.owner_id.in_(owners), *_written_by(conn, moment))
    rows["outbox"] = [
        row | ({"state": EffectState.DONE} if row["state"] in UNSETTLED else {})
        for row in _rows(conn, t.outbox, o.repo_id.in_(repo_ids), o.created_at < moment)
    ]
    rows["mirror_subjects"] = _rows(conn, t.mirror_subjects, s.repo_id.in_(repo_ids), s.updated_at < moment)
    rows["mirror_links"] = _rows(conn, t.mirror_links, t.mirror_links.c.repo_id.in_(repo_ids))
    rows["timers"] = _slots(conn, moment, repo_ids)
    changed = conn.execute(
        select(s.repo_id, s.snapshot).where(s.repo_id.in_(repo_ids), s.updated_at >= moment)
    )
    moved = [(row.repo_id, Subject.model_validate(row.snapshot)) for row in changed]
    lost = conn.execute(
        select(func.count()).select_from(t.memory).where(and_(m.updated_at >= moment, m.version > 1))
    ).scalar_one()
    return Snapshot(rows, tuple(effect for effect in moved if effect[1].created_at < moment), lost)


def _written_by(conn: Connection, moment: datetime) -> list[ColumnElement[bool]]:
    """Which lines of the ledger were there: what was read of the past only since bears an old time."""
    c = t.ledger.c
    live = ~c.guid.startswith(HISTORY_GUID)
    first_after = conn.scalar(select(func.min(c.id)).where(c.at >= moment, live))
    there = [c.at < moment]
    return there if first_after is None else [*there, or_(live, c.id < first_after)]


def _rows(conn: Connection, table: Table, *conditions: ColumnElement[bool]) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in conn.execute(select(table).where(*conditions))]


def _slots(conn: Connection, moment: datetime, repo_ids: Collection[int]) -> list[dict[str, Any]]:
    """Return jobs that had their turn before: of one whose turn came since, the moment stands for it."""
    rows = {}
    for row in _rows(conn, t.timers, t.timers.c.repo_id.in_(repo_ids), t.timers.c.slot != ""):
        due = min(row["due_at"], moment)
        job = (row["repo_id"], row["number"], row["feature"], row["key"])
        rows[job] = row | {"due_at": due, "slot": due.isoformat(), "state": TimerState.DONE}
    return list(rows.values())


def put(conn: Connection, past: Snapshot) -> None:
    """Fill an empty store."""
    for table in t.metadata.sorted_tables:
        if rows := past.rows.get(table.name):
            conn.execute(insert(table), [dict(row) for row in rows])


def put_back(conn: Connection, repo_id: int, then: Subject) -> None:
    """A subject as it was."""
    repository = next((known for known in repositories(conn) if known.id == repo_id), None)
    if repository is not None:
        put_subject(conn, repository, then)


def person_named(conn: Connection, login: str) -> User | None:
    """Return an account the mirror has seen, by its login."""
    p = t.mirror_people.c
    query = select(p.person_id, p.login, p.type).where(func.lower(p.login) == login.lower())
    row = conn.execute(query).first()
    return None if row is None else User(id=row.person_id, login=row.login, type=row.type)


def reopen(conn: Connection, guids: Collection[str]) -> int:
    """Let these deliveries be decided again, and return how many there were.

    What was carried out stays carried out: its once-only key is taken. What was only observed makes room.
    """
    d, o = t.deliveries.c, t.outbox.c
    conn.execute(t.outbox.delete().where(o.guid.in_(guids), o.state == EffectState.OBSERVED))
    values = {
        "state": DeliveryState.NEW,
        "outcome": None,
        "reason": None,
        "attempts": 0,
        "next_at": None,
        "done_at": None,
    }
    return conn.execute(
        update(t.deliveries)
        .where(d.guid.in_(guids), d.state != DeliveryState.NEW, func.length(d.payload) > 0)
        .values(values)
    ).rowcount
