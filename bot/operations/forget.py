"""Erasing a person by their login."""

from functools import partial

from bot.errors import OperatorError
from bot.store.database import Database
from bot.store.upkeep import forgetting


async def forget(db: Database, login: str, key: bytes) -> int:
    """Erase everybody of this login; return how many rows that took.

    Raises OperatorError if nobody here has the login, or while something of theirs is under way, and
    `forgetting.Owner` for an owner of repositories.
    """
    people = await db.read(lambda conn: forgetting.people(conn, login))
    if not people:
        raise OperatorError(f"Nobody here is called {login}; there is nothing to erase.")
    rows = 0
    for person in people:
        if count := await db.read(partial(forgetting.under_way, who=person)):
            raise OperatorError(
                f"{count} deliveries or effects that name {login} are under way; "
                "run this again once the server has ended them."
            )
        rows += await forgetting.forget(db, person, key, db.clock.now())
    return rows
