"""Arrangements between people: absences, covers and swaps, checked before they are stored.

Each function returns the overrides to store. ValueError is a sentence for the person who asked, with the
next free choices where there are any.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.community.rota.duty import shifts, working_hours
from bot.community.rota.values import Override, OverrideKind, Rota, Shift
from bot.core.errors import Mistake
from bot.core.markdown import Markdown, bare, joined
from bot.core.messages import Template, load
from bot.core.model import same
from bot.core.schedule import day_of, human_day

TEXT = load(f"{__package__}.messages")


def away(rota: Rota, person: str, since: date, until: date | None, today: date) -> Override:
    """Return an absence of whole days, `until` included; without `until` it lasts until the person is
    back."""
    _member(rota, person)
    if until is not None and until < since:
        raise Mistake(
            TEXT.ends_before_it_begins(until=human_day(until, now=today), since=human_day(since, now=today))
        )
    if (until or since) < today:
        raise Mistake(TEXT.past(day=human_day(until or since, now=today)))
    return Override(kind=OverrideKind.AWAY, person=person, since=since, until=until)


def cover(
    rota: Rota, person: str, since: date, until: date, by: str, *, now: datetime
) -> tuple[Override, ...]:
    """`by` does what `person` has to do on these days, both included.

    For each whole shift taken over, `by` is owed one: their next free shift after it is done by `person`,
    as a second cover. Shorter help is not given back by itself; `owed` keeps count of it.
    """
    _member(rota, person, by)
    if same(person, by):
        raise Mistake(TEXT.covers_themselves(person=bare(person)))
    span = Override(kind=OverrideKind.AWAY, person=person, since=since, until=until).span(rota.timezone)
    mine = [
        shift
        for shift in _of(rota, person, max(span[0], now), span[1])
        if shift.ends_at > now and shift.starts_at < span[1]
    ]
    if not mine:
        coming = _next_shifts(rota, person, now)
        if since == until:
            raise Mistake(
                TEXT.not_on_duty_on(person=bare(person), day=human_day(since, now=now), choices=coming)
            )
        days = {"since": human_day(since, now=now), "until": human_day(until, now=now)}
        raise Mistake(TEXT.not_on_duty(person=bare(person), choices=coming, **days))
    made: list[Override] = []
    for shift in mine:
        made.append(_hand(rota, shift, by, days=(since, until)))
        if not _possible(rota, rota.with_overrides(*made), shift, by):
            free = [login for login in rota.config.logins if not same(login, by) and not same(login, person)]
            free = [login for login in free if _free(rota, _within(shift, span), login)]
            raise Mistake(TEXT.on_duty_or_away(by=bare(by), choices=_choices(TEXT.free, map(bare, free))))
        if shift.starts_at > now and span[0] <= shift.starts_at and span[1] >= shift.ends_at:
            made += _give_back(rota.with_overrides(*made), shift, person, by)
    return tuple(made)


def swap(rota: Rota, person: str, other: str, day: date | None, now: datetime) -> tuple[Override, ...]:
    """`person` and `other` change places: the shift of `person` on `day` (or the next one not begun) for
    the nearest shift of `other` that leaves nobody on duty twice at once or while away."""
    _member(rota, person, other)
    if same(person, other):
        raise Mistake(TEXT.swaps_with_themselves(person=bare(person)))
    mine = [shift for shift in _of(rota, person, now, _horizon(rota, now)) if shift.starts_at > now]
    if day is not None:
        mine = [shift for shift in mine if _first_day(rota, shift) <= day <= _last_day(rota, shift)]
    if not mine:
        coming = _next_shifts(rota, person, now)
        if day is None:
            raise Mistake(TEXT.no_shift(person=bare(person), choices=coming))
        raise Mistake(TEXT.no_shift_on(person=bare(person), day=human_day(day, now=now), choices=coming))
    given = mine[0]
    theirs = [shift for shift in _of(rota, other, now, _horizon(rota, now)) if shift.starts_at > now]
    for taken in sorted(theirs, key=lambda shift: (abs(shift.starts_at - given.starts_at), shift.starts_at)):
        made = (_hand(rota, given, other, OverrideKind.SWAP), _hand(rota, taken, person, OverrideKind.SWAP))
        swapped = rota.with_overrides(*made)
        if _possible(rota, swapped, given, other) and _possible(rota, swapped, taken, person):
            return made
    free = [login for login in rota.config.logins if not same(login, person) and _free(rota, given, login)]
    first, choices = human_day(_first_day(rota, given), now=now), _choices(TEXT.free_then, map(bare, free))
    raise Mistake(TEXT.no_swap(other=bare(other), day=first, choices=choices))


def owed(rota: Rota) -> dict[str, dict[str, timedelta]]:
    """Return who owes whom how much time on duty, by covers and swaps, after what is given back is set
    off."""
    balance: dict[tuple[str, str], timedelta] = defaultdict(timedelta)
    names = {login.casefold(): login for login in rota.config.logins}
    known = {slot.index: slot for slot in rota.history}
    for override in rota.overrides:
        if override.by is None or override.slot is None:
            continue
        slot = known.get(override.slot)
        begins, ends = override.span(rota.timezone)
        starts_at = slot.starts_at if slot else rota.change(max(override.slot, 0))
        ends_at = slot.ends_at if slot else rota.change(override.slot + rota.config.on_duty)
        length = min(ends, ends_at) - max(begins, starts_at)
        debtor, creditor = override.person.casefold(), override.by.casefold()
        balance[debtor, creditor] += length
        balance[creditor, debtor] -= length
    result: dict[str, dict[str, timedelta]] = defaultdict(dict)
    for (debtor, creditor), length in balance.items():
        # Swapped shifts can differ by an hour where the clocks change; that is no debt.
        if length > timedelta(hours=2):
            result[names.get(debtor, debtor)][names.get(creditor, creditor)] = length
    return dict(result)


def _member(rota: Rota, *logins: str) -> None:
    for login in logins:
        if rota.config.person(login) is None:
            choices = _choices(TEXT.members, map(bare, rota.config.logins))
            raise Mistake(TEXT.not_a_member(login=bare(login), choices=choices))


def _choices(template: Template, choices: Iterable[Markdown]) -> Markdown:
    return template(choices=joined(choices) or TEXT.no_choices())


def _horizon(rota: Rota, now: datetime) -> datetime:
    """Far enough for everyone to have had two turns."""
    number = max(rota.change_before(now), 0)
    return rota.change(number + 2 * len(rota.config.people) + rota.config.on_duty)


def _of(rota: Rota, person: str, since: datetime, until: datetime) -> list[Shift]:
    return [shift for shift in shifts(rota, since, until) if shift.person and same(shift.person, person)]


def _next_shifts(rota: Rota, person: str, now: datetime) -> Markdown:
    coming = _of(rota, person, now, _horizon(rota, now))[:3]
    return _choices(TEXT.next_shifts, [_days(rota, shift, now) for shift in coming])


def _days(rota: Rota, shift: Shift, now: datetime) -> Markdown:
    first, last = (human_day(at, rota.timezone, now=now) for at in (shift.starts_at, shift.ends_at))
    return TEXT.shift(first=first, last=last)


def _first_day(rota: Rota, shift: Shift) -> date:
    return day_of(shift.starts_at, rota.timezone)


def _last_day(rota: Rota, shift: Shift) -> date:
    """Return the last day on which the shift runs (one that ends at midnight does not run on the day
    after)."""
    return day_of(shift.ends_at - datetime.resolution, rota.timezone)


def _hand(
    rota: Rota,
    shift: Shift,
    by: str,
    kind: OverrideKind = OverrideKind.COVER,
    days: tuple[date, date] = (date.min, date.max),
) -> Override:
    """`shift`, or what of it lies within `days`, given to `by`."""
    return Override(
        kind=kind,
        person=shift.person or "",
        since=max(days[0], _first_day(rota, shift)),
        until=min(days[1], _last_day(rota, shift)),
        by=by,
        slot=shift.slot,
    )


def _within(shift: Shift, span: tuple[datetime, datetime]) -> Shift:
    begin, end = max(shift.starts_at, span[0]), min(shift.ends_at, span[1])
    return shift.model_copy(update={"starts_at": begin, "ends_at": end})


def _possible(rota: Rota, changed: Rota, shift: Shift, by: str) -> bool:
    """Return whether `by`, who in `changed` has (part of) `shift`, is then on duty once only and not away."""
    theirs = _of(changed, by, shift.starts_at, shift.ends_at)
    got = [part for part in theirs if part.slot == shift.slot]
    others = [part for part in theirs if part.slot != shift.slot]
    if any(a.starts_at < b.ends_at and b.starts_at < a.ends_at for a in got for b in others):
        return False
    return bool(got) and not _away_during(rota, by, got)


def _away_during(rota: Rota, login: str, during: list[Shift]) -> bool:
    hours = working_hours(rota, login)
    return any(
        first <= day_of(shift.ends_at, hours.zone) and day_of(shift.starts_at, hours.zone) <= last
        for shift in during
        for first, last in hours.away
    )


def _free(rota: Rota, shift: Shift, login: str) -> bool:
    return not _of(rota, login, shift.starts_at, shift.ends_at) and not _away_during(rota, login, [shift])


def _give_back(rota: Rota, shift: Shift, person: str, by: str) -> list[Override]:
    for following in _of(rota, by, shift.ends_at, _horizon(rota, shift.ends_at)):
        if following.starts_at < shift.ends_at or following.instead_of is not None:
            continue
        back = _hand(rota, following, person)
        if _possible(rota, rota.with_overrides(back), following, person):
            return [back]
    return []
