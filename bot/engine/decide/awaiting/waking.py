"""A timer that came due becomes an event, unless its feature waits for a permission: then it rings later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core.effects import Inward, SetTimer
from bot.core.events import Event, Wake
from bot.core.model import Repository
from bot.core.permissions import off_until
from bot.core.plan import Plan
from bot.core.states import Mode, OutcomeKind
from bot.engine.decide.awaiting.granted_rights import GrantedRights
from bot.engine.decide.commands.buttons import event_of_button
from bot.engine.decide.decision import Decision, Step, stamped
from bot.engine.decide.outcome import Outcome
from bot.engine.ports import GitHub
from bot.store import mirror
from bot.store.database import Database
from bot.store.timers import Timer
from bot.store.visitors.button_presses import PAGE

LOOKS_AGAIN = timedelta(hours=1)
"""A timer of a feature that waits for a permission is put off by so much: it rings once it can be served."""


async def woken(
    timer: Timer, db: Database, github: GitHub, rights: GrantedRights, now: datetime
) -> Event | Outcome:
    """Return the event of a timer; the outcome where nothing comes of it. Its subject is read later, where
    somebody listens. Raise `Unreachable`."""
    repository = await db.lookup(lambda conn: mirror.repository(conn, timer.repo_id))
    if repository is None:
        return Outcome(OutcomeKind.IGNORED, "the repository is gone")
    if timer.feature == PAGE:
        return await event_of_button(timer, repository, github, db)
    if timer.installation_id:
        known = await rights.of(timer.installation_id)
        if awaited := known.awaited.get(timer.feature):
            return _put_off(timer, repository, awaited, now)
    return _wake(timer, repository)


def _wake(timer: Timer, repository: Repository) -> Wake:
    return Wake(
        feature=timer.feature,
        timer=timer.key,
        data=timer.data,
        subject_number=timer.number,
        repository=repository,
        installation_id=timer.installation_id,
    )


def _put_off(timer: Timer, repository: Repository, rights: Sequence[str], now: datetime) -> Outcome:
    """Return the outcome of a timer whose feature waits for permissions: it rings again later, a job in its
    next slot."""
    ref = repository.ref_of(timer.number) if timer.number else repository.full_name
    why = off_until(repository.owner, rights)
    again = SetTimer(subject=ref, key=timer.key, due=now + LOOKS_AGAIN, data=timer.data)
    effects = () if timer.slot else stamped([again], timer.feature, why)
    event = _wake(timer, repository)
    step = Step(timer.feature, event.key, effects, withheld=(why,))
    inward = tuple(effect for effect in effects if isinstance(effect, Inward))
    return Outcome(OutcomeKind.NOTHING, why, event, Decision([step]), Plan(inward=inward), mode=Mode.ACT)
