"""Whose a database is: the App that first worked with it, and no other."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.core.keys import PROGRAM_SCOPE
from bot.store.sql.errors import Unavailable
from bot.store.sql.tables import memory
from bot.store.sql.upsert import upsert

_PLACE = {"scope": PROGRAM_SCOPE, "feature": "app", "key": "id"}


class OtherApp(Unavailable):
    """The database is another App's; nothing was touched."""


def refuse_other(conn: Connection, app: int) -> bool:
    """Raise `OtherApp` if the database is not that App's; return whether it is anybody's."""
    place = (memory.c[name] == value for name, value in _PLACE.items())
    owner = conn.scalar(select(memory.c.value).where(*place))
    if owner is not None and owner != app:
        raise OtherApp(
            f"the database belongs to the App with the id {owner}, and this server is for {app}: "
            "look at APP_ID and DATABASE_URL, or give this App a database of its own"
        )
    return owner is not None


def claim(conn: Connection, app: int) -> None:
    """Let it be that App's."""
    upsert(conn, memory, [{**_PLACE, "value": app, "version": 1}])
