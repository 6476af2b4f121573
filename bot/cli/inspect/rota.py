"""`stewardbot rota`: who is on duty, when; as a table, and as a calendar."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer

from bot import settings
from bot.cli.arguments import full_name
from bot.cli.database_session import open_database
from bot.cli.rows import print_rows
from bot.clock import SystemClock
from bot.core.model import contains
from bot.errors import OperatorError
from bot.queries.rota import RepositoryRotas, RotaOverview, overviews, repository_rotas
from bot.queries.rota_calendar import close_feed, open_feed, rota_calendar
from bot.store.database import Connection
from handlers import FEATURES

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
    rotas, now = _rotas(repository)
    shown = overviews(rotas, now, now + timedelta(weeks=weeks), reader)
    if reader and not any(contains(overview.rota.config.logins, reader) for overview in shown):
        raise OperatorError(
            f"{reader} is on no rota of {repository}; open cases by person are for its people."
        )
    rows = [row for overview in shown for row in _shifts(overview)]
    print_rows(rows, "rota", "from", "to", "zone", "on duty", "")
    for line in (
        *(line for overview in shown for line in _load(overview)),
        *(d for e in shown for d in _debts(e)),
    ):
        typer.echo(line, err=True)


def _shifts(overview: RotaOverview) -> Iterator[tuple[str, ...]]:
    """Return one row for each shift, in the time zone of its rota."""
    rota = overview.rota
    zone = ZoneInfo(rota.timezone)
    for shift in overview.shifts:
        begin, end = (f"{at.astimezone(zone):%a %Y-%m-%d %H:%M}" for at in (shift.starts_at, shift.ends_at))
        who = shift.person or f"nobody ({rota.config.otherwise or 'no otherwise'})"
        note = f"instead of {shift.instead_of}" if shift.instead_of else ""
        yield rota.name or "steward", begin, end, rota.timezone, who, note


def _load(overview: RotaOverview) -> Iterator[str]:
    """The load of a rota in the last twelve weeks; and how many cases each person has open."""
    name, load = overview.rota.name or "steward", overview.load
    parts = [
        f"{load.cases} cases in 12 weeks",
        f"{load.open} open, {load.waiting_on_us} of them wait on us",
    ]
    for what, length in (("a first word", load.to_acknowledge), ("an answer", load.to_answer)):
        if length is not None:
            parts.append(f"median to {what} {length / timedelta(hours=1):.1f} h of working time")
    yield f"{name}: {'; '.join(parts)}"
    if overview.open_cases:
        counts = ", ".join(f"{login} {count}" for login, count in overview.open_cases.items())
        yield f"{name}: open with {counts}"


def _debts(overview: RotaOverview) -> Iterator[str]:
    for debtor, lengths in overview.debts.items():
        for creditor, length in lengths.items():
            yield f"{debtor} owes {creditor} {length.total_seconds() / 86400:.3g} days on duty"


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
    """Print the rota as a calendar (iCalendar), or the path at which the server offers it."""
    if link and revoke:
        raise typer.BadParameter("--link makes a new feed and --revoke closes it: choose one")
    rotas, now = _rotas(repository)
    name = rotas.repository.full_name
    if revoke:
        asyncio.run(_write(lambda conn: close_feed(conn, rotas.repository, now)))
        typer.echo(f"The feed of {name} is closed.", err=True)
    elif link:
        token = asyncio.run(_write(lambda conn: open_feed(conn, rotas.repository, now)))
        typer.echo(f"/r/{name}/rota.ics?token={token}")
        typer.echo("Put the server's address before it. Whoever has the link sees the rota.", err=True)
    else:
        sys.stdout.buffer.write(rota_calendar(rotas, now))


def _rotas(repository: str) -> tuple[RepositoryRotas, datetime]:
    """Return the repository's rotas, and the time; OperatorError where there is none."""
    name = full_name(repository)
    rotas = asyncio.run(_read(lambda conn: repository_rotas(conn, FEATURES, name)))
    if rotas is None:
        raise OperatorError(f"The database knows no repository {repository}; check the name.")
    if not rotas.rotas:
        raise OperatorError(f"{repository} has no rota: its file has no section `steward`.")
    return rotas, SystemClock().now()


async def _read(query: Callable[[Connection], T]) -> T:
    async with open_database(settings.load(), "Nothing can be shown") as database:
        return await database.read(query)


async def _write(change: Callable[[Connection], T]) -> T:
    async with open_database(settings.load(), "Nothing can be changed") as database:
        return await database.write(change)
