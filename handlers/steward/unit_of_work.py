"""What one decision reads and writes: rotas and caseloads once each, guarded by versions; and its case, whose
lasting comment follows it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.community.cases import CASE, CaseState, unanswered, with_note
from bot.community.rota import Override, Rota, begun, next_change
from bot.community.steward import ROTA, StoredRota, build_rota, memory_scope, rota_names, storable
from bot.core.commands import Invocation, Refusal
from bot.core.effects import AnyEffect, CancelTimer, Case, SetTimer, say
from bot.core.effects.undo import UNDONE
from bot.core.keys import Scope, TimerKey, number_in, subject_scope, timer_key
from bot.core.markdown import Markdown
from bot.core.messages import Language
from bot.core.model import Subject
from bot.services.rotas import rota_of
from handlers.steward import case_comments
from handlers.steward.case_comments import CASE as CASE_COMMENT
from handlers.steward.case_comments import TURN
from handlers.steward.feature import TEXT, Ctx
from handlers.steward.rules import outage_comments
from handlers.steward.rules.caseload import CASELOAD, Caseload
from handlers.steward.rules.deadlines import after_quiet_times, next_wake
from handlers.steward.rules.listener import Listener

MAX_NOTE = 500
"""Characters of a note."""
ACKNOWLEDGE = TimerKey("acknowledge")
"""The timer of a case: a reminder, a change of hands, another look for somebody."""
DUTY = TimerKey("duty")
"""The timer of a rota: the next change."""


@dataclass(frozen=True)
class LastingComment:
    """What the lasting comment on a case said before a decision (None: there is none), and says after it."""

    before: Markdown | None
    text: Markdown
    because: str


class UnitOfWork:
    """A decision in the making. `done` gives all its effects."""

    def __init__(self, ctx: Ctx) -> None:
        self.ctx = ctx
        self._rotas: dict[str, Rota] = {}
        self._stored: dict[str, StoredRota | None] = {}
        self._caseloads: dict[str, Caseload] = {}
        self._changed: dict[str, dict[str, Any]] = {}
        self._moved: set[str] = set()
        self._cases: dict[str, CaseState] = {}
        self._lasting: dict[str, LastingComment] = {}
        self._effects: list[AnyEffect] = []
        self._open_subjects: dict[int, Subject] | None = None

    @property
    def _scope(self) -> Scope:
        return memory_scope(self.ctx.repo, self.ctx.repository)

    async def rota(self, name: str = "") -> Rota:
        """Return a rota of the file as it stands now; a name that is gone from the file means the main
        one."""
        key = name.casefold()
        if key not in self._rotas:
            stored = await ROTA.of(key).read(self.ctx.records, self._scope)
            rota = build_rota(self.ctx.repo, name, stored)
            if rota is None:
                return await self.rota() if name else Rota(self.ctx.config)
            self._rotas[key], self._stored[key] = rota, stored
        return self._rotas[key]

    def stored(self, rota: Rota) -> StoredRota:
        """Return what is remembered about a rota that was read here."""
        return self._stored.get(rota.name.casefold()) or StoredRota()

    async def caseload(self, rota: Rota) -> Caseload:
        """Return the open cases of a rota, as they will be after this decision."""
        key = rota.name.casefold()
        if key not in self._caseloads:
            stored = await CASELOAD.of(key).read(self.ctx.records, self._scope)
            self._caseloads[key] = stored or Caseload()
        return self._caseloads[key]

    async def change_caseload(self, rota: Rota, caseload: Caseload) -> None:
        """Keep a caseload that differs."""
        if caseload != await self.caseload(rota):
            self._caseloads[rota.name.casefold()] = caseload
            self._moved.add(rota.name.casefold())

    def change_rota(self, rota: Rota, *more: Override, **changes: Any) -> Rota:
        """Keep further overrides (or other `changes` of `StoredRota`), and return the rota as it is with
        them."""
        key = rota.name.casefold()
        overrides = changes.pop("overrides", rota.overrides)
        changed = replace(rota, overrides=(*overrides, *more))
        self._rotas[key] = changed
        self._changed[key] = {**self._changed.get(key, {}), **changes}
        return changed

    async def listener(self, ref: str, state: CaseState) -> Listener:
        """Return whom the comments on a case are for."""
        rota = await self.rota(state.rota)
        return Listener.of(self.ctx, rota, state.reporter, await self.language(ref))

    async def language(self, ref: str) -> Language:
        """Return the language in which people read what is said on a subject."""
        ctx = self.ctx
        if ref == ctx.ref:
            return ctx.language
        subject = (await self.open_subjects()).get(number_in(ref))
        return ctx.repo.language_for(subject.labels if subject else ())

    async def open_subjects(self) -> dict[int, Subject]:
        """Return the open issues and pull requests of this repository, by number."""
        if self._open_subjects is None:
            subjects = await self.ctx.records.open_subjects()
            self._open_subjects = {subject.number: subject for subject in subjects}
        return self._open_subjects

    def want(self, *effects: AnyEffect) -> None:
        """Add to what is wanted."""
        self._effects += effects

    async def keep(self, ref: str, state: CaseState, because: str = "") -> None:
        """Store a case: its state, its place in the caseload, and when to look at it again."""
        await self._count(ref, state)
        await self._store(ref, state, because)

    async def _count(self, ref: str, state: CaseState) -> None:
        """Change the caseload as the case says."""
        rota, place = await self.rota(state.rota), self._place(ref)
        caseload, answered = await self.caseload(rota), state.answered_at is not None
        if state.is_open:
            caseload = caseload.holding(place, state.steward, answered=answered)
        else:
            caseload = caseload.closing(place)
        await self.change_caseload(rota, caseload)

    async def keep_in_place(self, ref: str, state: CaseState, because: str = "") -> None:
        """Store a case that stays in the same hands: the caseload is not even read, unless the case begins or
        ceases to wait on its reporter."""
        was = self._cases.get(ref) or await CASE.read(self.ctx.records, _case_scope(self.ctx, ref))
        if was is not None and (was.answered_at is None) != (state.answered_at is None):
            await self._count(ref, state)
        await self._store(ref, state, because)

    async def _store(self, ref: str, state: CaseState, because: str) -> None:
        self._cases[ref] = state
        await self._follow(ref, state, because)
        due = next_wake(state)
        self.want(
            SetTimer(subject=ref, key=ACKNOWLEDGE, due=due)
            if due is not None
            else CancelTimer(subject=ref, key=ACKNOWLEDGE),
            Case(subject=ref, scope=_case_scope(self.ctx, ref), value=CASE.dump(state), because=because),
        )

    def saved(self, ref: str) -> CaseState | None:
        """Return the case of a subject as it is stored by this decision; None if it stores none."""
        return self._cases.get(ref)

    async def _follow(self, ref: str, state: CaseState, because: str) -> None:
        """Remember what the lasting comment says with this state, and what it said before the decision."""
        text = await self._lasting_text(ref, state)
        if ref in self._lasting:
            before = self._lasting[ref].before
        else:
            was = await read_case(self.ctx, ref)
            stands = was is not None and was.announced
            before = await self._lasting_text(ref, was) if was and stands else None
        self._lasting[ref] = LastingComment(before, text, because)

    async def follow_anew(self, ref: str, state: CaseState, because: str) -> None:
        """Say again what the lasting comment on a case says, for it depends on more than the case."""
        if state.announced:
            text, facts = await self._lasting_text(ref, state), case_comments.facts(state)
            self.want(say(ref, CASE_COMMENT, text, sticky=True, because=because, outdates=TURN, facts=facts))

    async def _lasting_text(self, ref: str, state: CaseState) -> Markdown:
        urgent = outage_comments.lasting(state, number_in(ref), await self.language(ref), self.ctx)
        return urgent or case_comments.lasting(state, await self.listener(ref, state))

    async def drop(self, ref: str, state: CaseState) -> None:
        """The case is none any more, or belongs to another rota from now on."""
        await self.leave(ref, state)
        gone = Case(subject=ref, scope=_case_scope(self.ctx, ref), value=None)
        self.want(CancelTimer(subject=ref, key=ACKNOWLEDGE), gone)

    async def leave(self, ref: str, state: CaseState) -> None:
        """Take a case off its rota's caseload."""
        rota = await self.rota(state.rota)
        await self.change_caseload(rota, (await self.caseload(rota)).without(self._place(ref)))

    async def come_home(self) -> None:
        """Cases of rotas that are gone from the file (renamed, say) go to the caseload of the main one."""
        known = {name.casefold() for name in rota_names(self.ctx.repo)}
        caseloads = await CASELOAD.read_all(self.ctx.records, self._scope)
        where = self.ctx.repository.full_name
        for key, caseload in caseloads.items():
            numbers = caseload.of(self.ctx.repository.id) if key not in known else []
            remaining = caseload
            for number in numbers:
                ref = self.ctx.repository.ref_of(number)
                remaining = remaining.without(self._place(ref))
                state = await read_case(self.ctx, ref)
                if state is not None:
                    await self.keep(ref, state.model_copy(update={"rota": ""}))
            if numbers:
                self.want(
                    CASELOAD.of(key).remember(where, self._scope, remaining if remaining.open else None)
                )

    def _place(self, ref: str) -> str:
        return f"{self.ctx.repository.id}#{ref.rpartition('#')[2]}"

    def wake(self, rota: Rota, *parts: str, due: datetime | None = None) -> SetTimer:
        """Return the timer of the next change of a rota, or another one of it."""
        return SetTimer(
            subject=self.ctx.repository.full_name,
            key=timer_key(DUTY, rota.name.casefold(), *parts),
            due=due or next_change(rota, self.ctx.now),
            data={"rota": rota.name},
        )

    def done(self) -> list[AnyEffect]:
        """Return all that is wanted. Slots that have begun are kept, so that a changed list leaves them
        alone. What is said in other words on purpose comes later, and wins."""
        where, now = self.ctx.repository.full_name, self.ctx.now
        effects: list[AnyEffect] = [
            say(ref, CASE_COMMENT, comment.text, sticky=True, because=comment.because, outdates=TURN)
            for ref, comment in self._lasting.items()
            if comment.before not in (None, comment.text)
        ]
        effects += self._effects
        for key, rota in self._rotas.items():
            new = begun(rota, now)
            if new or key in self._changed:
                value = storable(rota, now, self._stored[key], **self._changed.get(key, {}))
                effects.append(ROTA.of(key).remember(where, self._scope, value))
            if new:
                effects.append(self.wake(rota))
        for key in sorted(self._moved):
            effects.append(CASELOAD.of(key).remember(where, self._scope, self._caseloads[key]))
        return case_comments.with_facts(effects, self._cases)


async def read_case(ctx: Ctx, ref: str) -> CaseState | None:
    """Return the case of a subject, open or resolved, in the hands of accounts as they are called now, and
    without an answer that somebody took back (`/undo`)."""
    scope = _case_scope(ctx, ref)
    state = await CASE.read(ctx.records, scope)
    if state and state.answered_in and await UNDONE.of(state.answered_in).exists(ctx.records, scope):
        state = unanswered(state)
    if state and state.is_open and (times := state.unheeded(ctx.quiet_times)):
        rota = await rota_of(ctx, state.rota) or Rota(ctx.config)
        state = after_quiet_times(state, rota, times)
    if state is None or not ctx.repo.read_as:
        return state
    steward = ctx.repo.login_now(state.steward) if state.steward else None
    return state.model_copy(
        update={"steward": steward, "holders": tuple(map(ctx.repo.login_now, state.holders))}
    )


async def read_open_case(ctx: Ctx, ref: str) -> CaseState | None:
    """Return the open case of a subject; None where there is none, or it is resolved."""
    state = await read_case(ctx, ref)
    return state if state is not None and state.is_open else None


def _case_scope(ctx: Ctx, ref: str) -> Scope:
    return subject_scope(ctx.repository.id, number_in(ref))


def open_subject(ctx: Ctx) -> Subject:
    """Return the subject of a command if it is open; raise `Refusal` otherwise."""
    subject = ctx.current
    if not subject.is_open:
        raise Refusal(TEXT.closed())
    return subject


def noted(state: CaseState, call: Invocation, text: str, ctx: Ctx) -> CaseState:
    """Return the case with what somebody wrote after a command as a note, where they wrote anything."""
    return with_note(state, call.author, text.strip()[:MAX_NOTE], ctx.now) if text.strip() else state


async def open_case_of(call: Invocation, ctx: Ctx) -> tuple[UnitOfWork, CaseState]:
    """Return the open case there, and the work on it; `Refusal` where there is none."""
    state = await read_open_case(ctx, call.ref)
    if state is None:
        raise Refusal(TEXT.no_case())
    return UnitOfWork(ctx), state
