"""What can be wrong with a database, in plain words: each is a sentence for whoever must fix it."""

from __future__ import annotations

import sqlite3

from sqlalchemy import exc


class Unavailable(Exception):
    """The database cannot be used just now; the text says why. Works again once the cause is gone."""


class Locked(Unavailable):
    """Another program holds the write lock for longer than we wait."""


class Replaced(Unavailable):
    """Another file stands where the database stood. Only a new start helps; the text names no folder."""


class NewerDatabase(Unavailable):
    """The database was made by a newer program than this; nothing was touched."""


class AlreadyRunning(Exception):
    """Another process works on this database; the text says which."""


class Conflict(Exception):
    """A guarded fact lost a race: decide afresh, reading the winner."""


class Overtaken(Conflict):
    """Another transaction changed what this one was about to change, or each waited for the other.

    Nothing was written, and the same may be tried again.
    """


def outage(error: Exception) -> Unavailable | None:
    """Return in plain words why the database cannot be used; None where `error` does not tell that."""
    reason = _reason(error)
    return None if reason is None else (Locked if reason == LOCKED else Unavailable)(reason)


# A class, though it is used like a function: one made of a generator costs thrice as much, at each look-up.
class explained:
    """Raise `Unavailable` for errors that tell that the database cannot be used, and `Overtaken` for what may
    be tried again at once; others stay as they are."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Nothing is to be prepared."""

    def __exit__(self, kind: object, failure: BaseException | None, trace: object) -> None:
        """Raise in its place what explains it."""
        if not isinstance(failure, Exception):
            return
        if _sqlstate(failure) in _OVERTAKEN:
            raise Overtaken("another transaction was faster") from failure
        if (reason := outage(failure)) is not None:
            raise reason from failure


_OVERTAKEN = ("40001", "40P01", "23505")
"""Serialization failure, deadlock, and a row that was not there when this transaction looked."""


def _sqlstate(error: Exception) -> str | None:
    """Return the code by which PostgreSQL says what is wrong; None for anything else."""
    state: str | None = getattr(error.orig, "sqlstate", None) if isinstance(error, exc.DBAPIError) else None
    return state


def _reason(error: Exception) -> str | None:
    if isinstance(error, exc.TimeoutError | OSError):
        return f"the database cannot be used: {error}"
    if isinstance(error, exc.IntegrityError | sqlite3.IntegrityError):
        return None
    if not isinstance(error, exc.DatabaseError | exc.InterfaceError | sqlite3.Error):
        return None
    text = str(error if isinstance(error, sqlite3.Error) else error.orig)
    if isinstance(error, sqlite3.Error) or isinstance(error.orig, sqlite3.Error):
        return next((words for part, words in _REASONS.items() if part in text), None)
    reason = _STATES.get(_sqlstate(error) or "")
    if reason is not None or not isinstance(error, exc.OperationalError):
        return reason
    return f"the database cannot be used: {text.splitlines()[0]}"


FULL = "the disk of the database is full: make room on it"
LOCKED = "the database is locked by another program"
FOREIGN = "the database holds tables of another program: give Stewardbot a database of its own"
UNPREPARED = "the database is not prepared: run `stewardbot db upgrade`"
_REASONS = {
    "disk is full": FULL,
    "is locked": LOCKED,
    "readonly": "the database is read-only: let this user write to its file and folder",
    "unable to open": "the database file cannot be opened: look at DATABASE_URL and at its permissions",
    "disk I/O": "the disk of the database fails to read or write: look whether it is full (`df`) or broken",
    "not a database": "the file is not a database: let DATABASE_URL name another",
    "malformed": "the database file is damaged (`stewardbot db restore FILE` puts a backup back)",
    "no such table": UNPREPARED,
    "no such column": UNPREPARED,
}
"""What SQLite says, by a part of its words."""
_STATES = {
    "25006": "the database is read-only",
    "25P03": "this process stood still, and its transaction was not waited for",
    "3F000": "the database has no schema to make tables in (see its `search_path`)",
    "42501": "the user of the database lacks a right: it must own its tables, or be allowed to make them",
    "42703": UNPREPARED,
    "42P01": UNPREPARED,
    "42P07": FOREIGN,
    "55P03": LOCKED,
    "53100": FULL,
}
"""What PostgreSQL says, by its code."""
