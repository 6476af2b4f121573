"""What is being decided, and how it ended: the two values that go from deciding to committing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

import structlog

from bot.core.events import Event, Wake
from bot.core.keys import TIMER_GUID
from bot.core.model import Subject
from bot.core.plan import Plan
from bot.core.states import Mode, OutcomeKind
from bot.engine.decide.decision import Decision
from bot.store import inbox, timers

LOGGED = ("trigger", "repository", "subject")
"""What lines of the log say beside the delivery's id."""


@dataclass(frozen=True)
class Outcome:
    """How a delivery ended, before it is committed."""

    kind: OutcomeKind
    reason: str = ""
    event: Event | None = None
    decision: Decision | None = None
    plan: Plan = field(default_factory=Plan)
    mode: Mode | None = None
    config: str = ""
    config_error: str = ""
    creates_labels: bool = False
    """Whether labels that the repository lacks may be made."""
    unreadable: bool = False
    subject: Subject | None = None
    """The subject as it was when this was decided."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    """What GitHub was asked for this, and answered."""
    overtaken: Mapping[str, str] = field(default_factory=dict)
    """By kind of effect what a person did since, so that it is left as it is."""
    reads: Mapping[tuple[str, str, str], int] | None = None
    raw: Event | None = None
    """The event as GitHub sent it, where `event` is in the terms of one repository's file."""


@dataclass(frozen=True)
class Item:
    """What is being decided: a delivery, or a timer that came due."""

    guid: str
    lane: str
    received_at: datetime
    attempts: int
    delivery: inbox.Delivery | None = None
    incoming: inbox.Arrival | None = None
    """A webhook that is decided but not stored (a dry run)."""
    timer: timers.Timer | None = None

    @classmethod
    def of(cls, stored: inbox.Delivery | timers.Timer) -> Item:
        """Return the next thing in a lane."""
        if isinstance(stored, timers.Timer):
            # Not the row's id: a database restored from a backup would give it another one. Nor when it is
            # due: that moves when it is tried again or set anew, and it is the same reminder still.
            what = f"{stored.repo_id} {stored.number} {stored.feature} {stored.key} {stored.slot}"
            name = blake2b(what.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
            guid = f"{TIMER_GUID}{name}-{stored.rung}"
            return cls(guid, stored.lane, stored.due_at, stored.attempts, timer=stored)
        return cls(stored.guid, stored.lane, stored.received_at, stored.attempts, delivery=stored)

    @property
    def is_again(self) -> bool:
        """Whether it may have been decided before: timers do not tell."""
        return self.timer is not None or (self.delivery is not None and self.delivery.trace is not None)

    @property
    def arrival(self) -> inbox.Arrival | inbox.Delivery | None:
        """The webhook itself, where there is one."""
        return self.delivery or self.incoming


def say_in_log(event: Event) -> None:
    """From here on lines of the log say what they are about, as far as the event has it."""
    repository = event.repository.full_name if event.repository else None
    trigger = f"{event.feature}.{event.timer}" if isinstance(event, Wake) else event.key
    about = zip(LOGGED, (trigger, repository, event.number), strict=True)
    structlog.contextvars.bind_contextvars(**{name: value for name, value in about if value is not None})
