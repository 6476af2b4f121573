"""What somebody asked for by a button: a timer that is due at once.

So it waits for its turn in its lane, is tried again as timers are, and is decided where all else is.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import Connection

from bot.core.commands.buttons import ButtonPress
from bot.core.model import Repository
from bot.store import mirror, timers
from bot.store.jobs import wake
from bot.store.lanes import lane

PAGE = "page"
"""The feature of such timers."""


def put(
    conn: Connection,
    press: ButtonPress,
    token: str,
    repository: Repository,
    number: int | None,
    now: datetime,
) -> bool:
    """Store a press under a token of its own, about a subject or (None) the repository; False where the App
    is not installed."""
    installation_id = mirror.installation_of(conn, repository.id)
    if installation_id is None:
        return False
    timers.set(
        conn,
        timers.NewTimer(
            repo_id=repository.id,
            owner_id=repository.owner_id,
            installation_id=installation_id,
            number=number,
            feature=PAGE,
            # With the account, so that it goes with whoever is forgotten.
            key=f"{press.button}:{press.account_id}:{token}",
            due_at=now,
            data=press.model_dump(mode="json"),
        ),
    )
    if conn.dialect.name == "postgresql":
        wake(conn, [lane(repository.id, number)])
    return True


def read(timer: timers.Timer) -> ButtonPress | None:
    """Return the press of a timer; None for what is none (any more)."""
    try:
        return ButtonPress.model_validate(timer.data)
    except ValidationError:
        return None
