"""How far the past of a repository has been read: one row, written with each page, so that anybody goes on.

A run reads what happened from `since` until before `until`, without what earlier runs brought. Its subjects
come in the order of their last change, the newest first, down to those that changed before `bound`. One that
changes meanwhile jumps to the front, where the run has been already: another pass therefore reads what
changed since this one `began`, until a pass needs no second page.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, func, select, update

from bot.core.keys import HISTORY_GUID
from bot.core.model import Repository
from bot.store import mirror, timers
from bot.store.database import Conflict
from bot.store.sql.tables import backfills, ledger
from bot.store.sql.upsert import upsert

_b, _l = backfills.c, ledger.c


class RunStage(StrEnum):
    """What a pass reads now: issues, then pull requests; at last what was too long for a page."""

    ISSUES = "issues"
    PULLS = "pulls"
    RESTS = "rests"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Run:
    """Where a run stands. `several`: this pass needed more than one page of a list; `subjects` were read."""

    repo_id: int
    run: int
    since: datetime
    until: datetime
    stage: RunStage
    cursor: str | None
    bound: datetime
    began: datetime
    several: bool = False
    subjects: int = 0
    known_since: datetime | None = None
    known_until: datetime | None = None

    @property
    def guid(self) -> str:
        """What its lines in the ledger bear in the place of a delivery's GUID."""
        return f"{HISTORY_GUID}{self.run}"

    def wants(self, at: datetime) -> bool:
        """Return whether what happened at an instant is for this run to bring."""
        if self.known_since is not None and self.known_until is not None:
            return self.since <= at < self.until and not self.known_since <= at < self.known_until
        return self.since <= at < self.until

    def done(self) -> Run:
        """Return it at its end: all of its time is known now."""
        since = self.since if self.known_since is None else min(self.since, self.known_since)
        return replace(self, stage=RunStage.DONE, cursor=None, known_since=since, known_until=self.until)


def latest(conn: Connection, repo_id: int) -> Run | None:
    """Return the last run over a repository, ended or not; None where there never was one."""
    row = conn.execute(select(backfills).where(_b.repo_id == repo_id)).first()
    return None if row is None else Run(**{**row._mapping, "stage": RunStage(row.stage)})


def begin(conn: Connection, repo_id: int, since: datetime, until: datetime, now: datetime) -> Run:
    """Return a new run that knows what the one before has brought."""
    before = latest(conn, repo_id)
    known = (before.known_since, before.known_until) if before is not None else (None, None)
    run = before.run + 1 if before is not None else 1
    begun = Run(repo_id, run, since, until, RunStage.ISSUES, None, since, now, False, 0, *known)
    upsert(conn, backfills, [_row(begun)])
    return begun


def advance(conn: Connection, before: Run, after: Run) -> None:
    """Note how far a run has come; `Conflict` where somebody else went on from the same place."""
    place = (
        _b.repo_id == before.repo_id,
        _b.run == before.run,
        _b.stage == before.stage,
        _b.cursor.is_not_distinct_from(before.cursor),
        _b.subjects == before.subjects,
    )
    if conn.execute(update(backfills).where(*place).values(**_row(after))).rowcount != 1:
        raise Conflict("another backfill of this repository is under way")


def _row(run: Run) -> dict[str, object]:
    return {field.name: getattr(run, field.name) for field in fields(Run)}


def told_since(conn: Connection, repo_id: int) -> datetime | None:
    """Return since when GitHub tells us by itself what happens in a repository; None where it does not yet.

    Deliveries and timers are thinned out after a while, so the oldest line that a webhook left counts too.
    """
    data = timers.data_of(conn, repo_id, None, *timers.FIRST_SYNC) or {}
    lines = select(func.min(_l.at)).where(
        _l.repo_id == repo_id, _l.what.contains("."), ~_l.guid.startswith(HISTORY_GUID)
    )
    moments = [
        datetime.fromisoformat(data[timers.CAME]) if timers.CAME in data else None,
        mirror.synced_at(conn, repo_id),
        conn.scalars(lines).first(),
    ]
    return mirror.news_since(conn, repo_id, min((at for at in moments if at is not None), default=None))


def without_past(conn: Connection) -> list[Repository]:
    """Return the repositories, by id, of which nothing from before we came has been read to its end."""
    read = set(conn.scalars(select(_b.repo_id).where(_b.known_until.is_not(None))))
    return [repository for repository in mirror.repositories(conn) if repository.id not in read]
