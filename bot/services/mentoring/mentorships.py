"""Who stands by whom in a repository: read once for a decision, changed, and written with all that follows.

A newcomer has one mentor, on all their subjects at once; it is one of a mentor's places that they take. Each
mentor's newcomers are one row, so that of two who come in the same second only one takes the last place.
"""

from __future__ import annotations

from collections.abc import Collection

from bot.community.newcomers.mentor import (
    ABSENCES,
    FEATURE,
    LOADS,
    OFFERS,
    Mentee,
    Mentor,
    MentorLoad,
    Mentors,
    best_matches,
    current_mentors,
    is_away,
)
from bot.community.newcomers.stuck_signs import LOOK, WATCHES, Watch
from bot.community.rota import is_away as is_off_duty
from bot.core.context import Surroundings
from bot.core.effects import AnyEffect, SetTimer
from bot.core.keys import subject_scope
from bot.core.markdown import Markdown
from bot.core.model import Subject, same
from bot.services.mentoring.messages import TEXT
from bot.services.rotas import rotas_of


class Mentorships:
    """Who stands by whom, in the making; `effects` writes what has changed."""

    def __init__(self, ctx: Surroundings, loads: dict[str, MentorLoad]) -> None:
        self._ctx = ctx
        self._loads = loads
        self._changed: set[str] = set()
        self._mentors: dict[str, Mentor] | None = None

    @classmethod
    async def of(cls, ctx: Surroundings) -> Mentorships:
        """Return those of a repository, without those of a login that somebody else bears now."""
        loads = await LOADS.read_all(ctx.records, ctx.repo_scope)
        vacant = [login for login in loads if login in ctx.repo.read_as]
        taken_over = {login for login in vacant if await ctx.github.user(login) is not None}
        return cls(ctx, {login: load for login, load in loads.items() if login not in taken_over})

    def mentor_of(self, person_id: int) -> str | None:
        """Return the mentor of somebody; None if they have none."""
        loads = (
            load for load in self._loads.values() if any(mentee.id == person_id for mentee in load.pairs)
        )
        return next((load.mentor for load in loads), None)

    def on(self, number: int) -> list[tuple[str, Mentee]]:
        """Return each mentor on a subject, with whom they mentor."""
        return [
            (load.mentor, mentee)
            for load in self._loads.values()
            for mentee in load.pairs
            if number in mentee.numbers
        ]

    def numbers_of(self, person_id: int) -> tuple[int, ...]:
        """Return the numbers of the subjects on which somebody has their mentor."""
        pairs = (mentee for load in self._loads.values() for mentee in load.pairs if mentee.id == person_id)
        return next((mentee.numbers for mentee in pairs), ())

    async def mentors(self) -> dict[str, Mentor]:
        """Return everybody who is a mentor now, by login."""
        if self._mentors is None:
            offers = await OFFERS.read_all(self._ctx.records, self._ctx.repo_scope)
            config = self._ctx.repo.section("newcomers.mentors", Mentors)
            self._mentors = current_mentors(config, offers.values())
        return self._mentors

    async def absence(self, login: str) -> Markdown | None:
        """Return why a mentor cannot be chosen today; None if they can."""
        ctx, mentors = self._ctx, await self.mentors()
        key = next((mentor for mentor in mentors if same(mentor, login)), login)
        own = await ABSENCES.of(login.casefold()).read(ctx.records, ctx.repo_scope)
        if is_away(mentors.get(key, Mentor()), own, ctx.today):
            return TEXT.is_away()
        if any(is_off_duty(rota, login, ctx.now) for rota in await rotas_of(ctx)):
            return TEXT.is_away()
        return None if await ctx.github.user(login) is not None else TEXT.no_account()

    def has_room(self, login: str, mentor: Mentor) -> bool:
        """Return whether a mentor has a place for one more newcomer."""
        load = self._loads.get(login.casefold())
        return load is None or len(load.pairs) < mentor.capacity

    async def choose(self, subject: Subject, without: Collection[str]) -> str | None:
        """Return the best mentor for a subject, by topics and load; None if nobody is free."""
        load = {login: len(load.pairs) for login, load in self._loads.items()}
        for login in best_matches(await self.mentors(), load, subject, without):
            if await self.absence(login) is None:
                return login
        return None

    async def put(self, mentor: str, person_id: int, login: str, number: int) -> None:
        """Make `mentor` the mentor of somebody, on this subject too, in place of the one before."""
        numbers = {number, *self.numbers_of(person_id)}
        if (before := self.mentor_of(person_id)) is not None and not same(before, mentor):
            self.end(person_id)
        key = mentor.casefold()
        # Read by itself, so that the row is guarded also where there is none yet.
        await LOADS.of(key).read(self._ctx.records, self._ctx.repo_scope)
        load = self._loads.get(key, MentorLoad(mentor=mentor))
        mentee = Mentee(id=person_id, login=login, numbers=tuple(sorted(numbers)))
        others = (mentee for mentee in load.pairs if mentee.id != person_id)
        self._set(key, load.model_copy(update={"mentor": mentor, "pairs": (*others, mentee)}))

    def leave(self, person_id: int, number: int) -> None:
        """End the mentoring on one subject; with the last one the place is free."""
        left = tuple(other for other in self.numbers_of(person_id) if other != number)
        self._replace(person_id, left)

    def end(self, person_id: int) -> None:
        """End the mentoring of somebody on all subjects: the place is free."""
        self._replace(person_id, ())

    def _replace(self, person_id: int, numbers: tuple[int, ...]) -> None:
        for key, load in list(self._loads.items()):
            if any(mentee.id == person_id for mentee in load.pairs):
                pairs = (
                    mentee.model_copy(update={"numbers": numbers}) if mentee.id == person_id else mentee
                    for mentee in load.pairs
                )
                mentees = tuple(mentee for mentee in pairs if mentee.numbers)
                self._set(key, load.model_copy(update={"pairs": mentees}))

    def _set(self, key: str, load: MentorLoad) -> None:
        self._loads[key] = load
        self._changed.add(key)

    def effects(self, ref: str) -> list[AnyEffect]:
        """Return the effects that store what has changed."""
        rows = ((key, self._loads[key]) for key in sorted(self._changed))
        scope = self._ctx.repo_scope
        return [LOADS.of(key).remember(ref, scope, load if load.pairs else None) for key, load in rows]


async def watch_of(ctx: Surroundings, number: int, person_id: int) -> Watch | None:
    """Return what is stored of somebody on a subject of this repository; None if nothing."""
    return await WATCHES.of(person_id).read(ctx.records, subject_scope(ctx.repository.id, number))


def watch_effects(ctx: Surroundings, number: int, watch: Watch) -> list[AnyEffect]:
    """Store this of somebody, and look at the subject on the morning of the next working day."""
    ref = ctx.repository.ref_of(number)
    due = ctx.repo.working_hours.next_day(ctx.now)
    return [
        WATCHES.of(watch.id).remember(ref, subject_scope(ctx.repository.id, number), watch),
        SetTimer(subject=ref, feature=FEATURE, key=LOOK, due=due),
    ]


def unwatch_effects(ctx: Surroundings, number: int, person_id: int) -> list[AnyEffect]:
    """Forget what is stored of somebody on a subject; if nobody else is watched there, no look follows."""
    ref, scope = ctx.repository.ref_of(number), subject_scope(ctx.repository.id, number)
    return [WATCHES.of(person_id).remember(ref, scope, None)]
