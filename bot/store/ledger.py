"""The ledger: who did what when, written once and only counted afterwards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, or_, select

from bot.core.keys import HISTORY_GUID
from bot.core.ports.records import Deed
from bot.store.sql.compiled_statement import Prepared, numbered, one_of
from bot.store.sql.tables import ledger, mirror_people, mirror_repositories

_l, _r, _p = ledger.c, mirror_repositories.c, mirror_people.c


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger; `number` None where no subject is concerned, `guid` the delivery it is from, or
    the reading of the past (`HISTORY_GUID`)."""

    at: datetime
    repo_id: int
    owner_id: int
    number: int | None
    person_id: int
    person: str
    what: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    guid: str = ""


_ADD = Prepared(insert(ledger), sets=tuple(Entry.__dataclass_fields__))


def add(conn: Connection, entries: Iterable[Entry], *, again: bool = False) -> None:
    """Write lines; `again`: but those that the same delivery has written before."""
    rows = [
        {name: getattr(entry, name) for name in Entry.__dataclass_fields__} | {"detail": dict(entry.detail)}
        for entry in entries
    ]
    if again and rows:
        same = select(_l.what, _l.person_id, _l.number).where(
            _l.at >= min(row["at"] for row in rows), _l.guid == rows[0]["guid"]
        )
        before = {tuple(row) for row in conn.execute(same)}
        rows = [row for row in rows if (row["what"], row["person_id"], row["number"]) not in before]
    for row in rows:
        _ADD.change(conn, row)


def deeds(
    conn: Connection,
    *,
    person_id: int | None = None,
    owner_id: int | None = None,
    repo_id: int | None = None,
    what: Sequence[str] = (),
    since: datetime | None = None,
) -> tuple[Deed, ...]:
    """Return the lines that fit all that is given, oldest first."""
    given = _given(person_id=person_id, owner_id=owner_id, repo_id=repo_id, since=since)
    return _read(conn, _lines(tuple(given), len(what)), given, what)


def with_owner(
    conn: Connection, person_id: int, owner_id: int, repo_id: int, what: Sequence[str] = ()
) -> tuple[Deed, ...]:
    """Return what somebody did with an owner, oldest first; in this repository also before it was the
    owner's."""
    given = {"person_id": person_id, "with_owner": owner_id, "or_in": repo_id}
    return _read(conn, _lines(tuple(given), len(what)), given, what)


def on_subjects(
    conn: Connection, repo_id: int, numbers: Collection[int], what: Sequence[str] = ()
) -> dict[int, tuple[Deed, ...]]:
    """Return the lines (of `what`) on some subjects of a repository, by number, oldest first."""
    deeds_by_number: dict[int, tuple[Deed, ...]] = {}
    pending = iter(numbers)
    while part := list(islice(pending, 50)):
        given = {"repo_id": repo_id, **numbered("number", part)}
        for deed in _read(conn, _lines(("repo_id",), len(what), len(part)), given, what):
            if deed.number is not None:
                deeds_by_number[deed.number] = (*deeds_by_number.get(deed.number, ()), deed)
    return deeds_by_number


def first(conn: Connection, person_id: int, owner_id: int, what: Sequence[str] = ()) -> datetime | None:
    """Return when a person first did something (of `what`) with an owner; None when never."""
    given = _given(person_id=person_id, owner_id=owner_id)
    at: datetime | None = _first(tuple(given), len(what)).first(conn, given | numbered("what", what)).at
    return at


def firsts(
    conn: Connection, owner_id: int, repo_id: int, what: Sequence[str], until: datetime
) -> list[tuple[datetime, int, str, str, str | None]]:
    """Return when each person first did each of these things with an owner, before `until` and oldest first:
    (at, person id, what, login, type of the account). What is private counts in its own repository alone."""
    public = or_(_r.private.is_(False), _r.repo_id == repo_id)
    query = (
        select(func.min(_l.at).label("at"), _l.person_id, _l.what, func.max(_l.person), func.max(_p.type))
        .join_from(ledger, mirror_repositories, _r.repo_id == _l.repo_id)
        .join(mirror_people, _p.person_id == _l.person_id, isouter=True)
        .where(_l.owner_id == owner_id, _l.at < until, _l.what.in_(what), public)
        .group_by(_l.person_id, _l.what)
        .order_by("at", _l.person_id)
    )
    return [tuple(row) for row in conn.execute(query)]


class PersonalCount(NamedTuple):
    """How often somebody did something in a repository, and when for the first and the last time."""

    repo_id: int
    owner_id: int
    what: str
    times: int
    first: datetime
    last: datetime


def of_person(conn: Connection, person_id: int) -> list[PersonalCount]:
    """Return what somebody ever did, by repository and kind."""
    query = (
        select(_l.repo_id, func.max(_l.owner_id), _l.what, func.count(), func.min(_l.at), func.max(_l.at))
        .where(_l.person_id == person_id)
        .group_by(_l.repo_id, _l.what)
    )
    return [PersonalCount._make(row) for row in conn.execute(query)]


def counts(
    conn: Connection, repo_id: int, since: datetime | None = None, until: datetime | None = None
) -> dict[str, int]:
    """Return how often each thing was done in a repository from `since` until before `until`."""
    limits = [_l.at >= since] if since else []
    limits += [_l.at < until] if until else []
    query = select(_l.what, func.count()).where(_l.repo_id == repo_id, *limits).group_by(_l.what)
    return dict(conn.execute(query).all())


def _read(
    conn: Connection, lines: Prepared, given: Mapping[str, Any], what: Sequence[str]
) -> tuple[Deed, ...]:
    rows = lines.all(conn, {**given, **numbered("what", what)})
    return tuple(
        Deed(
            *(row.at, row.what, row.person_id, row.person, row.repository, row.number, row.detail),
            repo_id=row.repo_id,
            past=row.guid.startswith(HISTORY_GUID),
        )
        for row in rows
    )


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


@cache
def _lines(given: tuple[str, ...], what: int, numbers: int = 0) -> Prepared:
    """The lines that fit what is `given`, of so many kinds and on so many subjects."""
    repository = func.coalesce(mirror_repositories.c.full_name, "").label("repository")
    on = [one_of(_l.number, "number", numbers)] if numbers else []
    return Prepared(
        select(_l.at, _l.what, _l.person_id, _l.person, repository, _l.number, _l.detail, _l.repo_id, _l.guid)
        .join_from(ledger, mirror_repositories, mirror_repositories.c.repo_id == _l.repo_id, isouter=True)
        .where(*_fits(given, what), *on)
        .order_by(_l.at, _l.id)
    )


@cache
def _first(given: tuple[str, ...], what: int) -> Prepared:
    return Prepared(select(func.min(_l.at).label("at")).where(*_fits(given, what)))


def _fits(given: tuple[str, ...], what: int) -> list[ColumnElement[bool]]:
    fits = [condition for names, condition in _CONDITIONS.items() if set(names.split()) <= set(given)]
    return [*fits, one_of(_l.what, "what", what)] if what else fits


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "person_id": _l.person_id == bindparam("person_id"),
    "owner_id": _l.owner_id == bindparam("owner_id"),
    "repo_id": _l.repo_id == bindparam("repo_id"),
    "since": _l.at >= bindparam("since"),
    "with_owner or_in": or_(_l.owner_id == bindparam("with_owner"), _l.repo_id == bindparam("or_in")),
}
"""By what a line may be looked for, and the parameters that this takes."""
