"""Where the App is installed, suspended, or was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from bot.core.events import Installation, InstallationEvent, RepositoriesChanged
from bot.core.model import Repository
from bot.store import pauses, timers
from bot.store.mirror.people import doubt_members
from bot.store.mirror.repositories import put_repository
from bot.store.once import elsewhere
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import mirror_installations, mirror_repositories
from bot.store.sql.upsert import change, upsert

_i = mirror_installations.c
_r = mirror_repositories.c


@dataclass(frozen=True, slots=True)
class InstallationRecord:
    """An installation. After `removed_at` (UTC) it is gone, and what it told is to be erased later."""

    id: int
    account_id: int
    account: str
    suspended_at: datetime | None
    removed_at: datetime | None
    permissions: Mapping[str, str] | None
    """What its owner has granted; None where GitHub has not told."""


_RECORD = [_i[name] for name in InstallationRecord.__dataclass_fields__]
_BY_ID = Prepared(select(*_RECORD).where(_i.id == bindparam("id")))


def installation(conn: Connection, id: int) -> InstallationRecord | None:
    """Return what is known of an installation."""
    row = _BY_ID.first(conn, {"id": id})
    return None if row is None else InstallationRecord(*row)


def installations(conn: Connection) -> list[InstallationRecord]:
    """Return the installations that are there, by the name of their account."""
    rows = conn.execute(select(*_RECORD).where(_i.removed_at.is_(None)).order_by(_i.account))
    return [InstallationRecord(**row._mapping) for row in rows]


def put_granted(conn: Connection, id: int, permissions: Mapping[str, str]) -> None:
    """Note what GitHub says that an installation may."""
    change(conn, mirror_installations, {"id": id}, {"permissions": dict(permissions)})


def installed(conn: Connection, event: InstallationEvent, now: datetime) -> None:
    """Follow an installation through its life."""
    installation = event.installation
    if event.action in ("deleted", "suspend", "new_permissions_accepted"):
        doubt_members(conn, installation.account.id)
    if event.action == "deleted":
        _put(conn, installation, removed_at=now)
        leave(conn, conn.scalars(select(_r.repo_id).where(_r.installation_id == installation.id)).all(), now)
        pauses.resume(conn, installation.id)
        return
    if event.action == "suspend":
        _put(conn, installation, suspended_at=now)
    elif event.action in ("created", "unsuspend", "new_permissions_accepted"):
        _put(conn, installation)
    _join(conn, installation, event.repositories, now)


def reconcile_installation(
    conn: Connection, installation: Installation, repositories: Iterable[Repository], now: datetime
) -> None:
    """GitHub, asked, says that an installation is there and what it covers: events may have been missed."""
    known = conn.scalars(select(_i.suspended_at).where(_i.id == installation.id)).first()
    _put(conn, installation, suspended_at=(known or now) if installation.suspended else None)
    _join(conn, installation, repositories, now)


def repositories_changed(conn: Connection, event: RepositoriesChanged, now: datetime) -> None:
    """Follow which repositories an installation covers."""
    _join(conn, event.installation, event.added, now)
    leave(conn, [repository.id for repository in event.removed], now)


def leave(conn: Connection, repo_ids: Iterable[int], now: datetime) -> None:
    """The App is out of these repositories: nothing wakes there any more, and what waited is given up."""
    gone = list(repo_ids)
    for start in range(0, len(gone), 500):
        part = gone[start : start + 500]
        conn.execute(
            update(mirror_repositories).where(_r.repo_id.in_(part)).values(installation_id=None, left_at=now)
        )
        timers.stop(conn, part)
        elsewhere.give_up(conn, part, "the App is not installed there any more", now)


def _put(
    conn: Connection,
    installation: Installation,
    suspended_at: datetime | None = None,
    removed_at: datetime | None = None,
) -> None:
    row: dict[str, Any] = {
        "id": installation.id,
        "account_id": installation.account.id,
        "account": installation.account.login,
        "suspended_at": suspended_at,
        "removed_at": removed_at,
    }
    if installation.permissions:
        row["permissions"] = dict(installation.permissions)
    upsert(conn, mirror_installations, [row])


def _join(
    conn: Connection, installation: Installation, repositories: Iterable[Repository], now: datetime
) -> None:
    owner = (
        {}
        if installation.account.is_ghost
        else {"owner_id": installation.account.id, "owner_type": installation.account.type}
    )
    for repository in repositories:
        # The list of an installation leaves out the owner, who is always its account.
        missing = {name: value for name, value in owner.items() if name not in repository.model_fields_set}
        put_repository(conn, repository.model_copy(update=missing), now, installation.id)
