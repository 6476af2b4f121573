"""What this program will do at its first start where an older one ran: `doctor --upgrade`."""

from __future__ import annotations

import os
from collections.abc import Iterator

from bot import settings
from bot.operations.diagnostics import Finding, Status
from bot.store.database import Unavailable
from bot.store.sql import migrate
from bot.store.sql.connections import file_of
from bot.store.sql.urls import is_on_server, normal
from bot.store.upkeep import on_server, own_backups
from bot.store.upkeep.server_state import room

CHANGED_DEFAULTS = (
    ("0016", "HOST is 127.0.0.1 outside containers and platforms that set PORT; it was 0.0.0.0"),
    ("0016", "GITHUB_WRITES is auto: what is to be done on one subject goes out in one document"),
    (
        "0016",
        "each night a backup of a SQLite database goes into BACKUP_FOLDER, by default backups beside it",
    ),
)
"""What a setting that nobody wrote means now, and the step of the tables that came with it: whoever has yet
to take that step comes from a program that had it otherwise."""


def of_upgrade(chosen: settings.Settings) -> Iterator[Finding]:
    """Say which steps the database has to take, what they need, and which defaults are others now."""
    url = chosen.database_url.get_secret_value()
    path = file_of(normal(url))
    if path is not None and not os.path.exists(path):
        yield Finding(Status.FINE, "migrations", f"there is no {path} yet: nothing is upgraded")
        return
    try:
        steps = migrate.steps_to_come(url)
    except Unavailable as error:
        yield Finding(Status.WRONG, "migrations", str(error), "Look at DATABASE_URL.")
        return
    if not steps:
        yield Finding(Status.FINE, "migrations", "none: the database is up to date")
        return
    fix = "`stewardbot serve` takes them at its start."
    yield Finding(Status.DOUBT, "migrations", f"{len(steps)}: {', '.join(steps)}", fix)
    yield from _room(chosen, url)
    before = steps[0].partition(" ")[0]
    for last, sentence in CHANGED_DEFAULTS:
        if before <= last:
            fix = "Write the setting if it is to stay as it was."
            yield Finding(Status.DOUBT, "defaults", sentence, fix)


def _room(chosen: settings.Settings, url: str) -> Iterator[Finding]:
    """Whether backup and steps have room: each can take as much as the database has."""
    path = file_of(normal(url))
    if is_on_server(url) or path is None:
        fix = f"First {on_server.how_to_copy(url, own_backups.folder_of(url, chosen.backup_folder))}."
        yield Finding(Status.DOUBT, "backup", "a server's database is copied by hand before an upgrade", fix)
        return
    folder, free = own_backups.folder_of(url, chosen.backup_folder), room(path)
    needed = 2 * path.stat().st_size
    statement = f"{needed:,} bytes are needed, half of them for a backup in {folder}"
    if free is not None and free[0] < needed:
        fix = "Make room, or let BACKUP_FOLDER name another disk."
        yield Finding(Status.WRONG, "disk", f"{statement}; {free[0]:,} are free", fix)
    else:
        yield Finding(Status.FINE, "disk", statement)
