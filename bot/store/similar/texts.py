"""Texts of issues as they are compared, into the index and out of it, whichever database has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, insert, select, text

from bot.core.keys import PROGRAM_SCOPE
from bot.store import memory
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import similar_due, similar_texts, similar_words
from bot.store.sql.upsert import upsert
from bot.store.sql.word_index import FTS5, word_in

_t, _d, _w = similar_texts.c, similar_due.c, similar_words.c
ISSUES = ""
"""The word under which all issues of a repository are counted."""
_PURGE = (PROGRAM_SCOPE, "similar", "purge")
AT_ONCE = 500
"""Issues in one question."""
_Stored = Row[Any]
"""Id, number, title and body."""
_FIRST_DUE = Prepared(select(_d.repo_id).order_by(_d.repo_id).limit(1))
_COUNTED = text(
    "INSERT INTO similar_words (repo_id, word, issues) VALUES (:repo_id, :word, :issues)"
    " ON CONFLICT (repo_id, word) DO UPDATE SET issues = similar_words.issues + excluded.issues"
)
_UNCOUNTED = text("DELETE FROM similar_words WHERE repo_id = :repo_id AND word = :word AND issues <= 0")
_OUT = text(f"INSERT INTO {FTS5}({FTS5}, rowid, title, body) VALUES ('delete', :id, :title, :body)")  # noqa: S608  our own names
_IN = text(f"INSERT INTO {FTS5}(rowid, title, body) VALUES (:id, :title, :body)")  # noqa: S608  our own names

_RENEW = text(f"INSERT INTO {FTS5}({FTS5}) VALUES ('optimize')")  # noqa: S608  our own names


@dataclass(frozen=True)
class IssueWords:
    """The stems of an issue's title and text, divided by blanks."""

    number: int
    title: str
    body: str

    @property
    def words(self) -> set[str]:
        """Return every stem once."""
        return {*self.title.split(), *self.body.split()}


def note(conn: Connection, repo_id: int, number: int) -> None:
    """Note that an issue is to be put into the index, because its text is new."""
    upsert(conn, similar_due, [{"repo_id": repo_id, "number": number}])


def due(conn: Connection, most: int) -> tuple[int, list[int]] | None:
    """Return a repository and the newest of its issues that wait for the index, so many at most."""
    first = _FIRST_DUE.first(conn, {})
    if first is None:
        return None
    numbers = select(_d.number).where(_d.repo_id == first.repo_id).order_by(_d.number.desc()).limit(most)
    return first.repo_id, list(conn.scalars(numbers))


def is_whole(conn: Connection, repo_id: int) -> bool:
    """Return whether no issue of a repository waits for the index."""
    return not conn.scalar(select(exists().where(_d.repo_id == repo_id)))


def put(conn: Connection, repo_id: int, issues: Sequence[IssueWords], numbers: Collection[int]) -> None:
    """Store the words of issues in the place of earlier ones; of those `numbers` nothing waits any more. One
    without words is in no index."""
    _remove(conn, repo_id, numbers)
    worded = [issue for issue in issues if issue.title or issue.body]
    if not worded:
        return
    conn.execute(insert(similar_texts), [{"repo_id": repo_id, **asdict(issue)} for issue in worded])
    stored = _stored(conn, repo_id, [issue.number for issue in worded])
    if conn.dialect.name == "sqlite":
        conn.execute(_IN, [_indexed(repo_id, row) for row in stored])
    _count(conn, repo_id, worded, +1)


def drop(conn: Connection, repo_id: int, numbers: Collection[int]) -> int:
    """Take issues out of the index, and return how many there were; `purge` is owed then."""
    gone = _remove(conn, repo_id, numbers)
    if gone:
        memory.put(conn, *_PURGE, True, None)
    return gone


def put_anew(conn: Connection, repo_id: int, number: int) -> None:
    """Take an issue out of the index; it waits until its text, of which something was erased, is put in."""
    drop(conn, repo_id, [number])
    note(conn, repo_id, number)


def drop_some(conn: Connection, repo_id: int, most: int) -> int:
    """Take so many issues of a repository out of the index, and return how many rows that were."""
    numbers = set(conn.scalars(select(_t.number).where(_t.repo_id == repo_id).limit(most)))
    numbers |= set(conn.scalars(select(_d.number).where(_d.repo_id == repo_id).limit(most)))
    drop(conn, repo_id, numbers)
    return len(numbers)


def purge(conn: Connection) -> bool:
    """Write the index anew where something was dropped, so that no word of it is left; whether it was owed.

    Until then FTS5 only notes what is gone; the pages that it gives up are overwritten (`secure_delete`).
    """
    if memory.read(conn, *_PURGE).value is None:
        return False
    memory.release(conn, *_PURGE)
    if conn.dialect.name == "sqlite":
        conn.execute(_RENEW)
    return True


def _remove(conn: Connection, repo_id: int, numbers: Collection[int]) -> int:
    ordered, gone = sorted(numbers), 0
    for first in range(0, len(ordered), AT_ONCE):
        some = ordered[first : first + AT_ONCE]
        stored = _stored(conn, repo_id, some)
        if stored:
            if conn.dialect.name == "sqlite":
                conn.execute(_OUT, [_indexed(repo_id, row) for row in stored])
            conn.execute(delete(similar_texts).where(_t.id.in_([row.id for row in stored])))
            _count(conn, repo_id, [IssueWords(row.number, row.title, row.body) for row in stored], -1)
        conn.execute(delete(similar_due).where(_d.repo_id == repo_id, _d.number.in_(some)))
        gone += len(stored)
    return gone


def _stored(conn: Connection, repo_id: int, numbers: Collection[int]) -> list[_Stored]:
    query = select(_t.id, _t.number, _t.title, _t.body)
    return list(conn.execute(query.where(_t.repo_id == repo_id, _t.number.in_(numbers))))


def _indexed(repo_id: int, row: _Stored) -> dict[str, object]:
    title, body = (
        " ".join(word_in(repo_id, word) for word in stems.split()) for stems in (row.title, row.body)
    )
    return {"id": row.id, "title": title, "body": body}


def _count(conn: Connection, repo_id: int, issues: Iterable[IssueWords], step: int) -> None:
    """Count the words of issues, or discount them; a word that no issue has leaves no trace."""
    times = Counter(word for issue in issues for word in (ISSUES, *issue.words))
    # In one order, so that two who write wait for one another at most.
    changes = [{"repo_id": repo_id, "word": word, "issues": step * times[word]} for word in sorted(times)]
    conn.execute(_COUNTED, changes)
    if step < 0:
        conn.execute(_UNCOUNTED, changes)
