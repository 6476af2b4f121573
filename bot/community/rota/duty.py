"""Who is really on duty: the rotation with covers, swaps and absences applied."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.community.rota.turns import slots
from bot.community.rota.values import Duty, Override, OverrideKind, Rota, Shift, Slot
from bot.core.config.accounts import is_vacant_login
from bot.core.model import contains, same
from bot.core.schedule import WorkingHours, day_of, human_day
from bot.core.schedule.working import OFFICE_HOURS

Span = tuple[datetime, datetime]


def shifts(rota: Rota, since: datetime, until: datetime) -> list[Shift]:
    """Return the shifts that touch [`since`, `until`), in order of slots, cut where overrides begin and
    end."""
    touched = slots(rota, since, until)
    handed, absences = _overrides(rota, touched)
    result: list[Shift] = []
    for slot in touched:
        whole = Shift(slot=slot.index, person=slot.person, starts_at=slot.starts_at, ends_at=slot.ends_at)
        pieces = [whole]
        for override, span in handed.get(slot.index, ()):
            pieces = [
                cut
                for piece in pieces
                for cut in _give(piece, override.person, span, override.by, slot.person)
            ]
        if absences:
            pieces = [cut for piece in pieces for cut in _without(piece, absences, slot.person)]
        result += [piece for piece in pieces if piece.ends_at > since and piece.starts_at < until]
    return result


def _overrides(
    rota: Rota, touched: Sequence[Slot]
) -> tuple[dict[int, list[tuple[Override, Span]]], dict[str, list[Span]]]:
    """Return the overrides that can matter to these slots: covers and swaps by slot, absences by person."""
    handed: dict[int, list[tuple[Override, Span]]] = defaultdict(list)
    absences: dict[str, list[Span]] = defaultdict(list)
    if not touched:
        return handed, absences
    # Zones are less than a day apart; two days of margin cannot miss one.
    margin = timedelta(days=2)
    first = min(slot.starts_at for slot in touched).date() - margin
    last = max(slot.ends_at for slot in touched).date() + margin
    for override in rota.overrides:
        if override.since > last or (override.until or date.max) < first:
            continue
        if override.kind is OverrideKind.AWAY:
            span = override.span(rota.zone_of(override.person))
            absences[override.person.casefold()].append(span)
        elif override.slot is not None:
            handed[override.slot].append((override, override.span(rota.timezone)))
    return handed, absences


def _give(piece: Shift, who: str, span: Span, to: str | None, owner: str) -> list[Shift]:
    """`piece` cut so that what `who` has of it within `span` is `to`'s."""
    begin, end = max(span[0], piece.starts_at), min(span[1], piece.ends_at)
    if piece.person is None or begin >= end or not same(piece.person, who):
        return [piece]
    instead_of = None if to is not None and same(to, owner) else owner
    given = piece.model_copy(
        update={"person": to, "starts_at": begin, "ends_at": end, "instead_of": instead_of}
    )
    cuts = [given]
    if piece.starts_at < begin:
        cuts.insert(0, piece.model_copy(update={"ends_at": begin}))
    if end < piece.ends_at:
        cuts.append(piece.model_copy(update={"starts_at": end}))
    return cuts


def _without(piece: Shift, absences: dict[str, list[Span]], owner: str) -> list[Shift]:
    pieces = [piece]
    for begin, end in absences.get((piece.person or "").casefold(), ()):
        if begin < piece.ends_at and piece.starts_at < end:
            pieces = [
                cut for part in pieces for cut in _give(part, part.person or "", (begin, end), None, owner)
            ]
    return pieces


def on_duty(rota: Rota, at: datetime) -> list[str]:
    """Return who is on duty and not away at this instant; the one whose slot began first comes first."""
    return _people(_running(rota, at))


def _running(rota: Rota, at: datetime) -> list[Shift]:
    return [shift for shift in shifts(rota, at, at + datetime.resolution) if shift.covers(at)]


def _people(running: list[Shift]) -> list[str]:
    people: list[str] = []
    for shift in running:
        if shift.person is not None and not contains(people, shift.person):
            people.append(shift.person)
    return people


def available(rota: Rota, at: datetime, without: Collection[str] = ()) -> Duty:
    """Return whom to ask at this instant, in order, leaving out `without` (the reporter, the fully loaded …).

    When nobody is left the result says so, and names the rota's `otherwise` (unless left out as well).
    """
    running = _running(rota, at)
    people = tuple(person for person in _people(running) if not contains(without, person))
    if people:
        return Duty(people=people, because="on duty")
    first = rota.change(0)
    if at < first and not running:
        reason = f"the rota starts on {human_day(first, rota.timezone, now=at)}"
    elif _people(running):
        reason = "nobody on duty can take this one"
    else:
        reason = "nobody is on duty"
    otherwise = rota.config.otherwise
    if otherwise is None or contains(without, otherwise.removeprefix("@")):
        return Duty(people=(), because=f"{reason}, and nobody else is named under `otherwise`")
    return Duty(people=(), otherwise=otherwise, because=f"{reason}, so {otherwise} is asked")


def incoming(rota: Rota, at: datetime, without: Collection[str] = ()) -> Shift | None:
    """Return the next shift to begin whose person is not on duty now, nor of `without`; None if there is
    none."""
    here = [*on_duty(rota, at), *without]
    number = rota.change_before(max(at, rota.change(0)))
    horizon = rota.change(number + len(rota.config.people) + rota.config.on_duty + 1)
    coming = [
        shift
        for shift in shifts(rota, at, horizon)
        if shift.starts_at > at and shift.person is not None and not contains(here, shift.person)
    ]
    return min(coming, key=lambda shift: (shift.starts_at, shift.slot), default=None)


def next_change(rota: Rota, at: datetime) -> datetime:
    """Return the next change of the rotation strictly after `at` (UTC); before the first one, the first."""
    return rota.change(max(rota.change_before(at) + 1, 0))


def on_duty_until(rota: Rota, person: str, at: datetime) -> datetime | None:
    """Return when the shift that `person` is doing at this instant ends (UTC); None if they are not on
    duty."""
    ends = [shift.ends_at for shift in _running(rota, at) if shift.person and same(shift.person, person)]
    return max(ends, default=None)


def is_away(rota: Rota, login: str, at: datetime) -> bool:
    """Return whether somebody is absent on the day it is for them at this instant, as is always whoever gave
    up the login by which the file names them."""
    hours = working_hours(rota, login)
    today = day_of(at, hours.zone)
    return is_vacant_login(login) or any(first <= today <= last for first, last in hours.away)


def begins_work(rota: Rota, login: str, at: datetime) -> datetime | None:
    """Return `at` itself if somebody is at work then and it is no holiday, else when they next are; None if
    they are away without end."""
    try:
        return calling_hours(rota, login).next_start(at)
    except ValueError:
        return None


def calling_hours(rota: Rota, login: str) -> WorkingHours:
    """Return when someone may be called: when they work, without the holidays of the rota."""
    hours = working_hours(rota, login)
    return replace(hours, away=(*hours.away, *((day, day) for day in rota.config.holidays)))


def working_hours(rota: Rota, login: str) -> WorkingHours:
    """Return when someone works, absences included; a stranger to the rota works by the rota's own zone and
    days."""
    person = rota.config.person(login)
    return WorkingHours(
        zone=rota.zone_of(login),
        days=(person.days if person else None) or rota.working_days,
        hours=(person.hours if person else None) or OFFICE_HOURS,
        away=tuple(
            (override.since, override.until or date.max)
            for override in rota.overrides
            if override.kind is OverrideKind.AWAY and same(override.person, login)
        ),
    )
