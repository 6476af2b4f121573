"""The life of an installation: installed → first sync → followed through renames → erased after 30 days.

The first sync fills the mirror (labels, open issues, members), so that suggestions work on the first day;
people seen there are old hands; nothing that is already open is touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.core.events import Event, Installation, InstallationEvent, RepositoriesChanged
from bot.core.model import LabelInfo, Repository
from bot.core.ports.reader import MilestoneInfo
from bot.core.states import PauseKind
from bot.engine.ports import GitHub
from bot.store import mirror, pauses, timers
from bot.store.database import Connection, Database

FEATURE, SYNC = timers.FIRST_SYNC
"""Timers under this feature are the engine's own."""
SUSPENDED_FOR = timedelta(days=3650)
"""A suspended installation rests until GitHub says that it may act again."""


SPACING = timedelta(seconds=10)
"""So far apart the repositories of one installation are first looked at: a look costs a few requests, of
which an installation has five thousand an hour."""


def follow(conn: Connection, event: Event, now: datetime) -> None:
    """Ask for a first sync where repositories came in (in the transaction of the event)."""
    if isinstance(event, InstallationEvent) and event.action == "suspend":
        _suspend(conn, event.installation.id, now)
        return
    if isinstance(event, InstallationEvent) and event.action in ("created", "unsuspend"):
        pauses.resume(conn, event.installation.id)
        came, installation = event.repositories, event.installation
    elif isinstance(event, RepositoriesChanged):
        came, installation = event.added, event.installation
    else:
        return
    _ask_for_syncs(conn, installation, came, now)


def note_installation(
    conn: Connection, installation: Installation, repositories: Sequence[Repository], now: datetime
) -> int:
    """Note an installation that GitHub named when asked, and return how many of its repositories are looked
    at first now, because no event of theirs reached us."""
    mirror.reconcile_installation(conn, installation, repositories, now)
    if installation.suspended:
        _suspend(conn, installation.id, now)
        return 0
    pauses.resume(conn, installation.id, PauseKind.SUSPENDED)
    return _ask_for_syncs(conn, installation, repositories, now)


def _ask_for_syncs(
    conn: Connection, installation: Installation, repositories: Sequence[Repository], now: datetime
) -> int:
    unseen = [
        repository
        for repository in repositories
        if mirror.synced_at(conn, repository.id) is None
        and not timers.is_waiting(conn, repository.id, None, FEATURE, SYNC)
    ]
    for place, repository in enumerate(unseen):
        timers.set(
            conn,
            timers.NewTimer(
                repo_id=repository.id,
                owner_id=installation.account.id,
                installation_id=installation.id,
                number=None,
                feature=FEATURE,
                key=SYNC,
                due_at=now + place * SPACING,
                data={timers.CAME: now.isoformat()},
            ),
        )
    return len(unseen)


async def sync(
    db: Database,
    github: GitHub,
    installation_id: int,
    repository: Repository,
    now: datetime,
    came: datetime | None = None,
) -> None:
    """Read a repository as it stands, a page a request, and put it into the mirror.

    The people seen there were here before us, unless by what was opened since we `came` (None: nothing was).
    Raise `Unreachable` (come back later; pages already stored are simply read again) and `NoAccess`.
    """
    labels: list[LabelInfo] = []
    milestones: list[MilestoneInfo] = []
    since = await db.read(lambda conn: mirror.news_since(conn, repository.id, came))
    all_members = False
    async for page in github.sync_pages(installation_id, repository, None):
        labels += page.labels
        milestones += page.milestones
        all_members = all_members or page.all_members
        keep = partial(
            mirror.put_subjects,
            repository=repository,
            subjects=page.subjects,
            people=page.people,
            now=now,
            came=since,
        )
        await db.write(keep)

    def end(conn: Connection) -> None:
        mirror.put_labels(conn, repository.id, labels)
        mirror.put_milestones(conn, repository.id, milestones, now)
        mirror.end_sync(conn, repository, now, installation_id)
        if all_members:
            mirror.know_members(conn, repository.owner_id, now)

    await db.write(end)


def _suspend(conn: Connection, installation_id: int, now: datetime) -> None:
    pauses.pause(
        conn, installation_id, PauseKind.SUSPENDED, now + SUSPENDED_FOR, "its owner has suspended the App"
    )
