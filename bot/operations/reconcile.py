"""Closing a gap after an outage: the mirror and the open support cases catch up with GitHub.

Nothing is decided about what happened meanwhile, so nobody is greeted, reminded or sorted late: whoever
turned up in the gap counts as somebody known, a case whose issue was closed is resolved, and one whose
steward wrote is answered. What should be *handled* late comes in by `redeliver`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.community.cases import CASE, CaseState, answered, resolved, with_last_word
from bot.core.config.conventions import as_agreed
from bot.core.config.repository_config import RepositoryConfig
from bot.core.keys import CASE_MEMORY, subject_scope
from bot.core.model import Comment, Repository, Subject
from bot.github.read.changes_since import ChangedComment, Changes
from bot.store import inbox, memory, mirror
from bot.store.config_store import ConfigStore
from bot.store.database import Conflict, Connection, Database
from handlers import FEATURES

OVERLAP = timedelta(minutes=5)
"""So far before the last event the reading begins: GitHub's order is not ours."""
BUDGET = 200
"""Requests for one repository, unless told otherwise."""


@dataclass
class Gap:
    """What was read and put right. `until` (UTC): all changes up to then are in; None: all there are."""

    since: datetime
    subjects: int = 0
    resolved: int = 0
    answered: int = 0
    requests: int = 0
    until: datetime | None = None


async def last_heard(db: Database, repository: Repository) -> datetime | None:
    """When the last event of a repository came in, else when its first sync ended."""

    def read(conn: Connection) -> datetime | None:
        return inbox.last_of(conn, repository.id) or mirror.synced_at(conn, repository.id)

    return await db.read(read)


async def reconcile(
    db: Database, changes: Changes, repository: Repository, since: datetime, *, budget: int = BUDGET
) -> Gap:
    """Read what changed since `since` and put it in. Raises `Unreachable`, `NoAccess`.

    A spent budget ends the reading early; the same call with `since=gap.until` goes on.
    """
    gap = Gap(since - OVERLAP)
    now = db.clock.now()
    in_force = await db.read(lambda conn: ConfigStore(FEATURES).in_force(conn, repository.id))
    labels = await changes.labels()
    await db.write(lambda conn: mirror.put_labels(conn, repository.id, labels))
    gap.requests += 1 + len(labels) // 100
    async for page in changes.subjects(gap.since):
        gap.requests += 1
        gap.subjects += len(page)
        keep = partial(mirror.put_subjects, repository=repository, subjects=page, people=(), now=now)
        await db.write(keep)
        for subject in page:
            if not subject.is_open and await _mend(db, repository, subject.number, partial(_closed, subject)):
                gap.resolved += 1
        if gap.requests >= budget:
            gap.until = max((subject.updated_at for subject in page), default=gap.since)
            return gap
    async for comments in changes.comments(gap.since):
        gap.requests += 1
        gap.answered += await _answered(db, repository, comments, in_force.config)
        if gap.requests >= budget:
            gap.until = max((subject.comment.updated_at for subject in comments), default=gap.since)
            break
    return gap


async def _answered(
    db: Database, repository: Repository, changes: Iterable[ChangedComment], repo: RepositoryConfig
) -> int:
    count = 0
    by_number: dict[int, list[Comment]] = {}
    for change in changes:
        by_number.setdefault(change.number, []).append(as_agreed(change.comment, repo))
    for number, words in by_number.items():
        count += await _mend(db, repository, number, partial(_with_words, words))
    return count


def _closed(subject: Subject, state: CaseState) -> CaseState:
    return resolved(state, subject.closed_at or subject.updated_at, subject.labels)


def _with_words(words: Sequence[Comment], state: CaseState) -> CaseState:
    """The case after what was written meanwhile: the steward's word answers it."""
    for comment in words:
        if comment.author.is_bot or comment.created_at < state.opened_at:
            continue
        if state.spoke_at is not None and comment.created_at <= state.spoke_at:
            continue
        state = with_last_word(state, comment.author.login, comment.created_at)
        if state.has(comment.author.login):
            state = answered(state, comment.author.login, comment.created_at)
    return state


async def _mend(db: Database, repository: Repository, number: int, change: partial[CaseState]) -> bool:
    """Change an open case; False when there is none, or somebody else has just changed it."""
    scope = subject_scope(repository.id, number)

    def write(conn: Connection) -> bool:
        stored = memory.get(conn, scope, *CASE_MEMORY)
        state = CASE.parse(stored.value) if stored is not None else None
        if stored is None or state is None or not state.is_open:
            return False
        after = change(state)
        if after == state:
            return False
        memory.remember(conn, scope, *CASE_MEMORY, CASE.dump(after), stored.version, db.clock.now())
        return True

    try:
        return await db.write(write)
    except Conflict:
        return False
