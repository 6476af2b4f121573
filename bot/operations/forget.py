"""Erasing a person by their login, and what then remains of them."""

from contextlib import nullcontext
from functools import partial
from pathlib import Path

from bot.errors import OperatorError
from bot.store.database import Database
from bot.store.sql.runner_lock import AlreadyRunning, RunnerLock
from bot.store.upkeep import forgetting, forgotten_file, remains


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


async def what_remains(db: Database, key: bytes) -> tuple[str, list[Path]]:
    """Write the file anew, unless a server works on it, which does so itself.

    The list of marks beside it gets what is new. Return what is still pending, in words or empty, and the
    backups that hold somebody who was forgotten.
    """
    await forgotten_file.missing(db)
    try:
        # A server sees to its own files, whoever works with it.
        with nullcontext() if db.is_shared else RunnerLock(db.url):
            renewed = await remains.renew(db, most=None)
        pending = (
            "" if renewed else "another program reads the file; close it, then run `stewardbot db vacuum`"
        )
    except AlreadyRunning:
        pending = "the server writes the file anew within the hour; `stewardbot doctor` says what is left"
    return pending, await remains.backups(db, key)
