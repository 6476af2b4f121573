"""Who is asked next: first those on duty, then whoever comes next, then `otherwise`. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.community.rota import Rota, available, incoming, is_away, working_hours
from bot.core.model import contains, spelling
from handlers.steward.rules.caseload import Caseload

NOBODY = Caseload()


class AskedBy(Enum):
    """Who wants a case to change hands."""

    CLOCK = auto()
    """Nobody: a time is over, or whoever has it is away."""
    STEWARD = auto()
    """One of us, who has asked for it now."""
    REPORTER = auto()
    """Its reporter, who wants somebody above those on duty."""


@dataclass(frozen=True)
class Choice:
    """Who is asked. `person` is a login, `otherwise` a login or @team to be looked up; both may be None.

    `retry_at` is when somebody may be had, if nobody is now. `full`: somebody is on duty, but has as many
    open cases as they take at a time.
    """

    person: str | None = None
    otherwise: str | None = None
    because: str = ""
    retry_at: datetime | None = None
    full: bool = False


def first_choice(
    rota: Rota, at: datetime, without: Collection[str], prefer: str | None = None, caseload: Caseload = NOBODY
) -> Choice:
    """Return who takes a case: of those on duty `prefer`, or who has the least to do; else `otherwise`.

    Nobody of `without`, nobody who is away, and nobody who has their hands full.
    """
    full = caseload.full(rota)
    shut_out = (*without, *full, *absent(rota, at))
    duty = available(rota, at, shut_out)
    if duty.people:
        known = spelling(duty.people, prefer) if prefer else None
        return Choice(person=known or caseload.evenly(duty.people)[0], because=duty.because)
    busy = any(
        not contains(without, person) for person in available(rota, at).people if contains(full, person)
    )
    return Choice(
        otherwise=duty.otherwise,
        because="everybody on duty has their hands full" if busy else duty.because,
        retry_at=_again(rota, at, without, busy=busy),
        full=busy,
    )


def next_choice(rota: Rota, at: datetime, without: Collection[str], caseload: Caseload = NOBODY) -> Choice:
    """Return who takes a case over: another one on duty, then the incoming one, then `otherwise`."""
    choice = first_choice(rota, at, without, caseload=caseload)
    if choice.person is not None:
        return choice
    coming = incoming(rota, at, absent(rota, at))
    if (
        coming
        and coming.person
        and not contains((*without, *caseload.full(rota)), coming.person)
        and working_hours(rota, coming.person).next_start(at) < coming.ends_at
    ):
        return Choice(person=coming.person, because="next on duty")
    return choice


def absent(rota: Rota, at: datetime) -> tuple[str, ...]:
    """Return the people of a rota who are away on this day of theirs."""
    return tuple(login for login in rota.config.logins if is_away(rota, login, at))


def _again(rota: Rota, at: datetime, without: Collection[str], *, busy: bool) -> datetime | None:
    """Return when to look again for somebody: as soon as a day is over where hands are full, else at a
    change."""
    coming = incoming(rota, at, without)
    if busy:
        duty = [login for login in available(rota, at).people if not contains(without, login)]
        tomorrow = working_hours(rota, duty[0]).next_start(at + timedelta(hours=12))
        return min(tomorrow, coming.starts_at) if coming else tomorrow
    return coming.starts_at if coming else None
