"""Repositories of the mirror, by id: names, owners and visibility change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, exists, insert, select

from bot.core.model import EPOCH, Repository
from bot.store.sql.columns import clean
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import mirror_former_names, mirror_installations, mirror_repositories
from bot.store.sql.upsert import change

_i = mirror_installations.c
_r = mirror_repositories.c
_f = mirror_former_names.c
_CURRENT = ("full_name", "private", "archived", "default_branch", "owner_id", "owner_type")
_SERVED = _r.installation_id.is_not(None) & ~exists().where(
    _i.id == _r.installation_id, _i.suspended_at.is_not(None) | _i.removed_at.is_not(None)
)
STORED = tuple(_r[name] for name in (*_CURRENT, "as_of", "installation_id"))
"""Columns of what is compared with what GitHub says."""
_STORED = Prepared(select(*STORED).where(_r.repo_id == bindparam("id")))

_ADD = Prepared(
    insert(mirror_repositories), sets=(*_CURRENT, "repo_id", "name_key", "installation_id", "as_of")
)
_REMOVED = Prepared(select(_i.id).where(_i.id == bindparam("id"), _i.removed_at.is_not(None)))


def put_repository(
    conn: Connection, repository: Repository, as_of: datetime | None, installation_id: int | None = None
) -> None:
    """Note what GitHub said about a repository at `as_of` (None: unknown; then only what is new to us).

    What a cut-down payload leaves out stays as it is.
    """
    put_repository_over(conn, repository, _STORED.first(conn, {"id": repository.id}), as_of, installation_id)


def put_repository_over(
    conn: Connection,
    repository: Repository,
    stored: Any,
    as_of: datetime | None,
    installation_id: int | None,
) -> None:
    """Do the same over a row with the columns `STORED`, or where there is none."""
    if stored is None:
        _ADD.change(conn, _new(repository, as_of, installation_id))
        return
    changes: dict[str, Any] = {}
    if as_of is not None and as_of >= stored.as_of:
        given = {name: getattr(repository, name) for name in _CURRENT if name in repository.model_fields_set}
        changes = {name: value for name, value in given.items() if value != getattr(stored, name)}
        if changes:
            changes["as_of"] = as_of
        if "full_name" in changes:
            changes["name_key"] = _key(repository.full_name)
            _keep_name(conn, repository.id, stored.full_name)
    elif not stored.owner_id and repository.owner_id:
        changes = {"owner_id": repository.owner_id, "owner_type": repository.owner_type}
    if installation_id not in (None, stored.installation_id) and not _is_removed(conn, installation_id):
        changes |= {"installation_id": installation_id, "left_at": None}
    change(conn, mirror_repositories, {"repo_id": repository.id}, changes)


def _keep_name(conn: Connection, repo_id: int, name: str) -> None:
    """Note what a repository was called. Of several that once bore a name the last is meant."""
    conn.execute(delete(mirror_former_names).where(_f.name_key == _key(name)))
    conn.execute(insert(mirror_former_names).values(name_key=_key(name), repo_id=repo_id))


def _is_removed(conn: Connection, installation_id: int | None) -> bool:
    """Return whether this is a late word of an installation that is gone; GitHub uses no id twice."""
    return _REMOVED.first(conn, {"id": installation_id}) is not None


def _new(repository: Repository, as_of: datetime | None, installation_id: int | None) -> dict[str, Any]:
    return {name: getattr(repository, name) for name in _CURRENT} | {
        "repo_id": repository.id,
        "name_key": _key(repository.full_name),
        "installation_id": installation_id,
        "as_of": as_of or EPOCH,
    }


def _key(full_name: str) -> str:
    return clean(full_name).casefold()


def _repository(row: Any) -> Repository:
    return Repository(id=row.repo_id, **{name: getattr(row, name) for name in _CURRENT})


def _query(*conditions: ColumnElement[bool]) -> Prepared:
    query = select(_r.repo_id, *[_r[name] for name in _CURRENT]).where(*conditions)
    # Of two that once bore one name, the one we are installed on and heard of last comes first.
    return Prepared(query.order_by(_r.installation_id.is_(None), _r.as_of.desc(), _r.repo_id))


_BY_ID = _query(_r.repo_id == bindparam("id"))
_BY_NAME = _query(_r.name_key == bindparam("name"))
_INSTALLED = _query(_r.installation_id.is_not(None))
_SYNCED = Prepared(select(_r.synced_at).where(_r.repo_id == bindparam("id")))
_UNSYNCED = _query(_r.installation_id.is_not(None), _r.synced_at.is_(None))


def repository(conn: Connection, repo_id: int) -> Repository | None:
    """Return a repository by its id."""
    row = _BY_ID.first(conn, {"id": repo_id})
    return None if row is None else _repository(row)


def repository_named(conn: Connection, full_name: str) -> Repository | None:
    """Return a repository by `owner/name`, in any spelling."""
    row = _BY_NAME.first(conn, {"name": _key(full_name)})
    return None if row is None else _repository(row)


def renamed(conn: Connection, former_name: str) -> Repository | None:
    """Return the repository that was once called `owner/name` and is called otherwise now."""
    repo_id = conn.scalars(select(_f.repo_id).where(_f.name_key == _key(former_name))).first()
    return None if repo_id is None else repository(conn, repo_id)


def repositories(conn: Connection) -> list[Repository]:
    """Return all repositories the App is installed on, by id."""
    return sorted(map(_repository, _INSTALLED.all(conn, {})), key=lambda repository: repository.id)


def installed_among(conn: Connection, repo_ids: Collection[int]) -> list[Repository]:
    """Return those of these repositories that are served, by name."""
    query = _listed().where(_r.repo_id.in_(repo_ids))
    return list(map(_repository, conn.execute(query)))


def public_repositories(conn: Connection, most: int) -> list[Repository]:
    """Return the first public repositories that are served, by name."""
    return list(map(_repository, conn.execute(_listed().where(_r.private.is_(False)).limit(most))))


def _listed() -> Select[Any]:
    columns = (_r.repo_id, *(_r[name] for name in _CURRENT))
    return select(*columns).where(_SERVED).order_by(_r.name_key)


def unsynced(conn: Connection) -> list[Repository]:
    """Return the repositories whose first sync has not ended, by id."""
    return sorted(map(_repository, _UNSYNCED.all(conn, {})), key=lambda repository: repository.id)


def installation_of(conn: Connection, repo_id: int) -> int | None:
    """Return the installation to act through; None where the App is not installed."""
    return conn.scalars(select(_r.installation_id).where(_r.repo_id == repo_id)).first()


def is_served(conn: Connection, repo_id: int) -> bool:
    """Return whether the App is installed on a repository, and not suspended there: else nothing is shown of
    it."""
    return conn.scalars(select(_r.repo_id).where(_r.repo_id == repo_id, _SERVED)).first() is not None


def is_served_by_name(conn: Connection, full_name: str) -> bool:
    """Return the same of the repository that is called `owner/name`."""
    there = repository_named(conn, full_name)
    return there is not None and is_served(conn, there.id)


def synced_at(conn: Connection, repo_id: int) -> datetime | None:
    """Return when the first sync of a repository ended; None before."""
    row = _SYNCED.first(conn, {"id": repo_id})
    return None if row is None else row.synced_at


def has_others(conn: Connection, installation_id: int, repo_id: int) -> bool:
    """Whether an installation covers more than this one repository."""
    here = _r.installation_id == installation_id
    return bool(conn.scalar(select(exists().where(here, _r.repo_id != repo_id))))
