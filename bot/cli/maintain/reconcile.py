"""`stewardbot reconcile`: mirror and cases catch up with GitHub after an outage."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from bot import logs, settings
from bot.cli.arguments import instant
from bot.cli.database_session import open_database
from bot.clock import SystemClock
from bot.core.model import Repository
from bot.errors import OperatorError
from bot.github.read.changes_since import Changes
from bot.operations.github_session import github_session
from bot.operations.reconcile import BUDGET, Gap, last_heard, reconcile
from bot.store import mirror
from bot.store.database import Database

app = typer.Typer()


@app.command("reconcile", epilog="Example: stewardbot reconcile acme/widget")
def reconcile_(
    repository: Annotated[
        str, typer.Argument(metavar="OWNER/REPO", help="One repository; all of them without.")
    ] = "",
    since: Annotated[str, typer.Option(metavar="T", help="Read from then on, not from the last event.")] = "",
    budget: Annotated[int, typer.Option(min=2, help="Requests a repository at most.")] = BUDGET,
) -> None:
    """Read from GitHub what changed since the last event came in: issues, labels, open support cases.

    Nobody is greeted or reminded about old things. What should be handled late comes in by `redeliver`.
    """
    moment = instant(since, "--since") if since else None
    chosen = settings.load()
    logs.configure("ERROR", secrets=chosen.secret_values())
    asyncio.run(_reconcile_all(chosen, repository, moment, budget))


async def _reconcile_all(chosen: settings.Settings, name: str, since: datetime | None, budget: int) -> None:
    clock = SystemClock()
    async with (
        open_database(chosen, "The gap cannot be closed") as db,
        github_session(chosen, clock) as session,
    ):
        for repository in await _requested(db, name):
            begin = since or await last_heard(db, repository)
            if begin is None:
                typer.echo(f"{repository.full_name}: its first sync has not ended yet.", err=True)
                continue
            typer.echo(f"{repository.full_name}: reading since {begin:%Y-%m-%d %H:%M} UTC …", err=True)
            _, client = await session.installed(repository.full_name)
            changes = Changes(client, repository.full_name)
            typer.echo(_sentence(repository, await reconcile(db, changes, repository, begin, budget=budget)))


async def _requested(db: Database, name: str) -> list[Repository]:
    if not name:
        return await db.read(mirror.repositories)
    repository = await db.read(lambda conn: mirror.repository_named(conn, name))
    if repository is None:
        raise OperatorError(f"The database knows no repository {name}; check the name.")
    return [repository]


def _sentence(repository: Repository, gap: Gap) -> str:
    sentence = (
        f"{repository.full_name}: {gap.subjects} issues and pull requests read, "
        f"{gap.resolved} cases resolved, {gap.answered} answered, {gap.requests} requests."
    )
    if gap.until is not None:
        sentence += f" The budget is spent; go on with --since {gap.until:%Y-%m-%dT%H:%M:%SZ}."
    return sentence
