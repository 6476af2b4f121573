"""What looks after a database on a server: for the most part the server's own programs, which are named."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.engine import make_url

from bot.store.sql.urls import plain

_BROKEN_INDEXES = text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
_BROKEN_PAGES = text(
    "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()"
)
_SIZE = select(func.pg_database_size(func.current_database()))


def how_to_copy(url: str, target: Path) -> str:
    """Return the sentence with the commands that make a backup and bring it back."""
    # Its password, if it has one, is asked for, or stands in ~/.pgpass: never on a command line.
    place = quote(
        make_url(plain(url))._replace(password=None).difference_update_query(["password"]).render_as_string()
    )
    file = quote(str(target))
    return (
        f"a server's database is copied by its own program, `pg_dump --format=custom --file={file} {place}`, "
        f"and brought back by `pg_restore --clean --if-exists --dbname={place} {file}`"
    )


def damages(conn: Connection) -> list[str]:
    """Return what the server itself found to be broken, one line each (`pg_amcheck` looks closer)."""
    damages = [f"the index {name} is not valid" for name in conn.scalars(_BROKEN_INDEXES)]
    if pages := conn.scalar(_BROKEN_PAGES):
        damages.append(f"{pages} pages were not as they had been written (see `pg_amcheck`)")
    return damages


def shrink(engine: Engine) -> int:
    """Give room back, as far as nobody must wait for it, and return how many bytes the disk got."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        before: int = conn.scalar(_SIZE) or 0
        conn.execute(text("VACUUM (ANALYZE)"))
        return max(0, before - (conn.scalar(_SIZE) or 0))
