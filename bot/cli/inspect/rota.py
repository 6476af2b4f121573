"""`stewardbot rota`: who is on duty, when; as a table, and as a calendar."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from bot.errors import OperatorError

app = typer.Typer(no_args_is_help=True)
T = TypeVar("T")

_REPOSITORY = typer.Argument(metavar="OWNER/REPO", help="The repository.")


@app.command(epilog="Example: stewardbot rota show acme/widget --weeks 8")
def show(
    repository: Annotated[str, _REPOSITORY],
    weeks: Annotated[int, typer.Option(min=1, max=104, help="How far ahead.")] = 6,
    reader: Annotated[
        str,
        typer.Option("--for", metavar="LOGIN", help="Count open cases by person too, for one of the rota."),
    ] = "",
) -> None:
    """Show who is on support duty, when, and who owes whom; times by the clocks of each rota."""
    from bot.community.rota import owed, shifts
    from bot.core.model import contains

    book, now = _book(repository)
    rows: list[tuple[str, ...]] = []
    debts: list[str] = []
    loads: list[str] = []
    for rota, _ in book.rotas:
        zone = ZoneInfo(rota.timezone)
        for shift in shifts(rota, now, now + timedelta(weeks=weeks)):
            begin, end = (
                f"{at.astimezone(zone):%a %Y-%m-%d %H:%M}" for at in (shift.starts_at, shift.ends_at)
            )
            who = shift.person or f"nobody ({rota.config.otherwise or 'no otherwise'})"
            note = f"instead of {shift.instead_of}" if shift.instead_of else ""
            rows.append((rota.name or "steward", begin, end, rota.timezone, who, note))
        debts += [
            f"{debtor} owes {creditor} {length.total_seconds() / 86400:.3g} days on duty"
            for debtor, theirs in owed(rota).items()
            for creditor, length in theirs.items()
        ]
        loads.append(_load(book, rota, now))
        loads += _by_person(book, rota, reader)
    if reader and not any(contains(rota.config.logins, reader) for rota, _ in book.rotas):
        raise OperatorError(
            f"{reader} is on no rota of {repository}; open cases by person are for its people."
        )
    _print(rows)
    for line in (*loads, *debts):
        typer.echo(line, err=True)


def _load(book: Any, rota: Any, now: datetime) -> str:
    """The load of a rota in the last twelve weeks, in one line."""
    from bot.community.load import load

    found = load(book.cases, rota, now - timedelta(weeks=12), now)
    parts = [
        f"{found.cases} cases in 12 weeks",
        f"{found.open} open, {found.waiting_on_us} of them wait on us",
    ]
    for what, length in (("a first word", found.to_acknowledge), ("an answer", found.to_answer)):
        if length is not None:
            parts.append(f"median to {what} {length / timedelta(hours=1):.1f} h of working time")
    return f"{rota.name or 'steward'}: {'; '.join(parts)}"


def _by_person(book: Any, rota: Any, reader: str) -> list[str]:
    """How many cases each person of a rota has open; only for its own people."""
    from bot.community.load import open_by_person

    found = open_by_person(book.cases, rota, reader, rota.config.logins) or {}
    counts = ", ".join(f"{login} {count}" for login, count in found.items())
    return [f"{rota.name or 'steward'}: open with {counts}"] if counts else []


@app.command(epilog="Example: stewardbot rota ics acme/widget > rota.ics")
def ics(
    repository: Annotated[str, _REPOSITORY],
    link: Annotated[
        bool, typer.Option("--link", help="Print the path of a feed with a new token; an old one ends.")
    ] = False,
    revoke: Annotated[
        bool, typer.Option("--revoke", help="Close the feed: its token opens nothing.")
    ] = False,
) -> None:
    """Print the rota as a calendar (iCalendar), or the path under which the server gives it."""
    from bot.queries import rota as rota_book

    if link and revoke:
        raise typer.BadParameter("--link makes a new feed and --revoke closes it: choose one")
    book, now = _book(repository)
    name = book.repository.full_name
    if revoke:
        _with_database(lambda conn: rota_book.revoke(conn, book.repository, now), write=True)
        typer.echo(f"The feed of {name} is closed.", err=True)
    elif link:
        token = _with_database(lambda conn: rota_book.new_token(conn, book.repository, now), write=True)
        typer.echo(f"/r/{name}/rota.ics?token={token}")
        typer.echo("Put the server's address before it. Whoever has the link sees the rota.", err=True)
    else:
        sys.stdout.buffer.write(book.as_calendar(now))


def _book(repository: str) -> tuple[Any, datetime]:
    """The repository's rotas, and the time; OperatorError where there is none."""
    from bot.clock import SystemClock
    from bot.queries import rota as rota_book

    owner, slash, name = repository.partition("/")
    if not (owner and slash and name) or "/" in name:
        raise typer.BadParameter("write it like acme/widget", param_hint="OWNER/REPO")
    book = _with_database(lambda conn: rota_book.read(conn, repository))
    if book is None:
        raise OperatorError(f"The database knows no repository {repository}; check the name.")
    if not book.rotas:
        raise OperatorError(f"{repository} has no rota: its file has no section `steward`.")
    return book, SystemClock().now()


def _with_database(fn: Callable[[Any], T], *, write: bool = False) -> T:
    from bot import settings
    from bot.clock import SystemClock
    from bot.store.database import Database, Unavailable

    async def run() -> T:
        url = settings.load().database_url.get_secret_value()
        async with Database(url, SystemClock()) as database:
            if database.path is not None and not database.path.exists():
                raise OperatorError(
                    f"There is no database at {database.path}: start `stewardbot serve` once."
                )
            try:
                return await (database.write(fn) if write else database.read(fn))
            except Unavailable as error:
                raise OperatorError(f"Nothing can be shown: {error}.") from None

    return asyncio.run(run())


def _print(rows: list[tuple[str, ...]]) -> None:
    """A table on a terminal; in a pipe one row a line, its parts separated by tabs."""
    if not sys.stdout.isatty():
        for row in rows:
            typer.echo("\t".join(row))
        return
    table = Table("rota", "from", "to", "zone", "on duty", "", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console(markup=False).print(table)
