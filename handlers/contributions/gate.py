"""The gate at one pull request: it is looked at, waits, or goes on; the words and the check say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.community.contributions.declared import declarations
from bot.community.contributions.rules import GateOutcome
from bot.community.contributions.state import GATE, MOST_REOPENED, SINCE, GateFiles, GateState
from bot.core.effects import AnyEffect, CancelTimer, Check, MarkReady, Reopen, SetTimer, say
from bot.core.effects.undo import LESSON
from bot.core.keys import Scope, subject_scope
from bot.core.markdown import Markdown, joined
from bot.core.model import EPOCH, Subject
from bot.core.states import GateWord
from handlers.contributions.beside import tell_holder
from handlers.contributions.facts import gate_outcome
from handlers.contributions.feature import CHECK, CLOCK, GATE_COMMENT, REMINDER, Ctx
from handlers.contributions.files import gate_files
from handlers.contributions.schedule import next_due
from handlers.contributions.words import GateWords

LESSONS = (f"comment:contributions.{GATE_COMMENT}", "convert_to_draft", "close")
"""What `/undo` leaves behind where it took back something of the gate's."""


@dataclass(frozen=True)
class Gate:
    """A pull request as it is now, and what is remembered of it."""

    ctx: Ctx
    pull: Subject
    state: GateState | None

    @classmethod
    async def at(cls, ctx: Ctx, pull: Subject) -> Gate:
        """Read how the gate stands for a pull request."""
        return cls(ctx, pull, await GATE.of(pull.number).read(ctx.records, ctx.repo_scope))

    @property
    def ref(self) -> str:
        """`owner/repo#7`."""
        return self.ctx.repository.ref_of(self.pull.number)

    @property
    def words(self) -> GateWords:
        """The words about it."""
        return GateWords(self.ctx, self.pull)

    async def look(
        self, *, is_opening: bool = False, has_new_head: bool = False, anew: bool = False
    ) -> list[AnyEffect]:
        """Return what follows from how the pull request stands now; `anew`: it is said again in any case."""
        pull, state = self.pull, self.state
        closed_by_us = state is not None and state.closed_at is not None
        if pull.merged or not (pull.is_open or closed_by_us) or pull.author.id == self.ctx.me.id:
            return []
        since = await self._since(is_opening=is_opening)
        if since is None:
            return []
        files, more = await gate_files(self.ctx)
        outcome = await self._outcome(files, is_opening=is_opening)
        return [*since, *more, *await self.turn(outcome, has_new_head=is_opening or has_new_head, anew=anew)]

    async def _outcome(self, files: GateFiles, *, is_opening: bool) -> GateOutcome:
        word = self.state.word if self.state else GateWord.NONE
        if word is GateWord.OPEN or await self._is_undone():
            return GateOutcome()
        stopped = word is GateWord.CLOSE
        return await gate_outcome(self.ctx, self.pull, files, stopped=stopped, is_opening=is_opening)

    async def _is_undone(self) -> bool:
        """Return whether somebody took back what the gate did: then it lets it on."""
        if self.state is None:
            return False
        lessons = await LESSON.read_all(self.ctx.records, self._scope)
        return any(lesson in lessons for lesson in LESSONS)

    @property
    def _scope(self) -> Scope:
        return subject_scope(self.ctx.repository.id, self.pull.number)

    async def _since(self, *, is_opening: bool) -> list[AnyEffect] | None:
        """Return what is to be remembered of when the gate began; None for a pull request that was open
        before."""
        ctx, opened_at = self.ctx, self.pull.created_at
        since = await SINCE.read(ctx.records, ctx.repo_scope)
        if since is not None:
            return [] if opened_at in (EPOCH, max(opened_at, since)) else None
        return [begin(ctx, self.ref, opened_at)] if is_opening else None

    async def turn(
        self, outcome: GateOutcome, *, has_new_head: bool = False, anew: bool = False
    ) -> list[AnyEffect]:
        """Return what follows from an outcome."""
        state = self.state
        if outcome.passes:
            if state is not None and state.waits:
                return self._opened(state)
            return self._declared() if has_new_head else []
        if state is None or not state.waits:
            return await self._waits(outcome)
        if anew or outcome.unmet != state.unmet:
            return await self._changed(outcome, state, anew=anew)
        if state.closed_at is not None:
            return []
        return [self._check("neutral", self._summary(outcome), _because(outcome))] if has_new_head else []

    async def _waits(self, outcome: GateOutcome) -> list[AnyEffect]:
        before = self.state or GateState(since=self.ctx.now, is_first=await self._is_first())
        update = {"unmet": outcome.unmet, "since": self.ctx.now, "reminded_at": None, "ended": False}
        state = before.model_copy(update=update)
        return [
            *self._comment_and_check(outcome),
            *await tell_holder(self.ctx, self.pull, outcome, self.words),
            *self.remembered(state),
        ]

    async def _is_first(self) -> bool:
        """Return whether the ledger and GitHub know of no earlier pull request of the author."""
        deeds = await self.ctx.records.deeds(
            self.pull.author.id, what=("pull_request.opened", "pull_request.merged"), everywhere=True
        )
        return not any(deed.at < self.pull.created_at for deed in deeds)

    async def _changed(self, outcome: GateOutcome, state: GateState, *, anew: bool) -> list[AnyEffect]:
        changed, before = state.model_copy(update={"unmet": outcome.unmet}), GateOutcome(state.unmet)
        # What is merely less goes on as it was, unless it only now is the author's turn.
        is_less = set(outcome.rules) <= set(before.rules)
        is_their_turn = before.waits_for_maintainers and not outcome.waits_for_maintainers
        if anew or is_their_turn or not is_less:
            changed = changed.model_copy(update={"since": self.ctx.now, "reminded_at": None})
        if state.closed_at is None:
            is_beside = not set(outcome.unmet) <= set(state.unmet)
            calls = await tell_holder(self.ctx, self.pull, outcome, self.words) if is_beside else []
            return [*self._comment_and_check(outcome), *calls, *self.remembered(changed)]
        body = self.words.closed(outcome, again=state.reopened < MOST_REOPENED)
        return [*self._lasting(body, _because(outcome)), *self.remembered(changed)]

    def _comment_and_check(self, outcome: GateOutcome) -> list[AnyEffect]:
        words, because = self.words, _because(outcome)
        comment = say(
            self.ref,
            GATE_COMMENT,
            words.waiting(outcome),
            sticky=True,
            because=because,
            outdates=REMINDER,
            reader=self.pull.author.login,
            short=words.shorter(outcome),
        )
        return [comment, self._check("neutral", self._summary(outcome), because)]

    def _summary(self, outcome: GateOutcome) -> Markdown:
        facts = self.words.facts(outcome, len(outcome.unmet))
        return joined(filter(None, [facts, self._declaration()]), "\n\n")

    def _declaration(self) -> Markdown:
        lines = declarations(self.pull.body, self.ctx.config.declared)
        return self.words.declared(lines) if lines else Markdown("")

    def _declared(self) -> list[AnyEffect]:
        declaration = self._declaration()
        because = "the author declares something that the project asks for"
        return [self._check("neutral", declaration, because)] if declaration else []

    def _opened(self, state: GateState) -> list[AnyEffect]:
        ready = state.drafted and self.pull.draft
        may_reopen = state.word is GateWord.OPEN or state.reopened < MOST_REOPENED
        reopens = state.closed_at is not None and may_reopen
        if state.closed_at is not None and not reopens:
            return []
        because, ref = "nothing is missing any more", self.ref
        body = self.words.opened(ready=ready, reopened=reopens)
        changes = {
            "unmet": (),
            "since": self.ctx.now,
            "closed_at": None,
            "reminded_at": None,
            "reopened": state.reopened + reopens,
        }
        effects: list[AnyEffect] = [Reopen(subject=ref, because=because)] if reopens else []
        effects += [MarkReady(subject=ref, because=because)] if ready else []
        return [
            *effects,
            *self._lasting(body, because),
            self._check("success", joined(filter(None, [body, self._declaration()]), "\n\n"), because),
            *self.remembered(state.model_copy(update=changes)),
        ]

    def _lasting(self, body: Markdown, because: str) -> list[AnyEffect]:
        """Return the lasting comment, changed: nobody is called by it, and the reminder is over."""
        return [say(self.ref, GATE_COMMENT, body, sticky=True, because=because, outdates=REMINDER)]

    def _check(self, conclusion: Literal["neutral", "success"], summary: Markdown, because: str) -> AnyEffect:
        return Check(
            subject=self.ref,
            because=because,
            name=CHECK,
            head_sha=self.pull.head_sha,
            conclusion=conclusion,
            summary=summary,
        )

    def remembered(self, state: GateState, due: datetime | None = None) -> list[AnyEffect]:
        """Return what is remembered, and when (`due`, unless the state says it) it is looked at again because
        time has passed."""
        due = due or next_due(self.ctx, state)
        timer: AnyEffect = CancelTimer(subject=self.ref, key=CLOCK)
        if due is not None:
            timer = SetTimer(subject=self.ref, key=CLOCK, due=max(due, self.ctx.now))
        return [GATE.of(self.pull.number).remember(self.ref, self.ctx.repo_scope, state), timer]

    def over(self) -> list[AnyEffect]:
        """Return what ends it: it is merged, or a person closed it. What a reopening goes on from stays."""
        if self.state is None:
            return []
        because = "it is merged, or closed by a person"
        text = self._lasting(self.words.over(), because) if self.state.waits else []
        stays = not self.pull.merged and (self.state.unmet or self.state.word is not GateWord.NONE)
        ended = self.state.model_copy(update={"ended": True, "reminded_at": None}) if stays else None
        return [
            *text,
            GATE.of(self.pull.number).remember(self.ref, self.ctx.repo_scope, ended),
            CancelTimer(subject=self.ref, key=CLOCK),
        ]

    async def spoken_for(self, word: GateWord) -> list[AnyEffect]:
        """Return what follows from a maintainer's word about it."""
        state = self.state or GateState(since=self.ctx.now, is_first=await self._is_first())
        gate = Gate(self.ctx, self.pull, state.model_copy(update={"word": word}))
        outcome = await gate_outcome(self.ctx, self.pull, GateFiles(), stopped=True)
        effects = await gate.turn(GateOutcome() if word is GateWord.OPEN else outcome)
        return effects or gate.remembered(gate.state or state)


def begin(ctx: Ctx, ref: str, since: datetime) -> AnyEffect:
    """Return what remembers since when pull requests are looked at."""
    return SINCE.claim(ref, ctx.repo_scope, since)


def _because(outcome: GateOutcome) -> str:
    return "; ".join(outcome.rules)
