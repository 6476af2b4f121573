"""What PostgreSQL needs of a connection; imported only for its URLs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from selectors import EVENT_READ, DefaultSelector
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError

from bot.store.sql.errors import Unavailable
from bot.store.sql.tables import metadata
from bot.store.sql.versions import known, newer

CONNECTIONS = 10
"""For each process."""
OLDEST = 14
"""The oldest major version that is used."""
LOCK_WAIT = 10.0
"""Seconds to wait for a row that another transaction is changing."""
LONGEST_PAUSE = 15.0
"""Seconds between two statements of a transaction; who takes longer stands still, and is not waited for."""
_NETWORK = {
    "connect_timeout": 10,
    "tcp_user_timeout": 20_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}
"""Seconds, and milliseconds, after which a server that does not answer is gone, for who listens too."""
LOCKS = 0x57E4A2D
"""The first half of all our advisory locks' numbers."""
UPGRADING = 0
"""The second half of the lock under which tables are made and changed."""


for _index in (index for table in metadata.tables.values() for index in table.indexes):
    _index.dialect_options["postgresql"]["where"] = _index.dialect_options["sqlite"]["where"]


def engine_on(url: str) -> Engine:
    """Return an engine on a server (URL in `normal` form). Raise `Unavailable` where the driver is not
    installed."""
    try:
        _check_installed()
        engine = create_engine(
            url,
            # Nothing that was read changes under a decision; who loses a race is told, and begins anew.
            isolation_level="REPEATABLE READ",
            # Of an INSERT … ON CONFLICT too: whether a fact was claimed is told by it.
            execution_options={"preserve_rowcount": True},
            pool_size=CONNECTIONS,
            max_overflow=0,
            connect_args=_NETWORK,
        )
        _check_options(engine)
    except ImportError:
        raise Unavailable(
            "PostgreSQL takes what only `pip install 'stewardbot[postgres]'` brings; "
            "install that, or write sqlite+aiosqlite:///stewardbot.db"
        ) from None
    event.listen(engine, "first_connect", _refuse, insert=True)  # Before anybody asks for more.
    event.listen(engine, "connect", _limit)
    event.listen(engine, "checkout", _leave_the_gone)
    return engine


def _check_installed() -> None:
    """Raise ImportError where one of the two parts of the extra is missing; the queue is slow to import."""
    if find_spec("procrastinate") is None:
        raise ImportError("procrastinate")


def arguments(url: str) -> dict[str, Any]:
    """What the server's driver is given for a URL (in `normal` form), whoever connects with it."""
    parsed = make_url(url)
    _, given = parsed.get_dialect()().create_connect_args(parsed)
    return {name: value for name, value in given.items() if name != "context"} | _NETWORK


def _check_options(engine: Engine) -> None:
    """Raise `Unavailable` for an option that is none of the server's, before anybody connects."""
    driver: Any = engine.dialect.loaded_dbapi
    try:
        driver.conninfo.make_conninfo(**arguments(engine.url.render_as_string(hide_password=False)))
    except driver.ProgrammingError as wrong:
        raise Unavailable(f"DATABASE_URL cannot be used: {str(wrong).strip()}") from None


def _refuse(connection: Any, _: Any) -> None:
    """Raise for a server too old, texts it cannot hold, and tables of a version this program does not know.

    Once, before anything else: while one process after another is replaced by a newer one, those that are
    left go on with the newer tables.
    """
    major = connection.info.server_version // 10_000
    if major < OLDEST:
        raise Unavailable(f"PostgreSQL {OLDEST} or newer is needed, and this server is {major}")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise Unavailable(f"the database's encoding is {encoding}: make one whose ENCODING is 'UTF8'")
    with connection.cursor() as cursor:
        if cursor.execute("SELECT to_regclass('alembic_version')").fetchone()[0] is not None:
            row = cursor.execute("SELECT version_num FROM alembic_version").fetchone()
            if row is not None and row[0] not in known():
                raise newer(row[0])
    connection.rollback()


def _limit(connection: Any, _: Any) -> None:
    connection.execute(f"SET lock_timeout = {int(LOCK_WAIT * 1000)}")
    connection.execute(f"SET idle_in_transaction_session_timeout = {int(LONGEST_PAUSE * 1000)}")
    connection.commit()


def _leave_the_gone(connection: Any, *_: Any) -> None:
    """A server that was started anew is found again by whoever asks next.

    It says so when it ends a connection, which is silent otherwise while nobody asks anything. To ask it each
    time whether it is there would take as long as a look-up.
    """
    with DefaultSelector() as ear:
        ear.register(connection.fileno(), EVENT_READ)
        if ear.select(0):
            raise DisconnectionError


@contextmanager
def upgrading(engine: Engine) -> Iterator[Connection]:
    """A transaction while which nobody else upgrades; it sees what the one before has made."""
    connection = engine.connect().execution_options(isolation_level="READ COMMITTED")
    with connection as conn, conn.begin():
        conn.execute(select(func.pg_advisory_xact_lock(LOCKS, UPGRADING)))
        yield conn
