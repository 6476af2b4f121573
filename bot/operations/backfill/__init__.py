"""Reading the past of a repository, so that its pages are not empty on the first day.

It goes into mirror and ledger marked as past: nothing is decided about it, so nobody is greeted and no clock
starts. What a webhook tells is newer and wins. Each page is written with the place where the next begins:
whoever stops at any time goes on from there, and nothing comes twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from bot.core.model import EPOCH, Repository, Subject
from bot.github.errors import Gone
from bot.github.read.history import HistoryReader, SubjectList, ThreadPart, past_events
from bot.operations.backfill.forgotten import Forgotten
from bot.operations.backfill.patience import Patience
from bot.operations.backfill.taking_in import PageSource, page_of, page_of_rests
from bot.store import backfill as store
from bot.store import mirror
from bot.store.backfill import Run, RunStage, ThreadRest
from bot.store.database import Connection, Database
from bot.store.mirror.repositories import put_repository
from bot.store.mirror.sync import LAG
from bot.store.upkeep import remains

AT_ONCE = 20
"""Long threads that one request goes on in."""


@dataclass
class BackfillProgress:
    """How far it is: `total` issues and pull requests there are, of which `subjects` were read now, `long` of
    them in more than one piece."""

    subjects: int = 0
    long: int = 0
    requests: int = 0
    totals: dict[SubjectList, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many there are, as far as GitHub has told."""
        return sum(self.totals.values())


class Backfill:
    """Reads one repository; `shows` hears of every page, `waits` until when it rests."""

    def __init__(
        self,
        db: Database,
        reader: HistoryReader,
        installation_id: int,
        forget_key: bytes | None,
        shows: Callable[[BackfillProgress], None] = lambda progress: None,
        waits: Callable[[datetime], None] = lambda until: None,
    ) -> None:
        self._db, self._reader, self._key = db, reader, forget_key
        self._place = PageSource(reader.repository, installation_id)
        self._shows, self._patience = shows, Patience(db.clock, waits)
        self._progress = BackfillProgress()

    async def read(self, run: Run) -> BackfillProgress:
        """Read from where a run stands to its end. Raise a `GitHubError`, and `Conflict` where somebody else
        does the same."""
        forgotten = Forgotten(await self._db.read(remains.marks), self._key)
        while run.stage is not RunStage.DONE:
            if run.stage is RunStage.RESTS:
                run = await self._rests(run, forgotten)
            else:
                run = await self._page(run, SubjectList(run.stage), forgotten)
            self._progress.requests = self._patience.requests
            self._shows(self._progress)
            await self._patience.spare(self._reader.left)
        return self._progress

    async def _page(self, run: Run, kind: SubjectList, forgotten: Forgotten) -> Run:
        ask = partial(self._reader.page, kind, after=run.cursor, since=_since(run))
        page = await self._patience.ask(ask)
        changed = [past for past in page.subjects if past.subject.updated_at >= run.bound]
        is_last = page.next is None or len(changed) < len(page.subjects)
        after = replace(run, cursor=page.next, subjects=run.subjects + len(changed))
        after = self._next_list(after) if is_last else replace(after, several=True)
        taken_in = page_of(self._place, run, changed, forgotten)
        now = self._db.clock.now()
        await self._db.write(partial(store.put_page, before=run, after=after, page=taken_in, now=now))
        self._progress.subjects += len(changed)
        self._progress.long += len(taken_in.rests)
        self._progress.totals[kind] = page.total
        return after

    def _next_list(self, run: Run) -> Run:
        """Return the run at the beginning of its next list: in the same pass, or in another."""
        run = replace(run, cursor=None)
        if run.stage is RunStage.ISSUES:
            return replace(run, stage=RunStage.PULLS)
        if not run.several:
            return replace(run, stage=RunStage.RESTS)
        bound, now = max(run.began - LAG, run.bound), self._db.clock.now()
        return replace(run, stage=RunStage.ISSUES, bound=bound, began=now, several=False)

    async def _rests(self, run: Run, forgotten: Forgotten) -> Run:
        """Go on in some long threads; where none are left the run is done."""
        rests = await self._db.read(lambda conn: store.rests(conn, run.repo_id, AT_ONCE))
        if not rests:
            await self._db.write(partial(store.advance, before=run, after=run.done()))
            return run.done()
        threads = await self._threads(rests, _since(run))
        numbers = [rest.number for rest in threads]
        subjects = await self._db.read(partial(_subjects, repo_id=run.repo_id, numbers=numbers))
        events = [
            event
            for rest, thread in threads.items()
            if (subject := subjects.get(rest.number)) is not None
            for event in past_events(self._place.repository, subject, thread.lines)
        ]
        page = page_of_rests(self._place, run, events, forgotten)
        cursors = {rest: thread.next for rest, thread in threads.items()}
        now = self._db.clock.now()
        await self._db.write(partial(store.put_rests, run=run, page=page, cursors=cursors, now=now))
        return run

    async def _threads(
        self, rests: Sequence[ThreadRest], since: datetime | None
    ) -> dict[ThreadRest, ThreadPart]:
        """Return what follows in the first of some threads: in as many as GitHub copes with."""

        async def ask(size: int) -> dict[ThreadRest, ThreadPart]:
            some = rests[: max(size * AT_ONCE // 100, 1)]
            places = [(rest.node, rest.cursor) for rest in some]
            return dict(zip(some, await self._reader.threads(places, since), strict=True))

        try:
            return await self._patience.ask(ask)
        except Gone:
            if len(rests) == 1:
                return {rests[0]: ThreadPart((), None)}  # It was deleted, or moved away, meanwhile.
            return await self._threads(rests[:1], since)


def _since(run: Run) -> datetime | None:
    return None if run.since == EPOCH else run.since


def _subjects(conn: Connection, repo_id: int, numbers: Sequence[int]) -> dict[int, Subject | None]:
    return {number: mirror.subject(conn, repo_id, number) for number in numbers}


class NothingToRead(ValueError):
    """There is no past to read; str() is a sentence."""


def begin(
    conn: Connection, repository: Repository, since: datetime | None, keep: timedelta | None, now: datetime
) -> Run:
    """Return the run that is under way, or a new one back to `since` (UTC; None: to the first day).

    `repository` is as GitHub tells it `now`; `keep`: how long lines of the ledger are kept. Raise
    `NothingToRead`.
    """
    put_repository(conn, repository, now)
    before = store.latest(conn, repository.id)
    if before is not None and before.stage is not RunStage.DONE:
        if since not in (None, before.since):
            raise NothingToRead(
                f"a backfill {_back_to(before.since)} is under way: finish it first, without --since"
            )
        return before
    until = store.told_since(conn, repository.id) or now
    begins = max(since or EPOCH, now - keep if keep is not None else EPOCH)
    if begins >= until:
        raise NothingToRead(
            f"GitHub has told Stewardbot of all that happened since {until:%Y-%m-%d %H:%M} UTC"
        )
    if before is not None and before.known_since is not None and before.known_until is not None:
        begins = min(begins, before.known_until)
        if before.known_since <= begins and until <= before.known_until:
            raise NothingToRead(f"all of it {_back_to(before.known_since)} has been read already")
    return store.begin(conn, repository.id, begins, until, now)


def _back_to(since: datetime) -> str:
    return "from the first day on" if since == EPOCH else f"since {since:%Y-%m-%d}"
