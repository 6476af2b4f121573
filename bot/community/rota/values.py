"""The values of a rota: slots by the rotation, shifts as really done, overrides, and the rota itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from bot.community.rota.config import RotaConfig
from bot.core.model import Value
from bot.core.schedule import Weekday, instant

FOREVER = datetime.max.replace(tzinfo=UTC)


class Slot(Value):
    """One person's turn, whole, in UTC. Stored once begun.

    `turn` is whose turn it was by the list; it differs from `person` only where two people changed places
    so that shifts over holidays are shared evenly.
    """

    index: int
    person: str
    starts_at: datetime
    ends_at: datetime
    turn: str


class Shift(Value):
    """A stretch of a slot as it is really done (UTC). `person` is None where nobody does it.

    `instead_of` is the person whose slot it is, when somebody else or nobody does it.
    """

    slot: int
    person: str | None
    starts_at: datetime
    ends_at: datetime
    instead_of: str | None = None

    def covers(self, at: datetime) -> bool:
        """Return whether it runs at this instant."""
        return self.starts_at <= at < self.ends_at


class OverrideKind(StrEnum):
    """How an override changes the rota; the values stand in stored rotas."""

    AWAY = "away"
    """Somebody does nothing on some days."""
    COVER = "cover"
    """Somebody else does what a person has in one slot on some days."""
    SWAP = "swap"
    """One half of an exchange of two slots."""


class Override(Value):
    """A dated change to what the rotation says; `since` and `until` are whole days, both included.

    `away`: `person` does nothing on those days (by the clocks of their own zone; without `until`, until
    they are back). `cover` and `swap`: in slot number `slot`, what `person` has on those days (by the
    clocks of the rota) is done `by` someone else; where `person` does not have that slot, nothing changes.
    """

    kind: OverrideKind
    person: str
    since: date
    until: date | None = None
    by: str | None = None
    slot: int | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.until is not None and self.until < self.since:
            raise ValueError(f"an override cannot end ({self.until}) before it begins ({self.since})")
        if self.kind is not OverrideKind.AWAY and (self.by is None or self.slot is None):
            raise ValueError(f"a {self.kind} names the slot and who does it")
        return self

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """Its days as instants (UTC), by the clocks of `zone`."""
        begin = instant(self.since, time(0), zone)
        if self.until is None or self.until.year > 9000:
            return begin, FOREVER
        return begin, instant(self.until + timedelta(days=1), time(0), zone)


class Duty(Value):
    """Whom to ask, in order. When `people` is empty, `otherwise` answers (if the rota names one)."""

    people: tuple[str, ...]
    otherwise: str | None = None
    because: str = ""


@dataclass(frozen=True)
class Rota:
    """All that decides who is on duty: the file's section, what it inherits, and what was stored.

    `history` holds the slots that have begun (see `begun`), `overrides` apply in the order given.
    """

    config: RotaConfig
    timezone: str = "UTC"
    working_days: tuple[Weekday, ...] = tuple(Weekday)[:5]
    history: tuple[Slot, ...] = ()
    overrides: tuple[Override, ...] = ()
    name: str = ""

    def with_overrides(self, *more: Override) -> Rota:
        """Return the same rota with further overrides."""
        return replace(self, overrides=(*self.overrides, *more))

    def change(self, number: int) -> datetime:
        """Return the instant of one change of the rotation; number 0 is the first."""
        return self.config.change.nth(self.config.starts, number, self.timezone)

    def change_before(self, at: datetime) -> int:
        """Return the number of the latest change at or before `at` (negative before the first)."""
        return self.config.change.index(self.config.starts, at, self.timezone)

    def zone_of(self, login: str) -> str:
        """Return the zone someone lives by: their own, else the rota's."""
        person = self.config.person(login)
        return (person.timezone if person else None) or self.timezone
