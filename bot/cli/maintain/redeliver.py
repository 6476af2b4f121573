"""`stewardbot redeliver`: ask GitHub again for the webhooks that never reached us."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from bot import logs, settings
from bot.cli.arguments import instant
from bot.cli.database_session import open_database
from bot.clock import SystemClock
from bot.engine.run.redelivery import Redelivery, RedeliveryReport
from bot.github.read.app_webhook import AppHook
from bot.operations.github_session import github_session

app = typer.Typer()


@app.command(epilog="Example: stewardbot redeliver --since 2026-03-02T09:00:00Z")
def redeliver(
    since: Annotated[str, typer.Option(metavar="T", help="Look back to then; three days at most.")] = "",
) -> None:
    """Ask GitHub again for webhooks that never came in, each at most three times.

    GitHub does not redeliver by itself and forgets after about three days. A running server asks at its
    start and every hour; this asks now. What GitHub sends again comes in like any webhook.
    """
    moment = instant(since, "--since") if since else None
    chosen = settings.load()
    logs.configure("ERROR", secrets=chosen.secret_values())
    report = asyncio.run(_ask(chosen, moment))
    for guid in report.requested:
        typer.echo(guid)
    typer.echo(
        f"{len(report.requested)} asked for again, {len(report.underway)} under way, "
        f"{len(report.abandoned)} given up after three times.",
        err=True,
    )


async def _ask(chosen: settings.Settings, since: datetime | None) -> RedeliveryReport:
    clock = SystemClock()
    async with (
        open_database(chosen, "What came in cannot be read") as db,
        github_session(chosen, clock) as session,
    ):
        return await Redelivery(db, AppHook(session.tokens.app), clock).run(since)
