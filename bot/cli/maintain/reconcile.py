"""`stewardbot reconcile`: mirror and cases catch up with GitHub after an outage."""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated

import typer

from bot import logs, settings
from bot.bootstrap import marker_key
from bot.cli.arguments import instant
from bot.cli.database_session import open_database
from bot.clock import SystemClock
from bot.core.model import Repository
from bot.engine.life import Life
from bot.engine.run.redelivery import Redelivery
from bot.errors import OperatorError
from bot.github.read.app_webhook import AppHook
from bot.github.read.changes_since import Changes
from bot.operations.github_session import github_session
from bot.operations.reconcile import BUDGET, Gap, last_heard, reconcile
from bot.operations.reconcile.adoption import Adoption
from bot.store import mirror
from bot.store.database import Database

app = typer.Typer()

UNTIL_HEARD = timedelta(minutes=5)
"""So long what was asked for again may take to come in and be decided; what is missing then is taken over."""


@app.command("reconcile", epilog="Example: stewardbot reconcile acme/widget")
def reconcile_(
    repository: Annotated[
        str, typer.Argument(metavar="OWNER/REPO", help="One repository; all of them without.")
    ] = "",
    since: Annotated[str, typer.Option(metavar="T", help="Read from then on, not from the last event.")] = "",
    budget: Annotated[int, typer.Option(min=2, help="Requests a repository at most.")] = BUDGET,
) -> None:
    """Read from GitHub what changed since the last event came in: issues, labels, open support cases.

    Run it beside the server, also after `stewardbot db restore`: what never came in is asked for again, and
    open cases, claims and boards that stand in the bot's own comments are taken over; what contradicts GitHub
    is only told. Nobody is greeted or reminded about old things.
    """
    moment = instant(since, "--since") if since else None
    chosen = settings.load()
    logs.configure("ERROR", secrets=chosen.secret_values())
    asyncio.run(_reconcile_all(chosen, repository, moment, budget))


async def _reconcile_all(chosen: settings.Settings, name: str, since: datetime | None, budget: int) -> None:
    clock, app = SystemClock(), chosen.require_app()
    former = [marker_key(old.get_secret_value())] if (old := app.webhook_secret_old) else []
    forget_key = chosen.forget_key.get_secret_value().encode() if chosen.forget_key else None
    life = Life(marker_key(app.webhook_secret.get_secret_value()), former)
    async with (
        open_database(chosen, "The gap cannot be closed") as db,
        github_session(chosen, clock) as session,
    ):
        again = await Redelivery(db, AppHook(session.tokens.app), clock).run()
        typer.echo(f"{len(again.requested)} deliveries asked for again.", err=True)
        missing = bool(again.requested or again.underway)
        due = clock.now() + (UNTIL_HEARD if missing else timedelta())
        for repository in await _requested(db, name):
            begin = since or await last_heard(db, repository)
            if begin is None:
                typer.echo(f"{repository.full_name}: its first sync has not ended yet.", err=True)
                continue
            typer.echo(f"{repository.full_name}: reading since {begin:%Y-%m-%d %H:%M} UTC …", err=True)
            installation, client = await session.installed(repository.full_name)
            changes = Changes(client, repository.full_name)
            adoption = Adoption(life, (await session.tokens.me(installation)).id, due, forget_key)
            gap = await reconcile(db, changes, repository, begin, budget=budget, adoption=adoption)
            typer.echo(_sentence(repository, gap))
            for doubt in gap.doubts:
                typer.echo(f"not taken over: {doubt}")


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
        f"{gap.resolved} cases resolved, {gap.answered} answered, {gap.adopted} cases, claims and boards "
        f"taken over from my comments, {gap.requests} requests."
    )
    if gap.until is not None:
        sentence += f" The budget is spent; go on with --since {gap.until:%Y-%m-%dT%H:%M:%SZ}."
    return sentence
