"""The database as the commands of the program use it; what goes wrong is a sentence."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.clock import SystemClock
from bot.errors import OperatorError
from bot.settings import Settings
from bot.store.database import Database, Unavailable


@asynccontextmanager
async def open_database(chosen: Settings, failure: str) -> AsyncIterator[Database]:
    """Open the database of the settings; OperatorError where there is none yet, or when it cannot be used.

    `failure` is the half sentence before the reason, such as "Nothing can be shown".
    """
    try:
        async with Database(chosen.database_url.get_secret_value(), SystemClock()) as database:
            if database.path is not None and not database.path.exists():
                raise OperatorError(
                    f"There is no database at {database.path} yet: start `stewardbot serve` once."
                )
            # What cannot be used is said before anything else is done.
            await database.read(lambda conn: None)
            yield database
    except Unavailable as error:
        raise OperatorError(f"{failure}: {error}.") from None
