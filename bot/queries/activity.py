"""What the bot did in a repository, newest first and a page at a time, with its reasons."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.effects import KINDS, is_answer
from bot.core.effects.description import described
from bot.core.effects.undo import UNDONE
from bot.core.keys import TIMER_GUID, repository_scope, subject_scope
from bot.core.pause import PAUSE, Pause
from bot.core.states import EffectState
from bot.store import ledger, memory
from bot.store.database import Connection
from bot.store.outbox import listing
from bot.store.outbox.listing import DID, EffectFilter, ListedEffect

SHOWN = 50
"""Effects on one page."""
OTHERS = {
    "react": "reacted",
    "unreact": "took a reaction back",
    "notify": "wrote into a private channel",
}
"""Effects that `/why` does not tell, in words."""
COMMANDED = "page.commanded"
PAGE_EVENTS = (COMMANDED, "page.replayed")
"""What the ledger calls a button that somebody pressed."""
REMEMBERED = timedelta(hours=1)
"""So long somebody is told what they asked for and was refused."""
LOOK = 5_000
"""Effects that are looked through for one page, when it is asked for some of them only."""


@dataclass(frozen=True)
class DoneEffect:
    """One effect: what it is, what moved the bot, from which delivery it comes, and what became of it.

    `number` is None for what concerns no subject, `delivery` an event such as issues.opened. `can_undo`: it
    belongs to what `/undo` would take back on its subject; `can_replay`: it was given up, and its delivery
    can be decided again.
    """

    id: int
    at: datetime
    number: int | None
    what: str
    feature: str
    because: str
    state: EffectState
    note: str
    guid: str
    delivery: str
    can_undo: bool = False
    can_replay: bool = False


@dataclass(frozen=True)
class RefusedWish:
    """What somebody asked for by a button, as a command (empty: a replay), and why it was not done. `number`
    is None for what concerns the repository."""

    at: datetime
    number: int | None
    command: str
    reason: str


@dataclass(frozen=True)
class Activity:
    """A page of effects. `next` is the id before which the next begins; None at the end. `back_to`: more were
    looked through than are shown, back to then."""

    effects: tuple[DoneEffect, ...]
    next: int | None = None
    back_to: datetime | None = None


def activity(conn: Connection, repo_id: int, requested: EffectFilter, look: int = LOOK) -> Activity:
    """Return a page of what was done in a repository; `look`: at most so many are looked through for it."""
    page = listing.page(conn, repo_id, requested, SHOWN, look)
    rows = listing.listed(conn, page.ids)
    numbers = {row.number for row in rows if row.number}
    undoable = listing.newest_plans(conn, repo_id, numbers, _undone(conn, repo_id, numbers))
    effects = []
    for row in rows:
        effects.append(_effect(row, undoable))
        if effects[-1].can_undo:
            undoable.discard(row.guid)  # One plan is taken back as a whole, and offered once.
    return Activity(tuple(effects), page.next, page.back_to)


def pause_of(conn: Connection, repo_id: int, now: datetime) -> Pause | None:
    """Return the pause or quiet time of a repository; None if there is none now."""
    pause = PAUSE.parse(memory.read(conn, repository_scope(repo_id), PAUSE.feature, PAUSE.key).value)
    return pause if pause is not None and pause.holds(now) else None


def refused_wishes(conn: Connection, repo_id: int, person_id: int, now: datetime) -> tuple[RefusedWish, ...]:
    """Return what somebody asked for by a button within the last hour and was refused, the newest first."""
    since = now - REMEMBERED
    wishes = ledger.deeds(conn, person_id=person_id, repo_id=repo_id, what=PAGE_EVENTS, since=since)
    return tuple(
        RefusedWish(
            wish.at, wish.number, str(wish.detail.get("command", "")), " ".join(wish.detail["refused"])
        )
        for wish in reversed(wishes)
        if wish.detail.get("refused")
    )


def _undone(conn: Connection, repo_id: int, numbers: Collection[int]) -> list[str]:
    """Return the deliveries whose plans were taken back on these subjects."""
    return [
        key.removeprefix(UNDONE.key)
        for number in sorted(numbers)
        for key in memory.scan(conn, subject_scope(repo_id, number), UNDONE.feature, UNDONE.key)
    ]


def _effect(row: ListedEffect, undoable: Collection[str]) -> DoneEffect:
    by_timer = row.guid.startswith(TIMER_GUID)
    words = described(row.kind, row.effect) if row.kind in KINDS else ""
    event = f"{row.event}.{row.action}" if row.action else row.event
    return DoneEffect(
        id=row.id,
        at=row.created_at,
        number=row.number or None,
        what=words or OTHERS.get(row.kind) or row.kind.replace("_", " "),
        feature=row.feature,
        because=row.because,
        state=row.state,
        note=row.note,
        guid=row.guid,
        delivery=event or ("a timer or a button" if by_timer else ""),
        can_undo=row.guid in undoable and row.state in DID and not is_answer(row.kind, row.feature),
        can_replay=row.state is EffectState.DEAD and not by_timer,
    )
