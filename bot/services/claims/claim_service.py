"""One decision about claims: the state of an issue read once, changed, and written with all that follows.

What follows from a change of state is worked out here alone, from before and after: assignees, how many
issues each person has, the timer, the comment that says how it stands.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from bot.community.newcomers.claim_state import (
    ISSUE_CLAIMS,
    Claims,
    Held,
    Holder,
    Kept,
    Person,
    leased,
    let_go,
    passed_on,
    renewed,
    taken,
)
from bot.core.context import Context
from bot.core.errors import Refusal
from bot.core.keys import Scope, subject_scope
from bot.core.model import Subject, contains
from bot.core.schedule import instant, parse_day, spoken_day
from bot.core.schedule.local import day_of
from bot.services.claims import messages
from bot.services.cohorts.reserved_issues import reservations

STANDING = "claim"
"""The comment that says how it stands."""
NOTICE = "claim-turn"
"""The comment that calls somebody: a reminder, a release, a turn."""
LEASE = "lease"
"""The timer of an issue's claims."""
MORNING = time(9)
"""When somebody is told what could not be said the day before."""


def scope_of(ctx: Context[Any], number: int) -> Scope:
    """The memory scope of an issue of this repository."""
    return subject_scope(ctx.repository.id, number)


async def held_on(ctx: Context[Any], number: int) -> Held:
    """The claims of an issue of this repository."""
    return await ISSUE_CLAIMS.read(ctx.records, scope_of(ctx, number)) or Held()


class Claiming:
    """A decision about one issue in the making. `done` gives its effects."""

    def __init__(
        self, ctx: Context[Any], number: int, subject: Subject | None, before: Held, known: bool
    ) -> None:
        self.ctx = ctx
        self.subject = subject
        self.number = number
        self.ref = f"{ctx.repository.full_name}#{number}"
        self.before = self.held = before
        self.known = known
        self.claims = ctx.repo.section("newcomers.claims", Claims) or Claims()
        self.hours = ctx.repo.working_hours
        self.said: list[str] = []
        self.because = ""

    @classmethod
    async def on(cls, ctx: Context[Any], number: int, subject: Subject | None) -> Claiming:
        """The claims of an issue; `subject` is its present state where that is known."""
        stored = await ISSUE_CLAIMS.read(ctx.records, scope_of(ctx, number))
        return cls(ctx, number, subject, stored or Held(), stored is not None)

    @property
    def zone(self) -> str:
        """The repository's time zone."""
        return self.ctx.repo.timezone

    @property
    def kept(self) -> str:
        """For which cohort it is kept now, and until when, as a sentence; empty where for none."""
        labels = self.subject.labels if self.subject else ()
        found = reservations(self.ctx.repo, self.number, labels, self.ctx.now)
        return str(found[0]) if found else ""

    @property
    def today_is_quiet(self) -> bool:
        """Whether a comment of ours may be posted today that nobody asked for."""
        return self.held.noticed != day_of(self.ctx.now, self.zone)

    @property
    def assigned(self) -> list[str]:
        """Assignees who hold no claim: maintainers put them there."""
        mine = [each.login for each in self.before.holders]
        logins = self.subject.assignee_logins if self.subject else ()
        return [login for login in logins if not contains(mine, login)]

    def drop(self, *ids: int, path: str | None = None) -> bool:
        """Let people go, off the waitlist too; whether that changed anything."""
        was = self.held
        self.held = let_go(self.held, ids, path)
        return self.held != was

    def heard(self, person_id: int, text: str = "") -> None:
        """A word or a commit of somebody renews what they have."""
        self.held = renewed(self.held, person_id, self.claims, self.hours, self.ctx.now, text)

    def met(self, person: Person) -> None:
        """Somebody is known by this login now: accounts are renamed, and ids stay."""
        changes: dict[str, Any] = {
            field: tuple(
                each.model_copy(update={"login": person.login}) if each.id == person.id else each
                for each in getattr(self.held, field)
            )
            for field in ("holders", "waiting")
        }
        self.held = self.held.model_copy(update=changes)

    def opened(self, person_id: int, pull: int) -> None:
        """A linked pull request of a holder, or of their partner, is open: it stops the clock."""
        look_at = self.hours.add(self.ctx.now, self.claims.lease)
        changes = {"pull": pull, "until": None, "remind_at": None, "look_at": look_at}
        theirs = self.held.with_partners(person_id)
        self._replace(*((each, each.model_copy(update=changes)) for each in theirs))

    def no_longer_open(self, pull: int) -> None:
        """A pull request is closed, or is about something else now: the clock runs again."""
        for each in self.held.holders:
            if each.pull != pull:
                continue
            free = each.model_copy(update={"pull": None, "look_at": None})
            if not each.by_hand:
                free = leased(each, self.claims, self.hours, self.ctx.now, path=each.path)
            self._replace((each, free))

    def _replace(self, *changed: tuple[Holder, Holder]) -> None:
        fresh = {(old.id, old.path): new for old, new in changed}
        holders = (fresh.get((each.id, each.path), each) for each in self.held.holders)
        self.held = self.held.model_copy(update={"holders": tuple(holders)})

    def merged(self, person_id: int, pull: int) -> None:
        """A holder's change to lines of the checklist is merged."""
        lines = [each.path for each in self.held.of(person_id) if each.path]
        self.no_longer_open(pull)  # What has no line ends when the issue is closed.
        for line in lines:
            self.drop(person_id, path=line)
        self.held = self.held.model_copy(update={"done": (*self.held.done, *lines)})

    def by_hand(self, person: Person) -> None:
        """A maintainer assigned somebody: theirs without a clock, whoever else was to have it."""
        if not self.held.of(person.id):
            holder = Holder(id=person.id, login=person.login, since=self.ctx.now, by_hand=True)
            self.held = taken(self.held, holder)
            self.held = self.held.model_copy(update={"turn": None, "reserved": None})

    def reserve(self, person: Person, day: str) -> None:
        """Keep it for a visitor until the end of a day; Refusal for a day that is none, or past."""
        today = day_of(self.ctx.now, self.zone)
        try:
            until = parse_day(day, today)
        except ValueError as problem:
            raise Refusal(f"{problem}.") from None
        if until < today:
            raise Refusal(f"{spoken_day(until)} is past; name a later day.")
        if self.held.holders or self.assigned:
            raise Refusal(messages.occupied(self.held, self.assigned, self.zone))
        end = instant(until + timedelta(days=1), time(0), self.zone) - timedelta(seconds=1)
        kept = Kept(id=person.id, login=person.login, until=end)
        self.held = self.held.model_copy(update={"reserved": kept, "turn": None})

    def end(self) -> None:
        """The issue is closed or gone: nothing is claimed any more."""
        self.held = Held(done=self.held.done, noticed=self.held.noticed)

    def tomorrow(self) -> datetime:
        return instant(day_of(self.ctx.now, self.zone) + timedelta(days=1), MORNING, self.zone)

    def pass_on(self) -> None:
        """The next of the waitlist gets a turn where nobody has it."""
        call_at = self.ctx.now if self.today_is_quiet else self.tomorrow()
        had = self.held.turn
        taken_otherwise = bool(self.assigned)
        self.held = passed_on(self.held, self.ctx.now, call_at, taken_otherwise=taken_otherwise)
        if self.held.turn is not None and self.held.turn != had and self.held.turn.called:
            self.call(messages.turn(self.held.turn, self.zone))

    def call(self, text: str, *, first: bool = False) -> None:
        if self.today_is_quiet:
            self.said.insert(0 if first else len(self.said), text)

    def spoke(self) -> None:
        """Something else was said here today."""
        self.held = self.held.model_copy(update={"noticed": day_of(self.ctx.now, self.zone)})
