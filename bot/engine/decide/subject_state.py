"""The subject as it is now, and what we have said on it: what a decision is made on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from bot.core.effects.projection import project
from bot.core.errors import Unreachable
from bot.core.events import Event, SubjectEvent, Wake
from bot.core.model import Repository, Subject, SubjectRef
from bot.core.plan import SubjectState
from bot.core.ports.reader import Reader
from bot.engine import own_comments
from bot.engine.decide.commands.request import may_hold_commands
from bot.store import mirror
from bot.store.database import Database
from bot.store.lanes import lane
from bot.store.subject_status import status, waits_until


async def current_subject(
    db: Database,
    reader: Reader,
    event: Event,
    repository: Repository,
    fresh_since: datetime,
    at: datetime,
    *,
    waits: bool = True,
) -> Subject | None:
    """Return the subject of an event that arrived `at`: the event's word if that is fresh, else GitHub's,
    read once.

    What we have decided but not yet carried out counts as done. Raise `Unreachable` while GitHub takes none
    of it, unless nobody `waits`: a plan is asked for an answer now.
    """
    if not isinstance(event, Wake | SubjectEvent) or event.subject is None:
        return None
    subject, number = event.subject, event.subject.number
    known_at, pending = await db.lookup(lambda conn: status(conn, repository.id, number))
    if pending and waits:
        await _when_out(db, lane(repository.id, number))
    overtaken = known_at is not None and known_at > subject.updated_at
    if isinstance(event, SubjectEvent):
        complete = None if at < fresh_since or overtaken else await _complete(db, event, repository)
        subject = complete or await reader.subject(number) or subject
    return project(subject, pending)


async def _when_out(db: Database, lane: str) -> None:
    """Raise `Unreachable` while what was decided before was put back: it may have to be taken back."""
    until = await db.lookup(lambda conn: waits_until(conn, lane, db.clock.now()))
    if until is not None:
        raise Unreachable("what was decided here before is not on GitHub yet", until)


async def _complete(db: Database, event: SubjectEvent, repository: Repository) -> Subject | None:
    """Return the subject as a fresh event tells it, what that leaves out from the mirror; None where that
    does not have it."""
    if not _is_partial(event):
        return event.subject
    return await db.lookup(lambda conn: mirror.completed(conn, repository.id, event.subject))


def _is_partial(event: SubjectEvent) -> bool:
    """Return whether a pull request comes without what only it has, and somebody may command about that."""
    return event.name == "issue_comment" and event.subject.is_pull_request and may_hold_commands(event)


async def known_states(
    db: Database, repository: Repository, current: Subject | None, refs: Iterable[str]
) -> dict[str, SubjectState]:
    """Return what holds on the subjects that effects name: the `current` one as it is, and what we said on
    each."""
    states: dict[str, SubjectState] = {}
    for name in refs:
        if "#" not in name:
            continue
        ref = SubjectRef.parse(name)
        own = current is not None and ref.number == current.number
        words = await db.lookup(partial(own_comments.of, repo_id=repository.id, number=ref.number))
        states[name] = SubjectState(subject=current if own else None, comments=words)
    return states


async def known_issue(db: Database, repository: Repository, number: int | None) -> int | None:
    """Return the number of an issue of which the mirror knows what GraphQL does not tell; None for a pull
    request, and what was never heard of."""
    subject = await db.lookup(lambda conn: mirror.subject(conn, repository.id, number)) if number else None
    return subject.number if subject is not None and not subject.is_pull_request else None


async def subject_of(reader: Reader, db: Database, repository: Repository, number: int) -> Subject | None:
    """Return a subject as it is now; what GitHub leaves out of it, the mirror knows. None: it is gone."""
    subject = await reader.subject(number)
    if subject is None:
        return None
    return await db.lookup(lambda conn: mirror.with_known(conn, repository.id, subject))
