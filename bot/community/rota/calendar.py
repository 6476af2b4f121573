"""The rota as a calendar (iCalendar, RFC 5545): stable names for its events, updates and cancellations."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from icalendar import Calendar, Event

from bot.community.rota.duty import shifts
from bot.community.rota.values import Override, Rota, Shift
from bot.core.model import same
from bot.core.schedule import day_of


def calendar(
    rotas: Sequence[tuple[Rota, Sequence[Override]]],
    owner: str,
    since: datetime,
    until: datetime,
    now: datetime,
) -> bytes:
    """Return the shifts of rotas, each with the overrides that were taken back, that touch [`since`,
    `until`).

    `owner` is whose rotas they are (`acme/widget`): part of the events' names. A shift keeps its name whoever
    does it; what is not there any more is sent as cancelled.
    """
    whole = Calendar()
    whole.add("prodid", "-//Stewardbot//rota//EN")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", f"Support rota of {owner}")
    whole.add("x-published-ttl", "PT1H")
    for rota, withdrawn in rotas:
        for event in _events(rota, withdrawn, owner, since, until, now):
            whole.add_component(event)
    text: bytes = whole.to_ical()
    return text


def _events(
    rota: Rota, withdrawn: Sequence[Override], owner: str, since: datetime, until: datetime, now: datetime
) -> list[Event]:
    present = _named(rota, since, until)
    before = _named(replace(rota, overrides=(*withdrawn, *rota.overrides)), since, until) if withdrawn else {}
    return [
        _event(rota, withdrawn, owner, name, shift, now, cancelled=name not in present)
        for name, shift in sorted(
            {**before, **present}.items(), key=lambda named: (named[1].starts_at, named[0])
        )
    ]


def _named(rota: Rota, since: datetime, until: datetime) -> dict[str, Shift]:
    """Return shifts by name. The first part of a slot bears the slot's name, the others add when they
    begin."""
    parts: dict[int, list[Shift]] = defaultdict(list)
    # Wide enough to see every slot whole: else the first part in sight would take the slot's name.
    margin = rota.change(rota.config.on_duty + 1) - rota.change(0)
    for shift in shifts(rota, since - margin, until + margin):
        parts[shift.slot].append(shift)
    named: dict[str, Shift] = {}
    for slot, pieces in parts.items():
        pieces.sort(key=lambda shift: shift.starts_at)
        for place, shift in enumerate(pieces):
            name = f"slot-{slot}" if not place else f"slot-{slot}-{shift.starts_at:%Y%m%dT%H%M}"
            if shift.ends_at > since and shift.starts_at < until:
                named[name] = shift
    return named


def _event(
    rota: Rota,
    withdrawn: Sequence[Override],
    owner: str,
    name: str,
    shift: Shift,
    now: datetime,
    *,
    cancelled: bool,
) -> Event:
    label = f" ({rota.name})" if rota.name else ""
    otherwise = (rota.config.otherwise or "").removeprefix("@")
    who = shift.person or (f"nobody; {otherwise} answers" if otherwise else "nobody")
    instead = f", instead of {shift.instead_of}" if shift.instead_of and shift.person else ""
    event = Event()
    event.add("uid", f"{name}.{rota.name or 'steward'}@{owner.replace('/', '.')}.stewardbot".casefold())
    event.add("dtstamp", now)
    event.add("dtstart", shift.starts_at)
    event.add("dtend", shift.ends_at)
    event.add("summary", f"Support{label}: {who}{instead}")
    event.add("sequence", _changes(rota, withdrawn, shift))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _changes(rota: Rota, withdrawn: Sequence[Override], shift: Shift) -> int:
    """Return how often what people arranged has touched a slot; what was taken back counts twice. It never
    falls."""
    first, last = day_of(shift.starts_at, rota.timezone), day_of(shift.ends_at, rota.timezone)

    def touches(override: Override) -> bool:
        if override.slot is not None:
            return override.slot == shift.slot
        theirs = [person for person in (shift.person, shift.instead_of) if person is not None]
        days = override.since <= last and (override.until is None or override.until >= first)
        return days and any(same(override.person, person) for person in theirs)

    return sum(map(touches, rota.overrides)) + 2 * sum(map(touches, withdrawn))
