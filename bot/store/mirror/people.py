"""People by GitHub's id: a renamed account stays the same person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from itertools import islice

from sqlalchemy import Connection, Text, bindparam, cast, func, select

from bot.core.keys import owner_scope
from bot.core.model import User
from bot.store import memory
from bot.store.sql.columns import bounded
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import memory as memory_table
from bot.store.sql.tables import mirror_people
from bot.store.sql.upsert import inserting, upsert

_p = mirror_people.c


@cache
def _stored(count: int) -> Prepared:
    """`count` people by id; for each count one statement, since an expanding one costs thrice."""
    ids = [bindparam(f"id{n}", type_=_p.person_id.type) for n in range(count)]
    return Prepared(select(_p.person_id, _p.login, _p.type, _p.node_id).where(_p.person_id.in_(ids)))


def put_people(conn: Connection, people: Iterable[User]) -> None:
    """Note who is called how; deleted accounts are nobody."""
    named = {person.id: person for person in people if not person.is_ghost and bounded(person.id) is not None}
    if not named:
        return
    stored: dict[int, tuple[str, str, str]] = {}
    pending = iter(named)
    while part := list(islice(pending, 50)):
        ids = {f"id{n}": person_id for n, person_id in enumerate(part)}
        matches = _stored(len(part)).all(conn, ids)
        stored |= {id: (login, type, node_id) for id, login, type, node_id in matches}
    rows = []
    for person in named.values():
        before = stored.get(person.id, ("", "", ""))
        current = (person.login, person.type, person.node_id or before[2])
        if current != before:
            names = ("person_id", "login", "type", "node_id")
            rows.append(dict(zip(names, (person.id, *current), strict=True)))
    upsert(conn, mirror_people, rows)


def people_nodes(conn: Connection, logins: Iterable[str]) -> dict[str, str]:
    """Return GraphQL's ids of accounts, by login in lower case; nobody's whose login another bears or bore,
    since which of them is meant GitHub alone knows."""
    folded = sorted({login.lower() for login in logins})
    login = func.lower(_p.login)
    query = select(login, func.min(_p.node_id)).where(login.in_(folded)).group_by(login)
    rows = conn.execute(query.having(func.count() == 1)) if folded else ()
    return {login: node_id for login, node_id in rows if node_id}


def login_of(conn: Connection, person_id: int) -> str | None:
    """Return how somebody was called when they were last heard of."""
    row = _stored(1).first(conn, {"id0": person_id})
    return None if row is None else str(row.login)


def person_at_home(conn: Connection, owner_id: int, login: str) -> User | None:
    """Return the account of somebody who may have a role with an owner; None where none is known under this
    login, or another bears or bore it too."""
    named = select(_p.person_id, _p.login, _p.type, _p.node_id).where(func.lower(_p.login) == login.lower())
    rows = conn.execute(named.limit(2)).all()
    if len(rows) != 1:
        return None
    (row,) = rows
    at_home = memory.read(conn, owner_scope(owner_id), memory.KNOWN, str(row.person_id)).value
    person = User(id=row.person_id, login=row.login, type=row.type, node_id=row.node_id)
    return person if at_home is True else None


def put_known(
    conn: Connection, owner_id: int, people: Iterable[User], now: datetime, *, at_home: bool = False
) -> None:
    """These people were with the owner before us: old hands, whom nobody greets. Those `at_home` may have a
    role there."""
    rows = [
        {
            "scope": owner_scope(owner_id),
            "feature": memory.KNOWN,
            "key": str(person_id),
            "value": at_home,
            "version": 1,
            "updated_at": now,
        }
        for person_id in sorted({person.id for person in people})
    ]
    if rows:
        _knowing(conn.dialect.name, at_home=at_home).change_all(conn, rows)


@cache
def _knowing(dialect: str, *, at_home: bool) -> Prepared:
    adding = inserting(dialect, memory_table)
    sets = ("scope", "feature", "key", "value", "version", "updated_at")
    if not at_home:
        return Prepared(adding.on_conflict_do_nothing(), sets=sets)
    moved_in = {
        "value": adding.excluded.value,
        "version": memory_table.c.version + 1,
        "updated_at": adding.excluded.updated_at,
    }
    guest = cast(memory_table.c.value, Text) == "false"
    keys = list(memory_table.primary_key)
    return Prepared(adding.on_conflict_do_update(index_elements=keys, set_=moved_in, where=guest), sets=sets)


def know_members(conn: Connection, owner_id: int, now: datetime) -> None:
    """All members of an organization are known people now; events tell who joins."""
    memory.put(conn, owner_scope(owner_id), *memory.ALL_MEMBERS, True, now)


def doubt_members(conn: Connection, owner_id: int) -> None:
    """Somebody may join without our being told."""
    memory.release(conn, owner_scope(owner_id), *memory.ALL_MEMBERS)


def known_since(conn: Connection, owner_id: int) -> dict[int, datetime | None]:
    """When we learned of each person that they are at home with an owner, by their id; None for long ago."""
    m = memory_table.c
    query = select(m.key, m.updated_at).where(m.feature == memory.KNOWN, m.scope == owner_scope(owner_id))
    return {int(key): at for key, at in conn.execute(query)}


def known_people(conn: Connection, owner_id: int) -> set[int]:
    """Return ids of those who were with an owner before us."""
    return {int(key) for key in memory.scan(conn, owner_scope(owner_id), memory.KNOWN)}
