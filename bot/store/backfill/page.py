"""A page of the past goes into mirror and ledger, in one transaction with the place where the next begins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, select

from bot.core.model import Repository, Subject, User
from bot.store import ledger
from bot.store.backfill.runs import Run, advance
from bot.store.ledger import Entry
from bot.store.mirror.people import put_known, put_people
from bot.store.mirror.repositories import put_repository
from bot.store.mirror.subjects import put_past_subject
from bot.store.sql.tables import backfill_rests
from bot.store.sql.tables import ledger as lines
from bot.store.sql.upsert import upsert

_l, _c = lines.c, backfill_rests.c


class ThreadRest(NamedTuple):
    """A thread that goes on after `cursor`; `node` is GraphQL's id of its issue or pull request."""

    number: int
    node: str
    cursor: str


@dataclass(frozen=True)
class PageRows:
    """What one request brought. `subjects` as they are now, `people` who are named, `old_hands` those of them
    who did more than to report; `rests` are threads that were too long."""

    repository: Repository
    installation_id: int
    subjects: Sequence[Subject]
    people: Sequence[User]
    old_hands: Sequence[User]
    entries: Sequence[Entry]
    rests: Sequence[ThreadRest]


def put_page(conn: Connection, before: Run, after: Run, page: PageRows, now: datetime) -> None:
    """Write a page and go on; `Conflict` where somebody else did. The mirror keeps what is newer there.

    A subject that this run has met before brings no line again.
    """
    advance(conn, before, after)
    put_repository(conn, page.repository, None, page.installation_id)
    for subject in page.subjects:
        put_past_subject(conn, page.repository, subject)
    _put_people(conn, page, now)
    met = _met(conn, before, [subject.number for subject in page.subjects])
    ledger.add(conn, _of_this_run(before, (line for line in page.entries if line.number not in met)))
    rows = [rest._asdict() | {"repo_id": before.repo_id} for rest in page.rests if rest.number not in met]
    upsert(conn, backfill_rests, rows)


def rests(conn: Connection, repo_id: int, most: int) -> list[ThreadRest]:
    """Return so many of the threads that are not read to their end."""
    query = select(_c.number, _c.node, _c.cursor).where(_c.repo_id == repo_id).order_by(_c.number)
    return [ThreadRest(*row) for row in conn.execute(query.limit(most))]


def put_rests(
    conn: Connection, run: Run, page: PageRows, cursors: Mapping[ThreadRest, str | None], now: datetime
) -> None:
    """Write what followed in some threads; a cursor of None is the end of one. What somebody else has written
    meanwhile is left out."""
    mine = {
        rest.number
        for rest in cursors
        if conn.execute(delete(backfill_rests).where(*_place(run.repo_id, rest))).rowcount
    }
    _put_people(conn, page, now)
    ledger.add(conn, _of_this_run(run, (line for line in page.entries if line.number in mine)))
    following = [
        {"repo_id": run.repo_id, **rest._asdict(), "cursor": cursor}
        for rest, cursor in cursors.items()
        if cursor is not None and rest.number in mine
    ]
    upsert(conn, backfill_rests, following)


def _place(repo_id: int, rest: ThreadRest) -> tuple[ColumnElement[bool], ...]:
    return _c.repo_id == repo_id, _c.number == rest.number, _c.cursor == rest.cursor


def _put_people(conn: Connection, page: PageRows, now: datetime) -> None:
    put_people(conn, page.people)
    put_known(conn, page.repository.owner_id, page.old_hands, now)


def _of_this_run(run: Run, entries: Iterable[Entry]) -> list[Entry]:
    return [line for line in entries if run.wants(line.at)]


def _met(conn: Connection, run: Run, numbers: Collection[int]) -> set[int | None]:
    """Return which subjects this run has brought lines of, or has yet to read to their end."""
    brought = select(_l.number).where(_l.repo_id == run.repo_id, _l.number.in_(numbers), _l.guid == run.guid)
    rest = select(_c.number).where(_c.repo_id == run.repo_id, _c.number.in_(numbers))
    return {*conn.scalars(brought.distinct()), *conn.scalars(rest)}
