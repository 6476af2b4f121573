"""Closing a gap after an outage: the mirror and the open support cases catch up with GitHub.

Nothing is decided about what happened meanwhile, so nobody is greeted, reminded or sorted late: whoever
turned up in the gap counts as somebody known. A case whose issue was closed, or whose people wrote, is woken:
its feature puts it right on the ordinary road, before any reminder that is due since, and its lasting comment
with it. What should be *handled* late comes in by `redeliver`. After a restored backup, what stands in our
own comments and in no database is taken over (`adoption`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.community.cases import CASE, CaseState
from bot.community.plain_words.on_cases import with_words
from bot.core.config.conventions import as_agreed
from bot.core.config.repository_config import RepositoryConfig
from bot.core.keys import CASE_MEMORY, subject_scope
from bot.core.model import Comment, Repository
from bot.github.read.changes_since import ChangedComment, Changes
from bot.operations.reconcile.adoption import Adoption
from bot.store import inbox, memory, mirror, timers
from bot.store.config_store import ConfigStore
from bot.store.database import Connection, Database
from bot.store.once import lives
from handlers import FEATURES
from handlers.steward import feature as steward
from handlers.steward.timers import CAUGHT_UP

OVERLAP = timedelta(minutes=5)
"""So far before the last event the reading begins: GitHub's order is not ours."""
RECENT = timedelta(days=3)
"""So long after a start the gap is taken to have been before it."""
BUDGET = 200
"""Requests for one repository, unless told otherwise."""


@dataclass
class Gap:
    """What was read and put right. `until` (UTC): all changes up to then are in; None: all there are."""

    since: datetime
    subjects: int = 0
    resolved: int = 0
    answered: int = 0
    adopted: int = 0
    doubts: Sequence[str] = ()
    requests: int = 0
    until: datetime | None = None


async def last_heard(db: Database, repository: Repository) -> datetime | None:
    """Return when the last event of a repository came in, else when its first sync ended.

    Soon after a start it is the last one before that: a gap is where nobody listened, and what has come in
    since says nothing of it, least of all over a restored backup.
    """

    def read(conn: Connection) -> datetime | None:
        start = lives.beginning(conn)
        most = start[1] if start and db.clock.now() - start[0] < RECENT else None
        before = inbox.last_of(conn, repository.id, most) or mirror.synced_at(conn, repository.id)
        return before or inbox.last_of(conn, repository.id)

    return await db.read(read)


async def reconcile(
    db: Database,
    changes: Changes,
    repository: Repository,
    since: datetime,
    *,
    budget: int = BUDGET,
    adoption: Adoption | None = None,
) -> Gap:
    """Read what changed since `since` and put it in; with an `adoption` also what our own comments say and
    the database lacks. Raises `Unreachable`, `NoAccess`.

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
            if not subject.is_open and await _wake(db, repository, subject.number, gap.since):
                gap.resolved += 1
        if gap.requests >= budget:
            gap.until = max((subject.updated_at for subject in page), default=gap.since)
            return gap
    async for comments in changes.comments(gap.since):
        gap.requests += 1
        gap.answered += await _answered(db, repository, comments, gap.since, in_force.config)
        if adoption is not None:
            before = adoption.requests
            await adoption.take(db, changes, repository, comments, in_force.config)
            gap.adopted, gap.doubts = adoption.count, adoption.doubts
            gap.requests += adoption.requests - before
        if gap.requests >= budget:
            gap.until = max((subject.comment.updated_at for subject in comments), default=gap.since)
            break
    return gap


async def _answered(
    db: Database,
    repository: Repository,
    changes: Iterable[ChangedComment],
    since: datetime,
    repo: RepositoryConfig,
) -> int:
    by_number: dict[int, list[Comment]] = {}
    for change in changes:
        by_number.setdefault(change.number, []).append(as_agreed(change.comment, repo))
    woken = [
        await _wake(db, repository, number, since, partial(_says_more, words))
        for number, words in by_number.items()
    ]
    return sum(woken)


def _says_more(words: list[Comment], case: CaseState) -> bool:
    everybody = {word.author.login for word in words}
    return with_words(case, words, everybody) != case


async def _wake(
    db: Database,
    repository: Repository,
    number: int,
    since: datetime,
    concerns: Callable[[CaseState], bool] = lambda case: True,
) -> bool:
    """Wake an open case that is concerned, as of `since`; False when there is none."""

    def write(conn: Connection) -> bool:
        stored = memory.get(conn, subject_scope(repository.id, number), *CASE_MEMORY)
        case = CASE.parse(stored.value) if stored is not None else None
        if case is None or not case.is_open or not concerns(case):
            return False
        timers.set(
            conn,
            timers.NewTimer(
                repo_id=repository.id,
                owner_id=repository.owner_id,
                installation_id=mirror.installation_of(conn, repository.id) or 0,
                number=number,
                feature=steward.name,
                key=CAUGHT_UP,
                due_at=since,
            ),
        )
        return True

    return await db.write(write)
