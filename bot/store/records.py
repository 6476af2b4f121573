"""Our own records as handlers may read them: one repository, one feature, every read guarded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from bot.core.config.conventions import as_agreed
from bot.core.config.repository_config import RepositoryConfig
from bot.core.erasure import FORGOTTEN, MARKS, mark
from bot.core.keys import CASE_MEMORY, Scope, number_in, subjects_prefix
from bot.core.model import Repository, Subject, SubjectRef
from bot.core.ports.records import Deed, EffectRecord
from bot.store import ledger, memory, mirror, outbox, timers
from bot.store.database import Connection, Database
from bot.store.memory import Place, StoredValue
from bot.store.timers import CAME, FIRST_SYNC


class StoreRecords:
    """`bot.core.context.Records` over the database.

    `reads` holds the version of every memory that was read (0: it never was), for `memory.verify` to prove
    at the commit. All features of a decision share it.
    """

    def __init__(
        self,
        db: Database,
        repository: Repository,
        reads: dict[Place, int] | None = None,
        forget_key: bytes | None = None,
        repo: RepositoryConfig | None = None,
    ) -> None:
        self._db = db
        self._repository = repository
        self._forget_key = forget_key
        self._repo = repo or RepositoryConfig()
        self.reads: dict[Place, int] = {} if reads is None else reads

    async def recall(self, scope: Scope, feature: str, key: str) -> object:
        """Return a memory of a feature; None when there is none."""
        stored = await self._db.lookup(lambda conn: memory.read(conn, scope, feature, key))
        return self._guarded((scope, feature, key), stored)

    async def recall_all(self, scope: Scope, feature: str, prefix: str) -> dict[str, object]:
        """Return all memories of a feature in a scope whose key begins with `prefix`."""
        stored = await self._db.lookup(lambda conn: memory.scan(conn, scope, feature, prefix))
        return {key: self._guarded((scope, feature, key), value) for key, value in stored.items()}

    async def cases(self) -> dict[int, object]:
        """Return all support cases of the repository, by number, in order."""
        start = subjects_prefix(self._repository.id)
        feature, key = CASE_MEMORY
        stored = await self._db.lookup(lambda conn: memory.scan_scopes(conn, start, feature, key))
        cases = ((number_in(scope), self._guarded((scope, feature, key), stored[scope])) for scope in stored)
        return dict(sorted(cases))

    def _guarded(self, place: Place, stored: StoredValue) -> Any:
        # The first read counts: whatever changes after it makes the decision stale.
        self.reads.setdefault(place, stored.version)
        return stored.value

    async def deeds(
        self, person_id: int, *, what: Sequence[str] = (), everywhere: bool = False
    ) -> tuple[Deed, ...]:
        """Return what a person did with this owner (`everywhere`; in this repository also before it was the
        owner's) or in this repository, oldest first."""
        here, owner = self._repository.id, self._repository.owner_id

        def read(conn: Connection) -> tuple[Deed, ...]:
            if everywhere:
                return ledger.with_owner(conn, person_id, owner, here, what)
            return ledger.deeds(conn, person_id=person_id, repo_id=here, what=what)

        return await self._db.lookup(read)

    async def deeds_on(
        self, numbers: Collection[int], *, what: Sequence[str] = ()
    ) -> dict[int, tuple[Deed, ...]]:
        """Return what anybody did on some subjects of this repository, by number, oldest first."""
        # Of one subject, these are the few rows that each decision about it looks at.
        read = self._db.lookup if len(numbers) == 1 and what else self._db.read
        return await read(lambda conn: ledger.on_subjects(conn, self._repository.id, numbers, what))

    async def open_subjects(self, *, label: str | None = None) -> tuple[Subject, ...]:
        """Return open subjects of the mirror, oldest first, optionally with a label."""
        stored = await self._db.read(lambda conn: mirror.open_subjects(conn, self._repository.id, label))
        return as_agreed(stored, self._repo)

    async def subjects(self, numbers: Collection[int]) -> tuple[Subject, ...]:
        """Return issues and pull requests of the mirror by their numbers, as far as they are known."""
        here = self._repository.id
        stored = await self._db.lookup(lambda conn: tuple(mirror.subjects(conn, here, numbers)))
        return as_agreed(stored, self._repo)

    async def newest_issues(self, most: int) -> tuple[Subject, ...]:
        """Return the newest issues of the mirror (no pull requests), open or not, the newest first."""
        return await self._db.lookup(lambda conn: mirror.newest_issues(conn, self._repository.id, most))

    async def subjects_by(self, person_id: int) -> tuple[Subject, ...]:
        """Return the latest issues and pull requests a person opened in this repository, the newest
        first."""
        stored = await self._db.lookup(lambda conn: mirror.subjects_by(conn, self._repository.id, person_id))
        return as_agreed(stored, self._repo)

    async def linked_pulls(self, number: int) -> tuple[int, ...]:
        """Open pull requests that say they close this issue."""
        return await self._db.lookup(lambda conn: mirror.linked_pulls(conn, self._repository.id, number))

    async def done_on(self, ref: str) -> tuple[EffectRecord, ...]:
        """Return what the bot did, is about to do, observed or could not do on a subject, oldest first."""
        number = SubjectRef.parse(ref).number
        rows = await self._db.lookup(lambda conn: outbox.of_subject(conn, self._repository.id, number))
        return tuple(
            EffectRecord(
                at=row.settled_at or row.created_at,
                guid=row.guid,
                feature=row.feature,
                kind=row.kind,
                because=row.because,
                state=row.state,
                effect=row.effect.model_dump(mode="json"),
                remote_id=row.remote_id,
                note=row.note or "",
            )
            for row in rows
        )

    @property
    def can_forget(self) -> bool:
        """Whether people can be forgotten here: there is a key for it."""
        return self._forget_key is not None

    async def is_forgotten(self, person_id: int) -> bool:
        """Return whether somebody asked to be forgotten: they were here, and nothing else is known of
        them."""
        if self._forget_key is None:
            return False
        return await FORGOTTEN.of(mark(person_id, self._forget_key)).exists(self, MARKS)

    async def came_at(self) -> datetime | None:
        """Return since when what is opened here is news to us; None where we came long ago, or nobody
        knows when."""

        def read(conn: Connection) -> datetime | None:
            data = timers.data_of(conn, self._repository.id, None, *FIRST_SYNC)
            if not data or CAME not in data:
                return None
            return mirror.news_since(conn, self._repository.id, datetime.fromisoformat(data[CAME]))

        return await self._db.lookup(read)

    async def installed_at(self) -> datetime | None:
        """Return when the first sync of this repository ended; None before."""
        return await self._db.lookup(lambda conn: mirror.synced_at(conn, self._repository.id))
