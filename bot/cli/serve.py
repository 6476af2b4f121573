"""`stewardbot serve`: the server."""

import asyncio
import errno
import logging
import sys
from collections.abc import Iterator
from typing import Annotated, Literal

import typer

from bot import logs, settings
from bot.errors import OperatorError
from bot.settings.unread import unread
from bot.store.sql.urls import is_on_server
from bot.web.event_loop import loop_factory

app = typer.Typer()


@app.command(epilog="Example: stewardbot serve --port 8080")
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (else HOST).", metavar="H")] = None,
    port: Annotated[
        int | None,
        typer.Option(help="Port to listen on (else PORT, else 3000).", metavar="P", min=0, max=65_535),
    ] = None,
    role: Annotated[
        Literal["all", "web", "worker"],
        typer.Option(help="Do everything; only receive; or only work (the last two are for PostgreSQL)."),
    ] = "all",
    backup: Annotated[
        bool,
        typer.Option("--backup/--no-backup", help="Make a backup before the database is brought up to date."),
    ] = True,
) -> None:
    """Run the server: receive GitHub's webhooks and act on them.

    Settings come from the environment or from `.env`. The database is brought up to date at the start; before
    that a backup is made and checked, or the server does not start.
    """
    chosen = settings.load()
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    chosen = chosen.model_copy(update=given)
    _refuse_role(role, chosen.database_url.get_secret_value())
    if chosen.has_no_app and role != "worker":
        chosen = _set_up(chosen)
    chosen.require_app()
    _configure_logs(chosen)
    # Imported last: a wrong setting is told at once, not after the whole program is loaded.
    from bot.server import serve as run
    from bot.settings.file_permissions import open_to_others
    from bot.store.database import Unavailable
    from bot.store.sql.runner_lock import AlreadyRunning

    for sentence in (*open_to_others(chosen), *_shortcomings(chosen)):
        logging.getLogger("bot.cli.serve").warning(sentence)
    try:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(run(chosen, role, backs_up=backup))
    except KeyboardInterrupt:
        return
    except (Unavailable, AlreadyRunning) as error:
        raise OperatorError.of(error) from None
    except OSError as error:
        raise _unbound(error, chosen.host, chosen.port) from error


def _configure_logs(chosen: settings.Settings) -> None:
    logs.configure(
        chosen.log_level,
        chosen.log_format,
        secrets=chosen.secret_values(),
        colors=sys.stderr.isatty() and not chosen.no_color,
    )


def _set_up(chosen: settings.Settings) -> settings.Settings:
    """Let somebody make the App, and look whether all is well with it; returns the settings with it."""
    from bot.cli.doctor import show
    from bot.operations import checkup
    from bot.operations.first_app import set_up
    from bot.store.sql import migrate
    from bot.store.sql.errors import Unavailable

    _configure_logs(chosen)
    try:
        # Before there is an App: whoever makes one expects the bot to begin.
        migrate.refuse_place(chosen.database_url.get_secret_value())
    except Unavailable as error:
        raise OperatorError.of(error) from None
    try:
        chosen = asyncio.run(set_up(chosen, lambda text: typer.echo(text, err=True)))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except OSError as error:
        raise _unbound(error, chosen.host, chosen.port) from error
    findings = [*checkup.of_settings(chosen), *asyncio.run(checkup.of_github(chosen))]
    show(findings, chosen.secret_values())
    return chosen


def _shortcomings(chosen: settings.Settings) -> Iterator[str]:
    """Yield a sentence for each setting that changes nothing as things are."""
    yield from (f"{name} does nothing yet" for name in chosen.idle)
    yield from unread()
    if missing := chosen.missing_for_sign_in:
        yield f"nobody can sign in without {' and '.join(missing)}"


def _refuse_role(role: str, database_url: str) -> None:
    if role != "all" and not is_on_server(database_url):
        raise OperatorError(
            f"--role {role} is for PostgreSQL, because SQLite is one file for one process; leave --role out."
        )


def _unbound(error: OSError, host: str, port: int) -> Exception:
    """Return the sentence for an address we cannot have; any other trouble stays what it is."""
    where = f"{host}:{port}"
    if error.errno == errno.EADDRINUSE:
        return OperatorError(f"Another program listens on {where}; choose another with --port or PORT.")
    if error.errno == errno.EACCES:
        return OperatorError(f"This user may not listen on {where}; choose a --port above 1023.")
    if error.errno == errno.EADDRNOTAVAIL:
        return OperatorError(f"This machine has no address {host}; choose another with --host or HOST.")
    return error
