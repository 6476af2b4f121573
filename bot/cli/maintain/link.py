"""`stewardbot link`: an address of one community's figures, for somebody without an account."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, TypeVar

import typer

from bot import settings
from bot.cli.arguments import full_name, instant
from bot.cli.database_session import open_database
from bot.cli.rows import print_rows
from bot.clock import SystemClock
from bot.core.model import Repository, spelling
from bot.errors import OperatorError
from bot.queries import community_links as links
from bot.store import mirror
from bot.store.database import Connection
from handlers import FEATURES

app = typer.Typer(add_completion=False)
T = TypeVar("T")

LONGEST = timedelta(days=731)
"""An address that nobody remembers should not open for ever."""


@app.command(epilog="Example: stewardbot link acme/widget --community pangeo --until 2026-12-31")
def link(
    repository: Annotated[str, typer.Argument(metavar="OWNER/REPO", help="The repository.")],
    community: Annotated[str, typer.Option(help="Whose figures it opens.")] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day on which it opens them.")] = "",
    listed: Annotated[bool, typer.Option("--list", help="List the addresses that open something.")] = False,
    revoke: Annotated[
        str, typer.Option(metavar="LINK", help="End one, by its name in the list; at once.")
    ] = "",
) -> None:
    """Make an address that opens one community's page and report, read-only, until a day.

    It is for somebody who pays for the work and has no account on GitHub: whoever has the address sees the
    figures, and no login but those of people who chose to be named. It is shown once: only a hash is stored.
    """
    name, now = full_name(repository), SystemClock().now()
    wishes = [bool(community or until), listed, bool(revoke)]
    if sum(wishes) != 1 or bool(community) != bool(until):
        raise typer.BadParameter("give --community and --until, or --list, or --revoke", param_hint="link")
    if listed:
        _show(asyncio.run(_on(name, lambda conn, row: links.links_of(conn, row, now))))
    elif revoke:
        if not asyncio.run(_on(name, lambda conn, row: links.revoke_link(conn, row, revoke, now))):
            raise OperatorError(f"{name} has no such link; `stewardbot link {name} --list` names them.")
        typer.echo("The link is ended: it opens nothing any more.", err=True)
    else:
        ends = _end(until, now)
        token = asyncio.run(_on(name, lambda conn, row: _made(conn, row, community, ends, now)))
        typer.echo(f"{(settings.load().public_url or '').rstrip('/')}/link/{token}")
        lacking = "" if settings.load().public_url else "Put the server's address before it. "
        typer.echo(f"{lacking}Whoever has it sees the figures until {ends:%Y-%m-%d %H:%M} UTC.", err=True)


def _end(until: str, now: datetime) -> datetime:
    """Return the end of the day that is meant, or the instant."""
    end = instant(until, "--until")
    if end.timetz() == time(0, tzinfo=UTC) and len(until) <= len("2026-12-31") and end <= now + LONGEST:
        end += timedelta(days=1)
    if not now < end <= now + LONGEST:
        raise OperatorError("--until must be a day to come, and within two years.")
    return end


def _made(conn: Connection, repository: Repository, community: str, until: datetime, now: datetime) -> str:
    known = links.communities_of(conn, FEATURES, repository)
    spelled = spelling(known, community)
    if spelled is None:
        others = ", ".join(known) or "none"
        raise OperatorError(f"{repository.full_name} knows no community {community}; known are: {others}.")
    token = links.make_link(conn, repository, spelled, until, now)
    if token is None:
        raise OperatorError(f"{repository.full_name} has {links.MOST} links already; end one with --revoke.")
    return token


def _show(shown: list[links.CommunityLink]) -> None:
    rows = [
        (link.name, link.community, f"{link.made_at:%Y-%m-%d}", f"{link.until:%Y-%m-%d %H:%M} UTC")
        for link in shown
    ]
    print_rows(rows, "link", "community", "made", "opens until")


async def _on(name: str, change: Callable[[Connection, Repository], T]) -> T:
    """Return what a change of a repository's links gives."""

    def write(conn: Connection) -> T:
        repository = mirror.repository_named(conn, name)
        if repository is None:
            raise OperatorError(f"The database knows no repository {name}; check the name.")
        return change(conn, repository)

    async with open_database(settings.load(), "Nothing can be changed") as database:
        return await database.write(write)
