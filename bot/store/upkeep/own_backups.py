"""Backups that the server makes by itself: one a day, of which seven are kept, and one before each upgrade.

Each is checked before it counts, and only then an old one goes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.store.sql.connections import file_of
from bot.store.sql.errors import Unavailable
from bot.store.sql.urls import is_on_server, normal
from bot.store.upkeep import on_server
from bot.store.upkeep.backup import backup
from bot.store.upkeep.restore import check
from bot.store.upkeep.server_state import room

DAILY, UPGRADE = "daily", "before-upgrade"
MOST = {DAILY: 7, UPGRADE: 2}
"""By kind, how many are kept."""
STAMP = "%Y%m%dT%H%M%SZ"


def folder_of(url: str, chosen: Path | None) -> Path:
    """Return where backups of a database go: the folder that was chosen, else `backups` beside its file."""
    path = file_of(normal(url))
    return chosen or (path.parent if path else Path()) / "backups"


def make(url: str, folder: Path, kind: str, now: datetime) -> Path:
    """Make and check a backup, and drop the oldest of its kind beyond `MOST`. Raise `Unavailable` with the
    reason; then nothing is left of it, and no other is dropped."""
    path = file_of(normal(url))
    if is_on_server(url) or path is None:
        raise Unavailable(on_server.how_to_copy(url, folder / "stewardbot.dump"))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as failure:
        raise Unavailable(f"the folder {folder} cannot be made: {failure.strerror}") from failure
    target = folder / f"{path.stem}-{kind}-{now:{STAMP}}.db"
    size, free = path.stat().st_size, room(target)
    if free is not None and free[0] < size:
        raise Unavailable(f"the disk of {folder} has {free[0]:,} bytes free, and a backup needs {size:,}")
    backup(url, target)
    try:
        check(target, target)
    except Unavailable:
        target.unlink(missing_ok=True)
        raise
    for old in listed(url, folder, kind)[: -MOST[kind]]:
        old.unlink(missing_ok=True)
    return target


def listed(url: str, folder: Path, kind: str) -> list[Path]:
    """Return the backups of a kind, the oldest first."""
    path = file_of(normal(url))
    return sorted(folder.glob(f"{path.stem}-{kind}-*.db")) if path is not None else []


def newest(url: str, folder: Path, kind: str) -> datetime | None:
    """Return when the latest backup of a kind was made (UTC); None if there is none."""
    stamps = [file.stem.rpartition("-")[2] for file in listed(url, folder, kind)]
    return datetime.strptime(stamps[-1], STAMP).replace(tzinfo=UTC) if stamps else None
