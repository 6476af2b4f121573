"""The story of one subject: all that came in about it, what was decided, and what became of it."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.core.keys import TIMER_GUID
from bot.core.model import Repository, SubjectRef
from bot.core.permissions import awaited, off_until
from bot.core.states import UNSETTLED, DeliveryState, EffectState, OutcomeKind, StepOutcome
from bot.errors import OperatorError
from bot.store import inbox, mirror, outbox, pauses, timers
from bot.store.config_store import ConfigStore
from bot.store.database import Connection, Database
from handlers import FEATURES

Story = dict[str, Any]
"""What `explain --json` prints."""


async def story(db: Database, ref: SubjectRef) -> Story:
    """Return all that the store knows about one subject. Raises OperatorError, `Unavailable`."""

    def read(conn: Connection) -> Story:
        repository = mirror.repository_named(conn, ref.repository)
        if repository is None:
            raise OperatorError(f"The database knows no repository {ref.repository}; check the name.")
        deliveries = inbox.of_subject(conn, repository.id, ref.number)
        effects = outbox.of_subject(conn, repository.id, ref.number)
        wakes = timers.of_subject(conn, repository.id, ref.number)
        installations = {row.installation_id for row in effects if row.state in UNSETTLED}
        now = db.clock.now()
        resting = [pause for id in sorted(installations) for pause in pauses.paused(conn, id, now)]
        waits = [*_waits(deliveries, effects, wakes, resting), *_awaiting(conn, repository)]
        return story_of(ref, deliveries, effects) | {"waits": waits}

    return await db.read(read)


def _awaiting(conn: Connection, repository: Repository) -> Iterator[dict[str, str]]:
    """Yield the features that are on by a repository's file and wait for an owner's permission."""
    id = mirror.installation_of(conn, repository.id)
    record = mirror.installation(conn, id) if id is not None else None
    granted = (record.permissions if record else None) or {}
    config = ConfigStore(FEATURES).in_force(conn, repository.id).config
    for feature in FEATURES:
        rights = awaited(feature.needs, granted)
        if rights and feature.config_in(config) is not None:
            yield {"what": feature.name, "until": "", "why": off_until(repository.owner, rights)}


def story_of(ref: SubjectRef, deliveries: list[inbox.Delivery], effects: list[outbox.Row]) -> Story:
    """Return everything in the order in which it happened; effects stand with what they come from."""
    by_guid: dict[str, list[outbox.Row]] = {}
    for row in effects:
        by_guid.setdefault(row.guid, []).append(row)
    entries = [
        {
            "guid": delivery.guid,
            "at": delivery.received_at.isoformat(),
            "event": f"{delivery.event}.{delivery.action}" if delivery.action else delivery.event,
            "state": delivery.state,
            "outcome": delivery.outcome or "",
            "reason": delivery.reason or _why(delivery),
            "attempts": delivery.attempts,
            "decisions": _steps(delivery.trace),
            "effects": [_effect(row) for row in by_guid.pop(delivery.guid, [])],
        }
        for delivery in deliveries
    ]
    # What is left came from a timer: there was no delivery, only its time.
    entries += [
        {
            "guid": guid,
            "at": rows[0].created_at.isoformat(),
            "event": "timer",
            "state": "done",
            "outcome": "",
            "reason": "its time had come",
            "attempts": 1,
            "decisions": [],
            "effects": [_effect(row) for row in rows],
        }
        for guid, rows in by_guid.items()
    ]
    return {"subject": str(ref), "deliveries": sorted(entries, key=lambda entry: str(entry["at"]))}


def _why(delivery: inbox.Delivery) -> str:
    """Return why it ended as it did, where the outcome alone leaves that open."""
    if delivery.outcome == OutcomeKind.NOTHING:
        if any(step["outcome"] == StepOutcome.WITHHELD for step in _steps(delivery.trace)):
            return ""  # Each of them says why.
        return "nobody that was asked wants anything"
    if delivery.outcome == OutcomeKind.OBSERVED:
        return "nothing is written before the repository's file and the setting MODE say act"
    return ""


def _waits(
    deliveries: list[inbox.Delivery],
    effects: list[outbox.Row],
    wakes: list[timers.Timer],
    resting: list[pauses.WritePause],
) -> list[dict[str, str]]:
    """Return what is still to come, when, and what it waits for."""
    waits = [
        {
            "what": f"delivery {delivery.guid}",
            "until": _when(delivery.next_at),
            "why": delivery.reason or "its turn",
        }
        for delivery in deliveries
        if delivery.state == DeliveryState.NEW
    ]
    waits += effects_to_come([row for row in effects if row.state in UNSETTLED], resting)
    waits += [
        {"what": f"installation {pause.installation_id}", "until": _when(pause.end), "why": pause.reason}
        for pause in resting
    ]
    waits += [
        {"what": f"{timer.feature} wakes", "until": _when(timer.due_at), "why": timer.key} for timer in wakes
    ]
    return waits


def effects_to_come(effects: list[outbox.Row], resting: list[pauses.WritePause]) -> list[dict[str, str]]:
    """Return each effect that waits, until when at least (empty: not known), and why: for its rank, or for
    the one before it."""
    waits: list[dict[str, str]] = []
    before: dict[str, datetime] = {}
    for row in effects:
        rests = [
            rest for rest in resting if rest.installation_id == row.installation_id and rest.holds(row.rank)
        ]
        until = max([row.due_at, *(rest.until for rest in rests)])
        why = rests[-1].reason if rests else row.note or "its turn"
        if (first := before.setdefault(row.lane, until)) > until:
            until, why = first, "the one before it"
        before[row.lane] = until
        is_open = any(rest.end is None for rest in rests)
        waits.append({"what": row.kind, "until": "" if is_open else _when(until), "why": why})
    return waits


def _when(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _steps(trace: Any) -> list[dict[str, Any]]:
    trace = json.loads(trace) if isinstance(trace, str) else trace
    steps = trace.get("steps") if isinstance(trace, dict) else None
    return [
        {
            "feature": step.get("feature", ""),
            "trigger": step.get("trigger", ""),
            "outcome": step.get("outcome", ""),
            "reasons": [
                *step.get("refused", ()),
                *filter(None, [step.get("problem")]),
                *step.get("because", ()),
                *map(_why_withheld, step.get("withheld", ())),
                *step.get("overtaken", ()),
            ],
        }
        for step in steps or ()
    ]


def _why_withheld(reason: str) -> str:
    """Return a reason; version 0.1.0 noted but the kind of what was taken back (`add_labels`)."""
    return reason if " " in reason else f"{reason} was taken back here before"


def _again(row: outbox.Row) -> str:
    """Return how an operator has a dead effect tried again; that of a timer has its next turn."""
    if row.state != EffectState.DEAD or row.guid.startswith(TIMER_GUID):
        return ""
    return f"`stewardbot replay {row.guid} --apply` has it decided afresh"


def _effect(row: outbox.Row) -> dict[str, Any]:
    return {
        **row.effect.model_dump(mode="json"),
        "receipt": {
            "state": row.state,
            "note": "; ".join(filter(None, [row.note, _again(row)])),
            "attempts": row.attempts,
            "remote_id": row.remote_id,
            "settled_at": row.settled_at.isoformat() if row.settled_at else None,
        },
    }
