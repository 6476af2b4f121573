"""Stored deliveries decided again, dry: what would be done now, beside what was done then.

They are played in the order of their arrival by an engine of their own, which begins with the store as it was
just before the first of them (`bot.store.snapshot`). Each is decided at the time it arrived. Nothing is
asked of GitHub: its answers of then were kept; what it was not asked then is guessed, and said. Nothing is
written either.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from bot.core import effects as fx
from bot.core.events import IssueEvent, PullRequestEvent, SubjectEvent
from bot.core.events.webhooks import read_stored
from bot.core.feature import Feature
from bot.core.keys import TIMER_GUID
from bot.core.model import Subject, User
from bot.core.states import EffectState, IssueState, OperatorMode, OutcomeKind
from bot.engine.dry.config_preview import MirrorPreview
from bot.engine.dry.in_memory_engine import NOBODY, InMemoryEngine
from bot.queries.guesses import LearntGuesses
from bot.queries.similar import SimilarIndex
from bot.store import inbox, outbox, snapshot
from bot.store.database import Connection, Database

Key = tuple[str, str]
"""What one effect of a delivery (or of a wake) is known by: its origin, its kind and subject."""


@dataclass(frozen=True)
class Comparison:
    """One delivery or wake: what came of it then and what would come of it now.

    `guessed` are questions to GitHub without a kept answer; `outcome_then` is empty for wakes.
    """

    guid: str
    at: datetime
    event: str
    subject: str
    then: tuple[fx.Outward, ...]
    now: tuple[fx.Outward, ...]
    outcome_then: str = ""
    guessed: tuple[str, ...] = ()

    @property
    def gone(self) -> list[fx.Outward]:
        """Effects of then that would not come now."""
        return _without(self.then, self.now)

    @property
    def new(self) -> list[fx.Outward]:
        """Effects that would come now and did not come then."""
        return _without(self.now, self.then)

    @property
    def differs(self) -> bool:
        """Whether now is not as then."""
        return bool(self.gone or self.new)


@dataclass
class ReplayReport:
    """What was decided again, in order of time; `lost` memories and `empty` deliveries could not be used."""

    replayed: list[Comparison] = field(default_factory=list)
    lost: int = 0
    empty: int = 0

    @property
    def different(self) -> list[Comparison]:
        """Where now is not as then."""
        return [comparison for comparison in self.replayed if comparison.differs]


def _without(some: Iterable[fx.Outward], others: Sequence[fx.Outward]) -> list[fx.Outward]:
    outcomes = [_outcome(effect) for effect in others]
    return [effect for effect in some if _outcome(effect) not in outcomes]


def _outcome(effect: fx.Outward) -> dict[str, Any]:
    """Return what an effect does, to be compared: another reason is no difference."""
    return {name: value for name, value in fx.public(effect).items() if name != "because"}


def origin(guid: str, lane: str) -> str:
    """Return a delivery's GUID; for a wake its lane and which ring it was: ids differ in another engine."""
    return f"wake {lane} {guid.rpartition('-')[2]}" if guid.startswith(TIMER_GUID) else guid


async def replay(
    db: Database,
    features: Sequence[Feature[BaseModel]],
    deliveries: Sequence[inbox.Delivery],
    *,
    mode: OperatorMode = OperatorMode.ACT,
    config_text: str | None = None,
) -> ReplayReport:
    """Decide `deliveries` again, oldest first, as one stretch of time; `config_text` in place of the
    repositories' files."""
    report = ReplayReport(empty=sum(not delivery.payload for delivery in deliveries))
    usable = sorted(
        (delivery for delivery in deliveries if delivery.payload), key=lambda delivery: delivery.seq
    )
    if not usable:
        return report
    start = min(delivery.received_at for delivery in usable)
    repo_ids = {delivery.repo_id for delivery in usable if delivery.repo_id is not None}
    before = await db.read(lambda conn: snapshot.take(conn, start, repo_ids))
    report.lost = before.lost
    end = max(delivery.received_at for delivery in usable)
    then = _by_origin(await db.read(lambda conn: _effects(conn, usable, repo_ids, start, end)))
    remote = {(key, *_place(row.effect)): row.remote_id for key, rows in then.items() for row in rows}
    me = await db.read(_me)
    async with InMemoryEngine(
        features,
        start,
        mode=mode,
        me=me,
        config_text=config_text,
        preview=MirrorPreview,
        guesses=LearntGuesses(db, db.clock),
        similar=SimilarIndex(db),
        remote_id=lambda row: remote.get((origin(row.guid, row.lane), *_place(row.effect))),
    ) as engine:
        await engine.db.write(lambda conn: snapshot.put(conn, before))
        await engine.db.write(lambda conn: _put_back(conn, before, usable))
        guessed = {}
        for delivery in usable:
            guessed[delivery.guid] = await engine.play(_arrival(delivery), _answers(delivery))
        rows = await engine.db.read(lambda conn: outbox.since(conn, start))
    report.replayed = list(
        _compared(usable, then, _by_origin(rows), guessed, whole=not before.rows["ledger"])
    )
    return report


def _place(effect: fx.Outward) -> tuple[str, ...]:
    """Return which of the effects of one delivery it is."""
    return effect.subject, effect.effect, effect.purpose


def _arrival(stored: inbox.Delivery) -> inbox.Arrival:
    return inbox.Arrival(**{name: getattr(stored, name) for name in inbox.Arrival.__dataclass_fields__})


def _answers(stored: inbox.Delivery) -> Mapping[str, Any]:
    answers = stored.trace.get("answers") if isinstance(stored.trace, dict) else None
    return answers if isinstance(answers, dict) else {}


def _effects(
    conn: Connection,
    deliveries: Sequence[inbox.Delivery],
    repo_ids: set[int],
    start: datetime,
    end: datetime,
) -> list[outbox.Row]:
    guids = {delivery.guid for delivery in deliveries}
    rows = [row for row in outbox.since(conn, start) if row.state != EffectState.DEAD]
    return [
        row
        for row in rows
        if row.guid in guids
        or (row.guid.startswith(TIMER_GUID) and row.repo_id in repo_ids and row.created_at <= end)
    ]


def _by_origin(rows: Iterable[outbox.Row]) -> dict[str, list[outbox.Row]]:
    result: dict[str, list[outbox.Row]] = {}
    for row in rows:
        result.setdefault(origin(row.guid, row.lane), []).append(row)
    return result


def _compared(
    deliveries: Sequence[inbox.Delivery],
    then: Mapping[str, list[outbox.Row]],
    now: Mapping[str, list[outbox.Row]],
    guessed: Mapping[str, tuple[str, ...]],
    *,
    whole: bool,
) -> list[Comparison]:
    result = [
        Comparison(
            guid=delivery.guid,
            at=delivery.received_at,
            event=f"{delivery.event}.{delivery.action}" if delivery.action else delivery.event,
            subject=_subject(delivery, then.get(delivery.guid, []) + now.get(delivery.guid, [])),
            then=_outward(then, delivery.guid),
            now=_outward(now, delivery.guid),
            outcome_then=delivery.outcome or delivery.state,
            guessed=guessed.get(delivery.guid, ()),
        )
        for delivery in deliveries
    ]
    for key in sorted({*then, *now} - {delivery.guid for delivery in deliveries}):
        # A wake that was set before the stretch began has no counterpart in the other engine.
        if not key.startswith("wake ") or (key not in now and not whole):
            continue
        row = (then.get(key) or now[key])[0]
        result.append(
            Comparison(
                guid=key,
                at=row.created_at,
                event="wake",
                subject=row.effect.subject,
                then=_outward(then, key),
                now=_outward(now, key),
            )
        )
    return sorted(result, key=lambda delivery: delivery.at)


def _outward(rows: Mapping[str, list[outbox.Row]], key: str) -> tuple[fx.Outward, ...]:
    return tuple(row.effect for row in rows.get(key, ()))


def _subject(delivery: inbox.Delivery, rows: Sequence[outbox.Row]) -> str:
    if rows:
        return rows[0].effect.subject
    event = read_stored(delivery.event, delivery.payload)
    return event.ref if isinstance(event, SubjectEvent) else delivery.lane


def _me(conn: Connection) -> User:
    """Return our own account, as a delivery told that was our own doing."""
    own = inbox.newest_with(conn, OutcomeKind.OWN)
    event = read_stored(own.event, own.payload) if own is not None and own.payload else None
    return NOBODY if event is None else event.sender


def _put_back(conn: Connection, before: snapshot.Snapshot, deliveries: Sequence[inbox.Delivery]) -> None:
    """Subjects that moved since, as they were before the first delivery about each."""
    first: dict[tuple[int, int], Subject] = {}
    for delivery in deliveries:
        event = read_stored(delivery.event, delivery.payload)
        if isinstance(event, SubjectEvent):
            first.setdefault((event.repository.id, event.subject.number), _before(event))
    for repo_id, subject in before.moved:
        snapshot.put_back(conn, repo_id, first.get((repo_id, subject.number), subject))


def _before(event: SubjectEvent) -> Subject:
    """Return the subject without what this event changed of it, where that is plain."""
    then: dict[str, Any] = {}
    label = event.label if isinstance(event, IssueEvent | PullRequestEvent) else None
    labels = event.subject.labels
    if event.action == "closed":
        then = {"state": IssueState.OPEN, "state_reason": None, "closed_at": None, "merged": False}
    elif event.action == "reopened":
        then = {"state": IssueState.CLOSED}
    elif event.action == "labeled" and label:
        then = {"labels": tuple(name for name in labels if name != label)}
    elif event.action == "unlabeled" and label:
        then = {"labels": (*labels, label)}
    elif event.action == "edited":
        then = {
            name: was
            for name, was in (("title", event.title_from), ("body", event.body_from))
            if was is not None
        }
    return event.subject.model_copy(update=then)
