"""`stewardbot doctor`: check the installation, and say how to put right what is wrong."""

import asyncio
from collections.abc import Iterable
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot import logs, settings
from bot.cli.database_session import open_database
from bot.errors import OperatorError
from bot.logs.redaction import printable, striker
from bot.operations import checkup
from bot.operations.diagnostics import Finding, Status
from bot.operations.maintenance.upgrade_findings import of_upgrade
from bot.operations.sign_in_findings import of_sign_in
from bot.store.visitors import sessions

app = typer.Typer()

STYLES = {Status.FINE: "green", Status.DOUBT: "yellow", Status.WRONG: "red"}


@app.command(epilog="Example: stewardbot doctor")
def doctor(
    end_sessions: Annotated[
        bool, typer.Option("--end-sessions", help="First sign everybody out of the pages.")
    ] = False,
    upgrade: Annotated[
        bool, typer.Option("--upgrade", help="Say only what this program changes where an older one ran.")
    ] = False,
) -> None:
    """Check settings, App, clock, database and webhook; say how to put right what is wrong, and exit 1 then.

    Reads only, here and on GitHub, unless it is to end sessions.
    """
    try:
        chosen = settings.load()
    except settings.SettingsError as error:
        findings = [Finding(Status.WRONG, "settings", problem) for problem in error.problems]
        return _print(findings, ())
    logs.configure("ERROR", secrets=chosen.secret_values())
    if upgrade:
        findings = [*of_upgrade(chosen), *asyncio.run(checkup.of_permissions(chosen))]
        return _print(findings, chosen.secret_values())
    ended = [asyncio.run(_end_sessions(chosen))] if end_sessions else []
    findings = [*ended, *checkup.of_settings(chosen), *of_sign_in(chosen), *checkup.of_database(chosen)]
    findings += asyncio.run(checkup.of_work(chosen))
    if not any(problem.what == "settings" and problem.state == Status.WRONG for problem in findings):
        findings += asyncio.run(checkup.of_github(chosen))
    return _print(findings, chosen.secret_values())


async def _end_sessions(chosen: settings.Settings) -> Finding:
    async with open_database(chosen, "No session was ended") as db:
        count = await db.write(sessions.end_all)
    return Finding(Status.FINE, "sign-in", f"{count} session{'s' if count != 1 else ''} ended")


def _print(findings: list[Finding], secrets: Iterable[str]) -> None:
    """Print what was found, and fail where something is wrong."""
    show(findings, secrets, Console(highlight=False, soft_wrap=True))
    if wrong := sum(finding.state == Status.WRONG for finding in findings):
        raise OperatorError(f"{wrong} to be mended.")


def show(findings: Iterable[Finding], secrets: Iterable[str], console: Console | None = None) -> None:
    """Print findings, on stderr unless a console is given; no secret is among them."""
    strike = striker(secrets)
    console = console or Console(stderr=True, highlight=False, soft_wrap=True)
    for finding in findings:
        line = Text(f"{finding.state:5}  ", style=STYLES[finding.state])
        line.append(printable(strike(f"{finding.what}: {finding.statement}")), style="not bold")
        console.print(line)
        if finding.fix:
            console.print(Text(printable(strike(f"       {finding.fix}")), style="dim"))
