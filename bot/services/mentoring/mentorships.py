"""Who stands by whom in a repository: read once for a decision, changed, and written with all that follows.

A newcomer has one mentor, on all their subjects at once; it is one of a mentor's places that they take. Each
mentor's newcomers are one row, so that of two who come in the same second only one takes the last place.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bot.community.newcomers.mentor import AWAY, FEATURE, OPTED, Mentor, Mentors, matched, opted_in
from bot.community.newcomers.mentor import away as is_away
from bot.community.newcomers.stuck_signs import LOOK, WATCH, Watch, next_look
from bot.community.rota import is_away as is_off_duty
from bot.core.context import Context
from bot.core.effects import AnyEffect, SetTimer
from bot.core.keys import Scope, subject_scope
from bot.core.memory import Memory
from bot.core.model import Subject, Value, same
from bot.core.schedule.local import day_of
from bot.services.rotas import rotas_of


class Pair(Value):
    """A newcomer, and the subjects on which their mentor stands by them."""

    id: int
    login: str
    numbers: tuple[int, ...] = ()


class Stand(Value):
    """A mentor and the newcomers they stand by."""

    mentor: str
    pairs: tuple[Pair, ...] = ()


WITH = Memory(FEATURE, "with:", Stand)
"""In the repository's scope, by login in lower case: the newcomers of a mentor."""


class Pairing:
    """Who stands by whom, in the making. `done` gives the effects."""

    def __init__(self, ctx: Context[Any], stands: dict[str, Stand]) -> None:
        self._ctx = ctx
        self._stands = stands
        self._changed: set[str] = set()
        self._mentors: dict[str, Mentor] | None = None

    @classmethod
    async def of(cls, ctx: Context[Any]) -> Pairing:
        """As it is remembered."""
        return cls(ctx, await WITH.read_all(ctx.records, ctx.repo_scope))

    def mentor_of(self, person_id: int) -> str | None:
        """Who stands by somebody."""
        stands = (each for each in self._stands.values() if any(pair.id == person_id for pair in each.pairs))
        return next((each.mentor for each in stands), None)

    def on(self, number: int) -> list[tuple[str, Pair]]:
        """Each mentor who stands by somebody on a subject, and whom by."""
        return [
            (stand.mentor, pair)
            for stand in self._stands.values()
            for pair in stand.pairs
            if number in pair.numbers
        ]

    def numbers_of(self, person_id: int) -> tuple[int, ...]:
        """The subjects on which somebody has their mentor."""
        pairs = (pair for stand in self._stands.values() for pair in stand.pairs if pair.id == person_id)
        return next((each.numbers for each in pairs), ())

    async def mentors(self) -> dict[str, Mentor]:
        """Everybody who offered to be one."""
        if self._mentors is None:
            offers = await OPTED.read_all(self._ctx.records, self._ctx.repo_scope)
            self._mentors = opted_in(self._ctx.repo.section("newcomers.mentors", Mentors), offers)
        return self._mentors

    async def absence(self, login: str) -> str | None:
        """Why a mentor is not to be asked today; None when they are there."""
        ctx, mentors = self._ctx, await self.mentors()
        key = next((each for each in mentors if same(each, login)), login)
        own = await AWAY.of(login.casefold()).read(ctx.records, ctx.repo_scope)
        if is_away(mentors.get(key, Mentor()), own, day_of(ctx.now, ctx.repo.timezone)):
            return "is away"
        if any(is_off_duty(rota, login, ctx.now) for rota in await rotas_of(ctx)):
            return "is away"
        return None if await ctx.github.user(login) is not None else "has no account any more"

    def has_room(self, login: str, mentor: Mentor) -> bool:
        """Whether one more newcomer fits."""
        stand = self._stands.get(login.casefold())
        return stand is None or len(stand.pairs) < mentor.capacity

    async def choose(self, subject: Subject, without: Collection[str]) -> str | None:
        """The mentor for somebody on a subject: by topic and load, who has room and is there."""
        load = {login: len(stand.pairs) for login, stand in self._stands.items()}
        for login in matched(await self.mentors(), load, subject, without):
            if await self.absence(login) is None:
                return login
        return None

    async def put(self, mentor: str, person_id: int, login: str, number: int) -> None:
        """`mentor` stands by somebody from now on, on this subject too; whoever did before does no longer."""
        numbers = {number, *self.numbers_of(person_id)}
        if (before := self.mentor_of(person_id)) is not None and not same(before, mentor):
            self.end(person_id)
        key = mentor.casefold()
        # Read by itself, so that the row is guarded also where there is none yet.
        await WITH.of(key).exists(self._ctx.records, self._ctx.repo_scope)
        stand = self._stands.get(key, Stand(mentor=mentor))
        pair = Pair(id=person_id, login=login, numbers=tuple(sorted(numbers)))
        others = (each for each in stand.pairs if each.id != person_id)
        self._keep(key, stand.model_copy(update={"mentor": mentor, "pairs": (*others, pair)}))

    def leave(self, person_id: int, number: int) -> None:
        """Somebody needs no mentor on this subject any more; with the last one the place is free."""
        left = tuple(each for each in self.numbers_of(person_id) if each != number)
        self._replace(person_id, left)

    def end(self, person_id: int) -> None:
        """Nobody stands by somebody any more; the place is free."""
        self._replace(person_id, ())

    def _replace(self, person_id: int, numbers: tuple[int, ...]) -> None:
        for key, stand in list(self._stands.items()):
            if any(each.id == person_id for each in stand.pairs):
                pairs = (
                    each.model_copy(update={"numbers": numbers}) if each.id == person_id else each
                    for each in stand.pairs
                )
                kept = tuple(each for each in pairs if each.numbers)
                self._keep(key, stand.model_copy(update={"pairs": kept}))

    def _keep(self, key: str, stand: Stand) -> None:
        self._stands[key] = stand
        self._changed.add(key)

    def done(self, ref: str) -> list[AnyEffect]:
        """What is to be remembered."""
        changed = ((key, self._stands[key]) for key in sorted(self._changed))
        return [
            WITH.of(key).remember(ref, self._ctx.repo_scope, stand if stand.pairs else None)
            for key, stand in changed
        ]


async def watch_of(ctx: Context[Any], number: int, person_id: int) -> Watch | None:
    """What is kept of somebody on a subject of this repository."""
    return await WATCH.of(person_id).read(ctx.records, _scope(ctx, number))


def watching(ctx: Context[Any], number: int, watch: Watch) -> list[AnyEffect]:
    """Keep this of somebody, and look at the subject in the next working day's morning."""
    ref = f"{ctx.repository.full_name}#{number}"
    due = next_look(ctx.now, ctx.repo.working_hours)
    row = _row(ctx, number, watch.id, watch)
    return [row, SetTimer(subject=ref, feature=FEATURE, key=LOOK, due=due)]


def unwatched(ctx: Context[Any], number: int, person_id: int) -> list[AnyEffect]:
    """Forget what was kept of somebody on a subject; with nobody left there, the next look is the last."""
    return [_row(ctx, number, person_id, None)]


def _row(ctx: Context[Any], number: int, person_id: int, watch: Watch | None) -> AnyEffect:
    return WATCH.of(person_id).remember(f"{ctx.repository.full_name}#{number}", _scope(ctx, number), watch)


def _scope(ctx: Context[Any], number: int) -> Scope:
    return subject_scope(ctx.repository.id, number)
