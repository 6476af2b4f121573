"""`stewardbot forget`: erase a person from the database."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot import settings
from bot.cli.database_session import open_database
from bot.errors import OperatorError
from bot.logs.redaction import printable
from bot.operations import forget as operations
from bot.operations.diagnostics import AFTER_BACKUP
from bot.store.upkeep import forgetting

app = typer.Typer()


@app.command(epilog="Example: stewardbot forget eve")
def forget(
    login: Annotated[str, typer.Argument(metavar="LOGIN", help="The person's login on GitHub.")],
) -> None:
    """Erase a person everywhere in the database, while the server runs.

    What stays is a hash keyed with FORGET_KEY, so that they are not greeted again as new. What they wrote on
    GitHub, and a repository's own file that names them, are not touched. Backups that still hold somebody who
    was forgotten are named; deleting them is up to you.
    """
    chosen = settings.load()
    if chosen.forget_key is None:
        raise OperatorError(
            f"FORGET_KEY is not set; choose a long random text and keep it {settings.WHERE}: without it, "
            "whoever is forgotten would be greeted again."
        )
    key = chosen.forget_key.get_secret_value().encode()
    try:
        rows, pending, backups = asyncio.run(_forget(chosen, login.removeprefix("@"), key))
    except forgetting.Owner as error:
        raise OperatorError(f"{error}.") from None
    typer.echo(f"forgotten: {rows:,} rows")
    if pending:
        typer.echo(f"pending: {pending}")
    for file in backups:
        typer.echo(f"backup: {printable(str(file))} still holds somebody who was forgotten; {AFTER_BACKUP}")


async def _forget(chosen: settings.Settings, login: str, key: bytes) -> tuple[int, str, list[Path]]:
    async with open_database(chosen, "The database cannot be used") as db:
        return await operations.forget(db, login, key), *await operations.what_remains(db, key)
