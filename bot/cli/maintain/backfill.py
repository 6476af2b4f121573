"""`stewardbot backfill`: read a repository's past into mirror and ledger."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Annotated

import typer

from bot import logs, settings
from bot.cli.arguments import full_name, instant
from bot.cli.database_session import open_database
from bot.clock import SystemClock
from bot.core.model import EPOCH, same
from bot.errors import OperatorError
from bot.github.read.history import HistoryReader, repository_as_it_is
from bot.insight.history import EARLIEST
from bot.operations.backfill import Backfill, BackfillProgress, NothingToRead, begin
from bot.operations.github_session import github_session
from bot.operations.maintenance.room import shortage
from bot.operations.training.learner import Learner, LearnResult
from bot.store.backfill import Run
from bot.store.database import Conflict, Database
from bot.store.upkeep import remains
from handlers import FEATURES

app = typer.Typer()

WITHOUT_ROOM = 60.0
"""Seconds until disk and memory are looked at again."""
GOES_ON = "What was read is kept; the same command goes on from there."


@app.command("backfill", epilog="Example: stewardbot backfill acme/widget --since 2025-01-01")
def backfill_(
    repository: Annotated[str, typer.Argument(metavar="OWNER/REPO", help="The repository.")],
    since: Annotated[str, typer.Option(metavar="D", help="Only what happened from this day on.")] = "",
) -> None:
    """Read from GitHub what happened in a repository before Stewardbot came, while the server runs.

    Pages and reports count it from then on. Nobody is greeted or reminded about it. It can be stopped at any
    time; the same command goes on where it was.
    """
    name, moment = full_name(repository), instant(since, "--since") if since else None
    if moment is not None and not EARLIEST <= moment <= SystemClock().now():
        raise OperatorError(f"--since must be a day from {EARLIEST:%Y} until today.")
    chosen = settings.load()
    logs.configure("ERROR", secrets=chosen.secret_values())
    begun: list[Run] = []
    try:
        asyncio.run(_read(chosen, name, moment, begun))
    except KeyboardInterrupt:
        raise OperatorError(f"Stopped. {GOES_ON}") from None
    except OperatorError as error:
        raise OperatorError(f"{error} {GOES_ON}" if begun else str(error)) from None


async def _read(chosen: settings.Settings, name: str, since: datetime | None, begun: list[Run]) -> None:
    clock = SystemClock()
    async with (
        open_database(chosen, "The past cannot be read") as db,
        github_session(chosen, clock) as session,
    ):
        while reason := shortage(db.path):
            typer.echo(f"Waiting for room: {reason}.", err=True)
            await clock.sleep(WITHOUT_ROOM)
        installation, client = await session.installed(name)
        repository = await repository_as_it_is(client, name)
        if not same(repository.full_name, name):
            typer.echo(f"{name} is called {repository.full_name} now.", err=True)
        key, keep = await _forget_key(db, chosen), chosen.retention[2]
        try:
            start = partial(begin, repository=repository, since=since, keep=keep, now=clock.now())
            run = await db.write(start)
            begun.append(run)
            _announce(repository.full_name, run)
            with _bar() as shows:
                reader = HistoryReader(client, repository)
                done = await Backfill(db, reader, installation, key, shows, _announce_rest).read(run)
        except (NothingToRead, Conflict) as reason:
            raise OperatorError(f"{repository.full_name}: {reason}.") from None
        typer.echo(_sentence(repository.full_name, done))
        learnt = await Learner(db, FEATURES).learn(repository)
        if learnt is not LearnResult.OFF:
            typer.echo(f"{repository.full_name}: {learnt}.", err=True)


async def _forget_key(db: Database, chosen: settings.Settings) -> bytes | None:
    """Return the key by which those are recognised who asked to be forgotten."""
    if chosen.forget_key is not None:
        return chosen.forget_key.get_secret_value().encode()
    if await db.read(remains.marks):
        raise OperatorError(
            "People asked to be forgotten here, and only with FORGET_KEY can they be left out: set it first."
        )
    return None


def _announce(name: str, run: Run) -> None:
    since = "its first day" if run.since == EPOCH else f"{run.since:%Y-%m-%d}"
    again = f", going on after {run.subjects:,} issues and pull requests" if run.subjects else ""
    typer.echo(f"{name}: from {since} until {run.until:%Y-%m-%d %H:%M} UTC{again} …", err=True)


def _announce_rest(until: datetime) -> None:
    typer.echo(f"\nGitHub's limit is near: waiting until {until:%H:%M} UTC …", err=True)


@contextmanager
def _bar() -> Iterator[Callable[[BackfillProgress], None]]:
    """Show on a terminal how far it is."""
    with typer.progressbar(length=1, file=sys.stderr) as bar:

        def shows(progress: BackfillProgress) -> None:
            bar.length = max(progress.total, progress.subjects, 1)
            bar.update(progress.subjects - bar.pos)

        yield shows


def _sentence(name: str, done: BackfillProgress) -> str:
    share = done.long / done.subjects if done.subjects else 0
    return (
        f"{name}: {done.subjects:,} issues and pull requests read in {done.requests:,} requests; "
        f"{done.long:,} of them ({share:.1%}) in more than one piece."
    )
