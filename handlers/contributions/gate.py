"""The gate at one pull request: it is looked at, waits, or goes on; the words and the check say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.community.contributions.declared import declarations
from bot.community.contributions.rules import STOPPED, GateOutcome
from bot.community.contributions.state import GATE, MOST_REOPENED, SINCE, GateFiles, GateState
from bot.core.effects import AnyEffect, CancelTimer, Check, Close, MarkReady, Reopen, SetTimer, say
from bot.core.effects.undo import LESSON
from bot.core.keys import Scope, subject_scope
from bot.core.markdown import NOTHING, Markdown, joined
from bot.core.model import EPOCH, Subject
from bot.core.states import Closing, GateWord, IssueState
from bot.services.claims.gate import look_for_person
from handlers.contributions.beside import tell_holder
from handlers.contributions.facts import gate_outcome
from handlers.contributions.feature import CHECK, CLOCK, GATE_COMMENT, REMINDER, Ctx
from handlers.contributions.files import gate_files
from handlers.contributions.schedule import next_due
from handlers.contributions.words import GateWords

LESSONS = (f"comment:contributions.{GATE_COMMENT}", "convert_to_draft", "close")
"""What `/undo` leaves behind where it took back something of the gate's."""
NOTHING_MISSING = "nothing is missing any more"


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
        self,
        *,
        is_opening: bool = False,
        has_new_head: bool = False,
        declares_anew: bool = False,
        anew: bool = False,
    ) -> list[AnyEffect]:
        """Return what follows from how the pull request stands now. `declares_anew`: its author declares
        otherwise than before. `anew`: it is said again in any case."""
        pull, state = self.pull, self.state
        is_ours = state is not None and state.closing is Closing.OURS
        if pull.merged or not (pull.is_open or is_ours) or pull.author.id == self.ctx.me.id:
            return []
        since = await self._since(is_opening=is_opening)
        if since is None:
            return []
        files, more = await gate_files(self.ctx)
        outcome = await self._outcome(files, is_opening=is_opening)
        has_new_head = has_new_head or is_opening
        effects = await self.turn(outcome, has_new_head=has_new_head, declares_anew=declares_anew, anew=anew)
        return [*since, *more, *effects]

    async def _outcome(self, files: GateFiles, *, is_opening: bool) -> GateOutcome:
        word = self.state.word if self.state else GateWord.NONE
        if word is GateWord.OPEN or await self._is_undone():
            return GateOutcome()
        if word is GateWord.CLOSE:
            return STOPPED
        return await gate_outcome(self.ctx, self.pull, files, is_opening=is_opening)

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
        self,
        outcome: GateOutcome,
        *,
        has_new_head: bool = False,
        declares_anew: bool = False,
        anew: bool = False,
    ) -> list[AnyEffect]:
        """Return what follows from an outcome."""
        state = self.state
        if outcome.passes:
            if state is not None and state.waits:
                return self._opened(state)
            return self._declared(anew=declares_anew) if has_new_head or declares_anew else []
        if state is None or not state.waits or anew or outcome.unmet != state.unmet:
            return await self._lacks(outcome, anew=anew)
        is_check_due = (has_new_head or declares_anew) and state.closing is Closing.NONE
        return [self._check("neutral", self._summary(outcome), _because(outcome))] if is_check_due else []

    async def _lacks(self, outcome: GateOutcome, *, anew: bool) -> list[AnyEffect]:
        """Return what says that something is lacking, for the first time or otherwise than before."""
        state = self.state or await self._fresh()
        before = GateOutcome(state.unmet if state.waits else ())
        changes: dict[str, object] = {"unmet": outcome.unmet}
        # What is merely less goes on as it was, unless it only now is the author's turn.
        is_their_turn = before.waits_for_maintainers and not outcome.waits_for_maintainers
        if anew or is_their_turn or not set(outcome.rules) <= set(before.rules):
            changes |= {"since": self.ctx.now, "reminded_at": None}
        if state.closing is Closing.OURS:
            text = self._lasting(self._closed_words(outcome, state), _because(outcome))
            return [*text, *self.remembered(state.model_copy(update=changes))]
        is_beside = not set(outcome.unmet) <= set(before.unmet)
        return [
            *self._comment_and_check(outcome),
            *(await tell_holder(self.ctx, self.pull, outcome, self.words) if is_beside else ()),
            *self.remembered(state.model_copy(update={**changes, "closing": Closing.NONE})),
        ]

    async def _fresh(self) -> GateState:
        """Return the state of one that lacked nothing so far; of an author's first, of whom the ledger knows
        no earlier one, no draft is made."""
        deeds = await self.ctx.records.deeds(
            self.pull.author.id, what=("pull_request.opened", "pull_request.merged"), everywhere=True
        )
        is_first = not any(deed.at < self.pull.created_at for deed in deeds)
        return GateState(since=self.ctx.now, may_draft=not is_first)

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
        return self.words.declared(lines) if lines else NOTHING

    def _declared(self, *, anew: bool) -> list[AnyEffect]:
        """Return the check of what passes: none where nothing is declared, and nothing was (`anew`)."""
        text = self._declaration() or (self.words.opened(ready=False) if anew else NOTHING)
        because = "what the project asks to be declared"
        return [self._check("neutral", text, because)] if text else []

    def _opened(self, state: GateState) -> list[AnyEffect]:
        if state.closing is Closing.OURS:
            return self._reopened(state)
        because = NOTHING_MISSING
        ready = self.pull.draft and (state.drafted or state.asked_at is not None)
        body = self.words.opened(ready=ready)
        changes = {"unmet": (), "since": self.ctx.now, "reminded_at": None, "asked_at": None}
        return [
            *([MarkReady(subject=self.ref, because=because)] if ready else ()),
            *self._lasting(body, because),
            self._check("success", joined(filter(None, [body, self._declaration()]), "\n\n"), because),
            *self.remembered(state.model_copy(update=changes)),
        ]

    def _reopened(self, state: GateState) -> list[AnyEffect]:
        """Return what opens it again; the words follow once GitHub has done so."""
        may_reopen = state.word is GateWord.OPEN or state.reopened < MOST_REOPENED
        if not may_reopen or state.asked_at is not None:
            return []
        requested = state.model_copy(update={"asked_at": self.ctx.now})
        return [Reopen(subject=self.ref, because=NOTHING_MISSING), *self.remembered(requested)]

    async def reopening_done(self, state: GateState) -> list[AnyEffect]:
        """Return what is said of it now that GitHub has opened it again."""
        pull = self.pull.model_copy(update={"state": IssueState.OPEN})
        changes = {"closing": Closing.NONE, "reopened": state.reopened + 1}
        return await Gate(self.ctx, pull, state.model_copy(update=changes)).look(anew=True)

    def reopening_refused(self, state: GateState) -> list[AnyEffect]:
        """Return what its author can do where GitHub does not open it again."""
        left = state.model_copy(update={"closing": Closing.LEFT})
        return [*self._lasting(self.words.not_opened(), NOTHING_MISSING), *self.remembered(left)]

    def closed(self, state: GateState, because: str) -> list[AnyEffect]:
        """Return what closes it, kindly."""
        outcome = GateOutcome(state.unmet)
        return [
            *self._lasting(self._closed_words(outcome, state), because),
            Close(subject=self.ref, reason="not_planned", because=because),
            *self.remembered(state.model_copy(update={"closing": Closing.OURS})),
        ]

    def _closed_words(self, outcome: GateOutcome, state: GateState) -> Markdown:
        return self.words.closed(outcome, again=state.reopened < MOST_REOPENED)

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

    def remembered(self, state: GateState, end: datetime | None = None) -> list[AnyEffect]:
        """Return what is remembered, and when it is looked at again because time has passed: at the `end` of
        a time that the state alone does not tell, or before."""
        due = next_due(self.ctx, state, end)
        timer: AnyEffect = CancelTimer(subject=self.ref, key=CLOCK)
        if due is not None:
            timer = SetTimer(subject=self.ref, key=CLOCK, due=max(due, self.ctx.now))
        return [GATE.of(self.pull.number).remember(self.ref, self.ctx.repo_scope, state), timer]

    async def makes_room(self) -> list[AnyEffect]:
        """Return what looks again at the author's other changes: they may be next, or trusted by now."""
        config = self.ctx.config
        is_news = config.open_at_once or (self.pull.merged and config.exempt.trusted_after)
        return await look_for_person(self.ctx, self.pull.author, self.pull.number) if is_news else []

    def over(self) -> list[AnyEffect]:
        """Return what ends it: it is merged, or a person closed it. What a reopening goes on from stays."""
        if self.state is None:
            return []
        because = "it is merged, or closed by a person"
        text = self._lasting(self.words.over(), because) if self.state.waits else []
        stays = not self.pull.merged and (self.state.unmet or self.state.word is not GateWord.NONE)
        changes = {"closing": Closing.LEFT, "reminded_at": None, "asked_at": None}
        ended = self.state.model_copy(update=changes) if stays else None
        return [
            *text,
            GATE.of(self.pull.number).remember(self.ref, self.ctx.repo_scope, ended),
            CancelTimer(subject=self.ref, key=CLOCK),
        ]

    async def spoken_for(self, word: GateWord) -> list[AnyEffect]:
        """Return what follows from a maintainer's word about it."""
        state = (self.state or await self._fresh()).model_copy(update={"word": word})
        gate = Gate(self.ctx, self.pull, state)
        effects = await gate.turn(GateOutcome() if word is GateWord.OPEN else STOPPED)
        return effects or gate.remembered(state)


def begin(ctx: Ctx, ref: str, since: datetime) -> AnyEffect:
    """Return what remembers since when pull requests are looked at."""
    return SINCE.claim(ref, ctx.repo_scope, since)


def _because(outcome: GateOutcome) -> str:
    return "; ".join(outcome.rules)
