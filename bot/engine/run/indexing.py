"""New and changed issues go into the index of similar ones, beside the lanes and a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

import structlog

from bot.core.model import Subject
from bot.core.ports.clock import Clock
from bot.store import mirror, similar
from bot.store.database import Connection, Database, Unavailable
from bot.store.panics import panics_as_failures
from bot.store.similar import IssueWords

log = structlog.get_logger()

CompareTexts = Callable[[Sequence[Subject], Sequence[Subject]], list[IssueWords]]
"""Returns the words by which issues are compared, given the newest issues of their repository: what many of
those have in common is a form's, and nobody's words."""
AT_ONCE = 50
"""Issues that are put into the index together: nobody else can write meanwhile."""
NEWEST = 200
"""So many of the newest issues show what a form or template brings."""
REST = 5.0
"""Seconds until the next look, where nothing waits."""


class _Waiting(NamedTuple):
    repo_id: int
    numbers: list[int]
    texts: dict[int, tuple[str, str]]
    words: list[IssueWords]


class Indexing:
    """Fills the index; it can be broken off at any time and goes on."""

    def __init__(self, db: Database, clock: Clock, compare: CompareTexts) -> None:
        self._db, self._clock, self._compare = db, clock, compare

    async def keep_indexing(self) -> None:
        """Until cancelled; trouble waits."""
        while True:
            try:
                with panics_as_failures():
                    count = await self.tick()
            except Unavailable:
                count = 0
            except Exception:
                log.exception("nothing was indexed")
                self._db.failures["indexing"] += 1
                count = 0
            await self._clock.sleep(0 if count else REST)

    async def tick(self) -> int:
        """Put some of what waits into the index, and return how many. Raise `Unavailable`."""
        waiting = await self._db.read(self._waiting)
        if waiting is None:
            return 0
        await self._db.write(partial(_put, waiting=waiting))
        return len(waiting.numbers)

    def _waiting(self, conn: Connection) -> _Waiting | None:
        due = similar.due(conn, AT_ONCE)
        if due is None:
            return None
        repo_id, numbers = due
        issues = [issue for issue in mirror.subjects(conn, repo_id, numbers) if not issue.is_pull_request]
        words = self._compare(issues, mirror.newest_issues(conn, repo_id, NEWEST))
        return _Waiting(repo_id, numbers, _texts(issues), words)


def _put(conn: Connection, waiting: _Waiting) -> None:
    """Put in what has the same text still; an issue that was edited meanwhile waits again."""
    texts = _texts(mirror.subjects(conn, waiting.repo_id, waiting.numbers))
    same = {number for number in waiting.numbers if texts.get(number) == waiting.texts.get(number)}
    similar.put(conn, waiting.repo_id, [words for words in waiting.words if words.number in same], same)


def _texts(issues: Iterable[Subject]) -> dict[int, tuple[str, str]]:
    return {issue.number: (issue.title, issue.body) for issue in issues if not issue.is_pull_request}
