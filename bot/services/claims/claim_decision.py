"""One decision about the claims of an issue: their state is read once and changed step by step.

`claim_effects` works out what follows, from the state before and after.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from bot.community.newcomers.claim_state import (
    ISSUE_CLAIMS,
    Claimant,
    ClaimState,
    Holder,
    ReservedFor,
    end_of_next_day,
    new_holder,
    with_holders,
    with_next_turn,
    with_quiet_times,
    with_renewal,
    without,
)
from bot.community.newcomers.claims_config import Claims
from bot.community.suggestions import Suggestions
from bot.core.context import Surroundings
from bot.core.errors import Mistake, Refusal
from bot.core.keys import Scope, SectionKey, TimerKey, subject_scope
from bot.core.markdown import NOTHING, Markdown, bare
from bot.core.messages import DEFAULT, Language
from bot.core.model import Subject, contains
from bot.core.schedule import WorkingHours, day_of, human_day, instant, parse_day
from bot.services.claims.messages import NOTICES, TEXT, occupied
from bot.services.cohorts import reservations
from bot.services.locale import Locale
from bot.services.rotas import repository_hours

STATE_COMMENT = SectionKey("claim")
"""The sticky comment that shows the state of the claims."""
FACTS = ("holders", "waiting", "turn", "reserved", "done")
"""What it says of the claims, as data."""
NOTICE = SectionKey("claim-turn")
"""The comment that calls somebody: a reminder, a release, a turn."""
LEASE = TimerKey("lease")
"""The timer of an issue's claims."""
MORNING = time(9)
"""When a notice is posted that could not be posted the day before (local time)."""


def scope_of(ctx: Surroundings, number: int) -> Scope:
    """Return the memory scope of an issue of this repository."""
    return subject_scope(ctx.repository.id, number)


async def claim_state_of(ctx: Surroundings, number: int) -> ClaimState:
    """Return the claims of an issue of this repository."""
    return await ISSUE_CLAIMS.read(ctx.records, scope_of(ctx, number)) or ClaimState()


class ClaimDecision:
    """A decision about one issue in the making; `claim_effects.effects_of` gives its effects."""

    def __init__(
        self, ctx: Surroundings, number: int, subject: Subject | None, before: ClaimState, known: bool
    ) -> None:
        self.ctx = ctx
        self.subject = subject
        self.number = number
        self.ref = ctx.repository.ref_of(number)
        self.before = self.state = before
        self.is_stored = known
        self.claims = ctx.repo.section("newcomers.claims", Claims) or Claims()
        self.notices: list[Markdown] = []
        self.finished: tuple[str, ...] = ()
        """Whose claim has just ended because their change, `merged`, is in."""
        self.merged = 0
        self.released: tuple[str, ...] = ()
        """Who lets go of an issue that a maintainer gave them."""
        self.speaks_anew = False
        """Whether the comment is to be true again, though no claim has changed."""
        self.because = ""
        self.answers_in: Language = DEFAULT
        """The language in which somebody hears why they cannot have it."""

    @classmethod
    async def on(cls, ctx: Surroundings, number: int, subject: Subject | None) -> ClaimDecision:
        """Read the claims of an issue; `subject` is its present state where that is known."""
        stored = await ISSUE_CLAIMS.read(ctx.records, scope_of(ctx, number))
        decision = cls(ctx, number, subject, stored or ClaimState(), stored is not None)
        if quiet := ctx.quiet_times:
            decision.state = with_quiet_times(decision.state, quiet, decision.hours)
        return decision

    @cached_property
    def hours(self) -> WorkingHours:
        """The working time of the repository."""
        return repository_hours(self.ctx)

    @property
    def suggests(self) -> bool:
        """Whether `/suggest` is a command here."""
        return self.ctx.repo.section("newcomers.suggestions", Suggestions) is not None

    @property
    def locale(self) -> Locale:
        """The language and the clocks of what is said on the issue."""
        return Locale.of(self.ctx, self.subject.labels if self.subject else ())

    @property
    def answer_locale(self) -> Locale:
        """The same of an answer to a command."""
        return replace(self.locale, language=self.answers_in)

    @property
    def zone(self) -> str:
        """The repository's time zone."""
        return self.ctx.repo.timezone

    @property
    def cohort_reservation(self) -> Markdown:
        """For which cohort the issue is reserved now, and until when, as a sentence; empty if for none."""
        labels = self.subject.labels if self.subject else ()
        matches = reservations(self.ctx.repo, self.number, labels, self.ctx.now)
        return matches[0].sentence(self.locale) if matches else NOTHING

    @property
    def may_comment_today(self) -> bool:
        """Whether an unsolicited comment may be posted today: at most one a day."""
        return self.state.noticed != day_of(self.ctx.now, self.zone)

    @property
    def assigned(self) -> list[str]:
        """Assignees who hold no claim: maintainers put them there."""
        mine = [*(holder.login for holder in self.before.holders), *self.released]
        logins = self.subject.assignee_logins if self.subject else ()
        return [login for login in logins if not contains(mine, login)]

    def drop(self, *ids: int, path: str | None = None) -> bool:
        """Remove people, from the waitlist too. Return whether that changed anything."""
        was = self.state
        self.state = without(self.state, ids, path)
        return self.state != was

    def renew(self, person_id: int, *, waits: bool = False) -> None:
        """Renew the claims of somebody who wrote something or pushed a commit; `waits`: for an employer."""
        now = self.ctx.now
        self.state = with_renewal(self.state, person_id, self.claims, self.hours, now, waits=waits)

    def give_up(self, person_id: int) -> datetime | None:
        """Free what somebody holds at the end of the next working day; return when that is. While a pull
        request of theirs is open nothing changes, and None is returned."""
        theirs, now = self.state.of(person_id), self.ctx.now
        if any(holder.pull for holder in theirs):
            return None
        end = end_of_next_day(now, self.hours)
        until = min([end, *(holder.until for holder in theirs if holder.until)])
        changes = {"until": until, "remind_at": None, "given_up": self.ctx.guid}
        self._replace(*((holder, holder.model_copy(update=changes)) for holder in theirs))
        return until

    def update_login(self, person: Claimant) -> None:
        """Store the present login of somebody: accounts are renamed, and ids stay."""
        changes: dict[str, Any] = {
            field: tuple(
                stored.model_copy(update={"login": person.login}) if stored.id == person.id else stored
                for stored in getattr(self.state, field)
            )
            for field in ("holders", "waiting")
        }
        self.state = self.state.model_copy(update=changes)

    def pull_opened(self, person_id: int, pull: int, place: str = "") -> None:
        """Stop the clock while a linked pull request of a holder or of their partner is open; `place` as
        `Holder.pull_in`."""
        look_at = self.hours.add(self.ctx.now, self.claims.lease)
        changes = {"pull": pull, "pull_in": place, "until": None, "remind_at": None, "look_at": look_at}
        theirs = self.state.with_partners(person_id)
        self._replace(*((holder, holder.model_copy(update=changes)) for holder in theirs))

    def pull_closed(self, pull: int, place: str = "") -> None:
        """Start the clock again: a pull request is closed, or no longer names this issue."""
        for holder in self.state.holders:
            if (holder.pull, holder.pull_in) != (pull, place):
                continue
            free = holder.model_copy(update={"pull": None, "pull_in": "", "look_at": None})
            if not holder.by_hand:
                free = new_holder(holder, self.claims, self.hours, self.ctx.now, path=holder.path)
            self._replace((holder, free))

    def _replace(self, *changed: tuple[Holder, Holder]) -> None:
        fresh = {(old.id, old.path): new for old, new in changed}
        holders = (fresh.get((holder.id, holder.path), holder) for holder in self.state.holders)
        self.state = self.state.model_copy(update={"holders": tuple(holders)})

    def pull_merged(self, person_id: int, pull: int, *, closes: bool) -> None:
        """Tick the lines of the checklist that a holder's merged pull request was for. A claim of the whole
        issue ends with a change that `closes` it: theirs, and their partner's; they stay assigned."""
        lines = [holder.path for holder in self.state.of(person_id) if holder.path]
        self.pull_closed(pull)
        for line in lines:
            self.drop(person_id, path=line)
        self.state = self.state.model_copy(update={"done": (*self.state.done, *lines)})
        if closes and not lines:
            self.finished = tuple(holder.login for holder in self.state.with_partners(person_id))
            self.merged = pull
            self.drop(*(holder.id for holder in self.state.with_partners(person_id)))

    def assigned_by_hand(self, person: Claimant) -> None:
        """Give the issue to somebody whom a maintainer assigned: without a clock, and before all others."""
        if not self.state.of(person.id):
            holder = Holder(id=person.id, login=person.login, since=self.ctx.now, by_hand=True)
            self.state = with_holders(self.state, holder)
            self.state = self.state.model_copy(update={"turn": None, "reserved": None})

    def assigned_program(self) -> None:
        """Have whoever's turn it was wait on, first of all: a bot has the issue now."""
        if self.state.turn is not None:
            first = Claimant(id=self.state.turn.id, login=self.state.turn.login)
            self.state = self.state.model_copy(update={"turn": None, "waiting": (first, *self.state.waiting)})
        self.speaks_anew = True

    def release(self, person: Claimant) -> bool:
        """Take off an assignee who lets go. Return whether they are one, without a claim."""
        here = self.subject.assignees if self.subject else ()
        logins = tuple(user.login for user in here if user.id == person.id)
        self.released = tuple(login for login in logins if contains(self.assigned, login))
        self.speaks_anew = self.speaks_anew or bool(self.released)
        return bool(self.released)

    def reserve(self, person: Claimant, day: str) -> None:
        """Reserve the issue for a visitor until the end of a day; raise `Refusal` for a past day or none."""
        today = day_of(self.ctx.now, self.zone)
        try:
            until = parse_day(day, today)
        except Mistake as mistake:
            raise Refusal(TEXT.no_day(mistake=mistake.sentence)) from None
        if until < today:
            raise Refusal(TEXT.day_past(day=human_day(until, now=today)))
        if self.state.holders or self.assigned:
            raise Refusal(occupied(self.state, self.assigned, self.answer_locale))
        last_moment = instant(until + timedelta(days=1), time(0), self.zone) - timedelta(seconds=1)
        reserved = ReservedFor(id=person.id, login=person.login, until=last_moment)
        self.state = self.state.model_copy(update={"reserved": reserved, "turn": None})

    def clear(self) -> None:
        """Remove all claims: the issue is closed or gone."""
        self.state = ClaimState(done=self.state.done, noticed=self.state.noticed)

    def next_morning(self) -> datetime:
        """Return the morning of the next working day in the repository's zone."""
        return self.hours.next_start(
            instant(day_of(self.ctx.now, self.zone) + timedelta(days=1), MORNING, self.zone)
        )

    def pass_on(self) -> None:
        """Give the next of the waitlist a turn if nobody has the issue."""
        call_at = self.hours.next_start(self.ctx.now) if self.may_comment_today else self.next_morning()
        call_at = max(call_at, self.ctx.may_call_at)
        had = self.state.turn
        taken_otherwise = bool(self.assigned)
        self.state = with_next_turn(
            self.state, self.ctx.now, call_at, self.hours, taken_otherwise=taken_otherwise
        )
        if self.state.turn is not None and self.state.turn != had and self.state.turn.called:
            turn = self.state.turn
            day = self.locale.day(turn.until)
            self.add_notice(NOTICES[self.locale.language].turn(login=bare(turn.login), day=day))

    def add_notice(self, text: Markdown, *, first: bool = False) -> None:
        """Add a paragraph to the notice, unless one was posted today."""
        if self.may_comment_today:
            self.notices.insert(0 if first else len(self.notices), text)

    def reply(self, text: Markdown) -> None:
        """Answer somebody's own words, also on a day on which something was posted."""
        self.notices.append(text)

    def mark_noticed(self) -> None:
        """Store that a comment was posted here today."""
        self.state = self.state.model_copy(update={"noticed": day_of(self.ctx.now, self.zone)})
