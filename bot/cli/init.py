"""`stewardbot init`: one pull request with a first file for a repository, and what it would have done."""

import asyncio
from typing import Annotated

import typer

from bot import logs, settings
from bot.cli.arguments import full_name
from bot.operations.github_session import github_session
from bot.operations.setup_pull_request import prepare

app = typer.Typer()


@app.command(epilog="Example: stewardbot init acme/widget --print")
def init(
    repository: Annotated[str, typer.Argument(metavar="OWNER/REPO", help="Where the App is installed.")],
    only_print: Annotated[
        bool, typer.Option("--print", help="Print file and table; open no pull request.")
    ] = False,
    zone: Annotated[str, typer.Option("--timezone", metavar="ZONE", help="Such as Europe/London.")] = "UTC",
) -> None:
    """Open one pull request with a first file: commented, only observing, drawn from what is there.

    It is drawn from the repository's labels, issue forms and CODEOWNERS. The pull request shows what the
    file would have done on the last 30 issues, each with its reason. Merging it turns nothing on that writes.
    """
    name = full_name(repository)
    chosen = settings.load()
    logs.configure("ERROR", secrets=chosen.secret_values())
    typer.echo(asyncio.run(_init(chosen, name, zone, only_print=only_print)))


async def _init(chosen: settings.Settings, name: str, zone: str, *, only_print: bool) -> str:
    async with github_session(chosen) as session:
        return await prepare(session, name, zone, only_print=only_print)
