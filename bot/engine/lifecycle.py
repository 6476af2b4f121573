"""The life of an installation: installed → first sync → followed through renames → erased after 30 days.

The first sync fills the mirror (labels, open issues, members), so that suggestions work on the first day;
people seen there are old hands; nothing that is already open is touched.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from bot.core.events import Event, InstallationEvent, RepositoriesChanged
from bot.core.model import LabelInfo, Repository
from bot.engine.ports import GitHub
from bot.store import mirror, pauses, timers
from bot.store.database import Connection, Database

FEATURE = "engine"
"""Timers under this name are the engine's own."""
SYNC = "first_sync"
ERASE_AFTER = timedelta(days=30)
SUSPENDED_FOR = timedelta(days=3650)
"""A suspended installation rests until GitHub says that it may act again."""


def follow(conn: Connection, event: Event, now: datetime) -> None:
    """Ask for a first sync where repositories came in (in the transaction of the event)."""
    if isinstance(event, InstallationEvent) and event.action == "suspend":
        pauses.pause(conn, event.installation.id, "suspended", now + SUSPENDED_FOR, "the App is suspended")
        return
    if isinstance(event, InstallationEvent) and event.action in ("created", "unsuspend"):
        pauses.resume(conn, event.installation.id)
        came, installation = event.repositories, event.installation
    elif isinstance(event, RepositoriesChanged):
        came, installation = event.added, event.installation
    else:
        return
    for repository in came:
        if mirror.synced_at(conn, repository.id) is None:
            timers.set(
                conn,
                timers.NewTimer(
                    repo_id=repository.id,
                    owner_id=installation.account.id,
                    installation_id=installation.id,
                    number=None,
                    feature=FEATURE,
                    key=SYNC,
                    due_at=now,
                ),
            )


async def sync(
    db: Database, github: GitHub, installation_id: int, repository: Repository, now: datetime
) -> None:
    """Read a repository as it stands, a page a request, and put it into the mirror.

    Raises `Unreachable` (come back later; pages already stored are simply read again) and `NoAccess`.
    """
    labels: list[LabelInfo] = []
    all_members = False
    async for page in github.sync_pages(installation_id, repository, None):
        labels += page.labels
        all_members = all_members or page.all_members
        keep = partial(
            mirror.put_subjects, repository=repository, subjects=page.subjects, people=page.people, now=now
        )
        await db.write(keep)

    def end(conn: Connection) -> None:
        mirror.put_labels(conn, repository.id, labels)
        mirror.end_sync(conn, repository, now, installation_id)
        if all_members:
            mirror.know_members(conn, repository.owner_id, now)

    await db.write(end)
