"""Lines of the ledger as numbers are counted from them: no more of them than a time concerns, by an index.

A repository's kinds of deeds are few, and each index begins with them: so they are named in every question.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    func,
    literal_column,
    select,
    type_coerce,
    union,
)

from bot.core.model import EPOCH
from bot.store.sql.tables import backfills, ledger, mirror_subjects

_b, _l, _s = backfills.c, ledger.c, mirror_subjects.c
_DAY = timedelta(days=1) // timedelta(microseconds=1)


class StoredLine(NamedTuple):
    """Who did what on a subject, when; `detail` are its marks."""

    at: datetime
    what: str
    number: int | None
    person_id: int
    person: str
    detail: Mapping[str, Any]


class DayCount(NamedTuple):
    """How often somebody did something on a day of UTC; `by`: who did it, where that was another."""

    day: datetime
    person: str
    by: str
    is_bot: bool
    times: int


_LINE = tuple(_l[name] for name in StoredLine._fields)


def kinds(conn: Connection, repo_id: int) -> tuple[str, ...]:
    """Return what was ever done in a repository, each kind once."""
    names: list[str] = []
    # From one kind to the next in the index, instead of through all its rows.
    smallest = select(func.min(_l.what)).where(_l.repo_id == repo_id)
    what = conn.scalar(smallest)
    while what is not None:
        names.append(what)
        what = conn.scalar(smallest.where(_l.what > what))
    return tuple(names)


def known_since(conn: Connection, repo_id: int, what: Sequence[str]) -> datetime | None:
    """Return since when all of these deeds are known: when the first was done; None where none was.

    A past that is not read to its end (`bot.store.backfill`) has gaps.
    """
    firsts = (conn.scalar(select(func.min(_l.at)).where(*_of(repo_id, [kind]))) for kind in what)
    first = min((at for at in firsts if at is not None), default=None)
    read = conn.execute(select(_b.known_since, _b.until).where(_b.repo_id == repo_id)).first()
    if first is None or read is None:
        return first
    known: datetime = read.until if read.known_since is None else read.known_since
    latest: datetime = max(first, known)
    return latest


def of_kinds(
    conn: Connection, repo_id: int, what: Sequence[str], since: datetime, until: datetime
) -> list[StoredLine]:
    """Return the lines of these kinds in a time, oldest first."""
    query = select(*_LINE).where(*_of(repo_id, what), _l.at >= since, _l.at < until).order_by(_l.at, _l.id)
    return [StoredLine._make(row) for row in conn.execute(query)]


def first_times(
    conn: Connection, repo_id: int, what: Sequence[str], since: datetime
) -> list[tuple[str, int, datetime]]:
    """Return when each person first did each of these things since then: (what, person id, at)."""
    query = (
        select(_l.what, _l.person_id, func.min(_l.at))
        .where(*_of(repo_id, what), _l.at >= since)
        .group_by(_l.what, _l.person_id)
    )
    return [tuple(row) for row in conn.execute(query)]


def newest(conn: Connection, repo_id: int, kind: str, most: int) -> list[StoredLine]:
    """Return the latest lines of a kind, so many at most, the newest first."""
    query = select(*_LINE).where(*_of(repo_id, [kind])).order_by(_l.at.desc(), _l.id.desc()).limit(most)
    return [StoredLine._make(row) for row in conn.execute(query)]


def on_subjects(
    conn: Connection, repo_id: int, numbers: Collection[int], what: Sequence[str]
) -> list[StoredLine]:
    """Return the lines of these kinds on some subjects, oldest first."""
    query = select(*_LINE).where(*_of(repo_id, what), _l.number.in_(numbers)).order_by(_l.at, _l.id)
    return [StoredLine._make(row) for row in conn.execute(query)] if numbers else []


def of_moving(
    conn: Connection,
    repo_id: int,
    what: Sequence[str],
    moves: Sequence[str],
    since: datetime,
    until: datetime,
) -> list[StoredLine]:
    """Return all lines of these kinds before `until`, oldest first, on every subject that is open, that
    GitHub has told of since, or on which one of `moves` was done since."""
    moved = select(_l.number).where(*_of(repo_id, moves), _l.at >= since, _l.number.is_not(None))
    numbers = union(moved, *_moving(repo_id, since)).subquery()
    query = (
        select(*_LINE)
        .join(numbers, _l.number == numbers.c.number)
        .where(*_of(repo_id, what), _l.at < until)
        .order_by(_l.at, _l.id)
    )
    return [StoredLine._make(row) for row in conn.execute(query)]


def _moving(repo_id: int, since: datetime) -> tuple[Select[int], Select[int]]:
    mine = select(_s.number).where(_s.repo_id == repo_id)
    return mine.where(_s.state == literal_column("'open'")), mine.where(_s.updated_at >= since)


def moving(conn: Connection, repo_id: int, since: datetime) -> set[int]:
    """Return the numbers of subjects that are open, or that GitHub has told of since."""
    return set(conn.scalars(union(*_moving(repo_id, since))))


def days(
    conn: Connection, repo_id: int, what: Sequence[str], since: datetime, until: datetime
) -> list[DayCount]:
    """Return how often each account did something, by day."""
    day = (type_coerce(_l.at, BigInteger) // _DAY).label("day")
    by, bot = (_l.detail["by"].as_string().label("by"), _l.detail["bot"].as_boolean().label("is_bot"))
    query = (
        select(day, _l.person, by, bot, func.count())
        .where(*_of(repo_id, what), _l.at >= since, _l.at < until)
        .group_by(day, _l.person, by, bot)
    )
    return [
        DayCount(EPOCH + row[0] * timedelta(days=1), row[1], row[2] or "", bool(row[3]), row[4])
        for row in conn.execute(query)
    ]


def _of(repo_id: int, what: Collection[str]) -> list[ColumnElement[bool]]:
    return [_l.repo_id == repo_id, _l.what.in_(what)]
