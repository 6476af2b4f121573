"""Who holds an issue, until when, and who is next: the claims of one issue, and how they change. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from bot.community.newcomers.claims_config import Claims
from bot.core.memory import Memory
from bot.core.model import User, Value
from bot.core.pause import QuietTime
from bot.core.schedule import Duration, WorkingHours

FEATURE = "claims"
"""Under this name everything about claims is remembered, said and done."""
TURN = timedelta(days=1)
"""So long an issue is kept for the next person of the waitlist at least."""
WORKING_DAY = Duration.parse("1 working day")
MOST_WAITING = 10
"""So many people wait at most for one issue."""
ELSEWHERE = "elsewhere"
"""What stands for a private repository: it is not named outside of it."""
PAUSE = 4
"""Somebody who waits for others keeps a claim for so many leases."""

_LINE = re.compile(r"^[ \t]*[-*+][ \t]+\[([ xX])\][ \t]+(.{0,299}\S)[ \t\r]*$", re.MULTILINE)


class Claimant(Value):
    """Somebody, by the id that stays."""

    id: int
    login: str

    @classmethod
    def of(cls, user: User) -> Claimant:
        """Return an account."""
        return cls(id=user.id, login=user.login)


class Holder(Claimant):
    """Somebody who has an issue, or one line of its checklist (`path`).

    `until` None: no clock runs, because a maintainer assigned them (`by_hand`) or `pull` is open. Whether it
    still is, is asked at `look_at`: the news that it was closed may have been lost.
    """

    since: datetime
    until: datetime | None = None
    remind_at: datetime | None = None
    path: str = ""
    pull: int | None = None
    pull_in: str = ""
    """The repository of `pull` where it is another: `owner/repo`, or `ELSEWHERE` if it is not to be named."""
    look_at: datetime | None = None
    by_hand: bool = False
    given_up: str = ""
    """The delivery in which they gave it up; it is free at `until`, unless a word of theirs comes before."""

    @property
    def counts(self) -> bool:
        """Whether it counts towards the limit of the person."""
        return self.until is not None and not self.by_hand

    def is_due(self, now: datetime) -> bool:
        """Return whether a reminder, the end, or a look at the pull request has come."""
        return any(moment <= now for moment in (self.remind_at, self.until, self.look_at) if moment)


class ReservedFor(Claimant):
    """The person an issue is kept for, until when; `called` once they have been told."""

    until: datetime
    called: bool = True


class ClaimState(Value):
    """All that is remembered of one issue's claims."""

    holders: tuple[Holder, ...] = ()
    waiting: tuple[Claimant, ...] = ()
    turn: ReservedFor | None = None
    reserved: ReservedFor | None = None
    done: tuple[str, ...] = ()
    """Lines of the checklist that were claimed and merged."""
    noticed: date | None = None
    """The day (by the repository's zone) of the latest comment about it."""
    quiet: datetime | None = None
    """The beginning of the latest quiet time that its deadlines have been given back."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to remember but that we spoke."""
        return not (self.holders or self.waiting or self.turn or self.reserved or self.done)

    @property
    def whole(self) -> tuple[Holder, ...]:
        """Those who have the issue itself: one person, or a pair."""
        return tuple(holder for holder in self.holders if not holder.path)

    def of(self, person_id: int) -> tuple[Holder, ...]:
        """Return what somebody has."""
        return tuple(holder for holder in self.holders if holder.id == person_id)

    def with_partners(self, person_id: int) -> tuple[Holder, ...]:
        """Return what somebody has, and what those have with whom they share the whole issue: a pair is
        one."""
        shares = any(holder.id == person_id for holder in self.whole)
        return tuple(e for e in self.holders if e.id == person_id or (shares and not e.path))

    def promised_to(self, person_id: int) -> bool:
        """Return whether it is this person's turn, or reserved for them."""
        return any(
            reservation is not None and reservation.id == person_id
            for reservation in (self.turn, self.reserved)
        )

    def reserved_for_another(self, person_id: int) -> ReservedFor | None:
        """Return the person it is kept for, unless that is this one."""
        return next(
            (
                reservation
                for reservation in (self.reserved, self.turn)
                if reservation and reservation.id != person_id
            ),
            None,
        )

    def next_due(self) -> datetime | None:
        """Return when it has to be looked at again."""
        instants = [holder.remind_at or holder.until or holder.look_at for holder in self.holders]
        instants += [reservation.until for reservation in (self.turn, self.reserved) if reservation]
        return min((instant for instant in instants if instant), default=None)


ISSUE_CLAIMS = Memory(FEATURE, "held", ClaimState)
"""In the subject's scope: who has claimed an issue."""
CLAIMED_BY = Memory(FEATURE, "by:", list[list[int]])
"""In the owner's scope, by a person's id: (repository's id, number) of each claim that counts for them."""


def new_holder(
    person: Claimant, claims: Claims, hours: WorkingHours, now: datetime, **more: object
) -> Holder:
    """Return a claim that begins now, with a reminder before it ends."""
    end = hours.add(now, claims.lease)
    until, remind_at = _in_working_hours(end, end - now, hours)
    return Holder(id=person.id, login=person.login, since=now, until=until, remind_at=remind_at).model_copy(
        update=more
    )


def _in_working_hours(end: datetime, length: timedelta, hours: WorkingHours) -> tuple[datetime, datetime]:
    """Return when a claim that would end at `end` does, and its reminder, when a quarter is left: both in the
    working time that follows, at least an eighth apart. Nobody is asked at night."""
    remind_at = hours.next_start(end - length / 4)
    return hours.next_start(max(end, remind_at + length / 8)), remind_at


def with_holders(state: ClaimState, *new: Holder) -> ClaimState:
    """With new holders, who wait for it no longer."""
    ids = {holder.id for holder in new}
    return state.model_copy(
        update={
            "holders": (*state.holders, *new),
            "waiting": tuple(person for person in state.waiting if person.id not in ids),
            "turn": None if state.turn and state.turn.id in ids else state.turn,
            "reserved": None if state.reserved and state.reserved.id in ids else state.reserved,
        }
    )


def with_renewal(
    state: ClaimState,
    person_id: int,
    claims: Claims,
    hours: WorkingHours,
    now: datetime,
    *,
    waits: bool = False,
) -> ClaimState:
    """After a word (or a commit) of a holder; a word that they wait for others (`waits`) lasts longer.

    A pair shares it: a word of one of them is one of both.
    """
    theirs = state.with_partners(person_id)

    def anew(holder: Holder) -> Holder:
        if holder not in theirs or holder.until is None:
            return holder
        if holder.by_hand:
            return holder.model_copy(update={"until": None, "given_up": ""})
        fresh = new_holder(holder, claims, hours, now)
        assert fresh.until is not None
        until = now + (fresh.until - now) * PAUSE if waits else max(fresh.until, holder.until)
        until, remind_at = _in_working_hours(until, fresh.until - now, hours)
        return holder.model_copy(update={"until": until, "remind_at": remind_at, "given_up": ""})

    return state.model_copy(update={"holders": tuple(anew(holder) for holder in state.holders)})


def with_quiet_times(state: ClaimState, quiet: Sequence[QuietTime], hours: WorkingHours) -> ClaimState:
    """With every deadline as much later as the quiet times that are over took of it, each once."""
    new = [time for time in quiet if state.quiet is None or time.since > state.quiet]
    if not new or state.is_empty:
        return state
    for time in new:
        state = _later_by(state, time, hours)
    return state.model_copy(update={"quiet": new[-1].since})


def _later_by(state: ClaimState, quiet: QuietTime, hours: WorkingHours) -> ClaimState:
    def later(holder: Holder) -> Holder:
        if holder.given_up:
            return holder.model_copy(update={"until": end_of_next_day(quiet.until, hours)})
        more = quiet.after(holder.since)
        moved = {
            name: moment + more
            for name in ("until", "remind_at", "look_at")
            if (moment := getattr(holder, name)) is not None
        }
        return holder.model_copy(update=moved)

    reservations = {
        name: place.model_copy(update={"until": place.until + quiet.after(quiet.since)})
        for name in ("turn", "reserved")
        if (place := getattr(state, name)) is not None and place.called and place.until > quiet.since
    }
    return state.model_copy(update={"holders": tuple(map(later, state.holders)), **reservations})


def end_of_next_day(at: datetime, hours: WorkingHours) -> datetime:
    """Return the end of the working day after `at`."""
    return hours.add(hours.next_day(at), WORKING_DAY)


def without(state: ClaimState, person_ids: Iterable[int], path: str | None = None) -> ClaimState:
    """Without these people (`path`: without that line of theirs)."""
    gone = set(person_ids)
    holders = (e for e in state.holders if e.id not in gone or (path is not None and e.path != path))
    return state.model_copy(
        update={
            "holders": tuple(holders),
            "waiting": tuple(person for person in state.waiting if person.id not in gone),
            "turn": None if state.turn and state.turn.id in gone else state.turn,
            "reserved": None if state.reserved and state.reserved.id in gone else state.reserved,
        }
    )


def with_next_turn(
    state: ClaimState, now: datetime, call_at: datetime, hours: WorkingHours, *, taken_otherwise: bool
) -> ClaimState:
    """Kept for the next of the waitlist where nobody has it; they are told at `call_at`, now or later, and it
    is theirs for a day of work."""
    if state.holders or state.turn or state.reserved or taken_otherwise or not state.waiting:
        return state
    first, *rest = state.waiting
    called = call_at <= now
    end = max(call_at + TURN, hours.add(call_at, WORKING_DAY))
    until = hours.next_start(end) if called else call_at
    turn = ReservedFor(id=first.id, login=first.login, until=until, called=called)
    return state.model_copy(update={"turn": turn, "waiting": tuple(rest)})


def checklist(body: str) -> dict[str, bool]:
    """Return the lines of an umbrella issue's checklist, in order, and whether they are ticked."""
    return {line: mark != " " for mark, line in _LINE.findall(body[:20_000])}


def checklist_line(lines: Iterable[str], words: str) -> str | None:
    """Return the line that `words` name: itself, or the only one that holds them."""
    requested = " ".join(words.split()).casefold().strip("`")
    known = list(lines)
    exact = [line for line in known if line.casefold().strip("`") == requested]
    matches = exact or [line for line in known if requested and requested in line.casefold()]
    return matches[0] if len(matches) == 1 else None
