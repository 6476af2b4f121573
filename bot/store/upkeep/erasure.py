"""Leaving no trace: thirty days after the App left a repository, all it learnt there is erased.

Whoever comes back in time finds everything as it was.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, Text, cast, delete, exists, literal, select

from bot.core.keys import PERSONS, owner_scope, repository_scope, subjects_prefix
from bot.store import similar
from bot.store.sql.tables import (
    backfill_rests,
    backfills,
    deliveries,
    learnt_models,
    ledger,
    memory,
    mirror_comments,
    mirror_configs,
    mirror_former_names,
    mirror_installations,
    mirror_labels,
    mirror_links,
    mirror_people,
    mirror_repositories,
    mirror_subjects,
    outbox,
    timers,
)

AFTER = timedelta(days=30)
AT_ONCE = 1000
"""Rows of the large tables that a transaction erases at most: a writer must not be kept waiting."""
LARGE = (deliveries, outbox, ledger)
SMALL = (
    timers,
    backfills,
    backfill_rests,
    learnt_models,
    mirror_subjects,
    mirror_labels,
    mirror_links,
    mirror_comments,
    mirror_configs,
    mirror_former_names,
    mirror_repositories,
)
_r = mirror_repositories.c


def erase_left(conn: Connection, now: datetime) -> int:
    """Erase a part of one repository that was left long enough ago, and return how many rows. Call again
    until 0."""
    query = select(_r.repo_id, _r.owner_id).where(_r.installation_id.is_(None), _r.left_at < now - AFTER)
    left = conn.execute(query.order_by(_r.left_at).limit(1)).first()
    if left is None:
        return 0
    if erased := sum(_erase_some(conn, table, left.repo_id) for table in LARGE):
        return erased
    if erased := similar.drop_some(conn, left.repo_id, AT_ONCE):
        return erased
    scopes = memory.c.scope
    prefix = subjects_prefix(left.repo_id)
    conn.execute(delete(memory).where(scopes >= prefix, scopes < prefix + "\U0010ffff"))
    conn.execute(delete(memory).where(scopes == repository_scope(left.repo_id)))
    erased = sum(
        conn.execute(delete(table).where(table.c.repo_id == left.repo_id)).rowcount for table in SMALL
    )
    if not conn.scalar(select(exists().where(_r.owner_id == left.owner_id))):
        _erase_owner(conn, left.owner_id)
    return erased


def _erase_some(conn: Connection, table: Table, repo_id: int) -> int:
    (key,) = table.primary_key
    some = select(key).where(table.c.repo_id == repo_id).limit(AT_ONCE)
    return conn.execute(delete(table).where(key.in_(some))).rowcount


def _erase_owner(conn: Connection, owner_id: int) -> None:
    """With its last repository goes what was known of an owner, and everybody who appears nowhere else."""
    conn.execute(delete(memory).where(memory.c.scope == owner_scope(owner_id)))
    gone = mirror_installations.c
    conn.execute(
        delete(mirror_installations).where(gone.account_id == owner_id, gone.removed_at.is_not(None))
    )
    person = mirror_people.c.person_id
    conn.execute(
        delete(mirror_people).where(
            person.not_in(select(ledger.c.person_id)), person.not_in(select(mirror_subjects.c.author_id))
        )
    )
    scopes, present = memory.c.scope, select(literal(PERSONS) + cast(person, Text))
    conn.execute(delete(memory).where(scopes.startswith(PERSONS), scopes.not_in(present)))
