"""`stewardbot db`: looking after the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import OperatorError

app = typer.Typer(
    no_args_is_help=True,
    help="Look after the database: upgrade, check, back up, restore, copy to PostgreSQL, export, vacuum.",
    epilog="Example: stewardbot db backup before-the-upgrade.db",
)

_NO_LIST = (
    "There is no list of the forgotten beside the database: whoever was forgotten after the backup was made "
    "would be in it again. Run `stewardbot forget LOGIN` for each of them before the server starts."
)
_MANY = 10_000
"""Rows of a table from which on it is told how far it has come."""


@app.command(epilog="Example: DATABASE_URL=sqlite+aiosqlite:///stewardbot.db stewardbot db upgrade")
def upgrade() -> None:
    """Make the database, or bring it up to date. The server does this at its start as well."""
    from bot.store.sql import migrate

    url = _url()
    with _stated():
        changed = migrate.upgrade(url)
    typer.echo("up to date" if not changed else "upgraded")


@app.command(epilog="Example: stewardbot db check && echo sound")
def check() -> None:
    """Say whether the database is up to date and sound; exits 1 when it is not. Changes nothing."""
    from bot.store.sql import migrate
    from bot.store.upkeep import backup

    url = _url()
    with _stated():
        current = migrate.at_head(url)
        problems = backup.integrity(url)
    typer.echo(f"version: {'up to date' if current else 'behind'}")
    typer.echo(f"integrity: {'ok' if not problems else f'{len(problems)} problems'}")
    for problem in problems:
        typer.echo(f"  {problem}")
    if problems:
        raise OperatorError("The database is damaged: `stewardbot db restore FILE` puts a backup back.")
    if not current:
        raise OperatorError("The database is behind this program: run `stewardbot db upgrade`.")


@app.command(name="backup", epilog="Example: stewardbot db backup stewardbot-backup.db")
def back_up(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The new file; it must not exist yet.")],
) -> None:
    """Copy the database to FILE while the server runs. `stewardbot db restore FILE` puts it back."""
    from bot.store.upkeep import backup

    url = _url()
    with _stated():
        size = backup.backup(url, file)
    typer.echo(f"{file}: {size:,} bytes")


@app.command(epilog="Example: stewardbot db restore stewardbot-backup.db")
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup made by `stewardbot db backup`.")],
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
) -> None:
    """Put the backup FILE where DATABASE_URL points, while no server runs. What is there is moved aside.

    The backup is checked first, and only copied. At its start the server forgets again whoever was forgotten
    since, asks GitHub for what it lacks, and looks before it speaks.
    """
    from bot.clock import SystemClock
    from bot.store.upkeep import restore as restoring

    url = _url()
    with _stated():
        if not restoring.knows_the_forgotten(url) and file.exists():
            typer.echo(_NO_LIST, err=True)
            if not yes and not typer.confirm("Restore all the same?", err=True):
                raise typer.Exit(1)
        done = restoring.restore(url, file, SystemClock().now())
    typer.echo(f"{done.database}: {done.size:,} bytes")
    if done.aside is not None:
        typer.echo(f"the one before is {done.aside}: delete it once you do not need it")


@app.command(epilog="Example: stewardbot db export stewardbot-csv")
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder for one CSV file a table.")],
) -> None:
    """Write every table as CSV into DIR, as of one moment, while the server runs.

    Webhook bodies and secrets are left out. Texts that a spreadsheet would take for a formula get a ' before
    them.
    """
    import asyncio

    from bot import settings
    from bot.clock import SystemClock
    from bot.logs.redaction import striker
    from bot.store.database import Database
    from bot.store.upkeep import export as exporting

    chosen = settings.load()
    strike = striker(chosen.secret_values())

    async def read() -> dict[str, int]:
        async with Database(chosen.database_url.get_secret_value(), SystemClock()) as database:
            return await database.read(lambda conn: exporting.export(conn, folder, strike))

    try:
        with _stated():
            written = asyncio.run(read())
    except exporting.ExportError as error:
        raise OperatorError(f"{error}.") from None
    for name, rows in written.items():
        typer.echo(f"{folder / name}.csv: {rows:,} rows")


@app.command(epilog="Example: stewardbot db copy --to postgresql://stewardbot@db.example.org/stewardbot")
def copy(
    to: Annotated[
        str,
        typer.Option(
            metavar="URL", help="An empty PostgreSQL database; its password is better left to ~/.pgpass."
        ),
    ],
) -> None:
    """Copy the SQLite database to PostgreSQL, with all that waits, while no server runs.

    All or nothing: whatever ends it early leaves the tables there empty, and it can be run again. The file is
    only read.
    """
    from bot.store.upkeep import to_server

    url = _url()
    with _stated():
        counts = to_server.copy(url, to, _progress)
    for name, rows in counts.items():
        typer.echo(f"{name}: {rows:,} rows")
    typer.echo(
        "copied and counted: set DATABASE_URL to the new address and start the server; keep the file as a "
        "backup, but start no server on it again"
    )


def _progress(table: str, copied: int, total: int) -> None:
    if total >= _MANY:
        ending = "\n" if copied == total else "\r"
        typer.echo(f"{table}: {copied:,} of {total:,}{ending}", err=True, nl=False)


@app.command(epilog="Example: stewardbot db vacuum")
def vacuum() -> None:
    """Thin out what is old (webhook bodies after 14 days, effects after 90), and shrink the file.

    RETENTION_PAYLOADS, RETENTION_EFFECTS and RETENTION_DEEDS set other days.

    Thinning out can be done at any time; the file shrinks only while no server uses it.
    """
    from bot import settings
    from bot.clock import SystemClock
    from bot.operations.maintenance.room import shortage
    from bot.store.sql.connections import file_of
    from bot.store.upkeep import vacuum as vacuuming
    from bot.store.upkeep.retention import Retention

    chosen = settings.load()
    with _stated():
        url = chosen.database_url.get_secret_value()
        if reason := shortage(file_of(url)):
            raise OperatorError(f"There is no room for it: {reason}; make room first.")
        done = vacuuming.vacuum(url, SystemClock().now(), Retention(*chosen.retention))
    typer.echo(f"thinned out: {done.rows:,} rows")
    if done.given_back is not None:
        typer.echo(f"given back: {done.given_back:,} bytes")
    else:
        typer.echo("given back: nothing, for a server works on the file; stop it and run this again")


def _url() -> str:
    from bot import settings

    return settings.load().database_url.get_secret_value()


@contextmanager
def _stated() -> Iterator[None]:
    """Turn an error of the store into one sentence for the person at the terminal."""
    from bot.store.sql.errors import AlreadyRunning, Unavailable

    try:
        yield
    except (Unavailable, AlreadyRunning, ValueError) as failure:
        raise OperatorError.of(failure) from failure
