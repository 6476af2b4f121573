"""`stewardbot forget`: erase a person from the database."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Annotated

import typer

from bot import settings
from bot.clock import SystemClock
from bot.errors import OperatorError
from bot.store.database import Database, Unavailable
from bot.store.upkeep import forgetting

app = typer.Typer()


@app.command(epilog="Example: stewardbot forget eve")
def forget(
    login: Annotated[str, typer.Argument(metavar="LOGIN", help="The person's login on GitHub.")],
) -> None:
    """Erase a person everywhere in the database, while the server runs.

    What stays is a hash under FORGET_KEY, so that they are not greeted again as new. What they wrote on
    GitHub, and a repository's own file that names them, are not touched. Backups are yours to renew.
    """
    chosen = settings.load()
    if chosen.forget_key is None:
        raise OperatorError(
            f"FORGET_KEY is not set; choose a long random text and keep it {settings.WHERE}: without it, "
            "whoever is forgotten would be greeted again."
        )
    key, url = chosen.forget_key.get_secret_value().encode(), chosen.database_url.get_secret_value()
    try:
        rows = asyncio.run(_forget(url, login.removeprefix("@"), key))
    except Unavailable as error:
        raise OperatorError(f"The database cannot be used: {error}.") from None
    except forgetting.Owner as error:
        raise OperatorError(f"{error}.") from None
    typer.echo(f"forgotten: {rows:,} rows")


async def _forget(url: str, login: str, key: bytes) -> int:
    clock = SystemClock()
    async with Database(url, clock) as db:
        found = await db.read(lambda conn: forgetting.people(conn, login))
        if not found:
            raise OperatorError(f"Nobody here is called {login}; there is nothing to erase.")
        rows = 0
        for who in found:
            if count := await db.read(partial(forgetting.under_way, who=who)):
                raise OperatorError(
                    f"{count} deliveries or effects that name {login} are under way; "
                    "run this again once the server has ended them."
                )
            rows += await forgetting.forget(db, who, key, clock.now())
        return rows
