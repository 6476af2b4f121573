"""The one answer to a text with commands: one reaction, and one reply for all that needs words.

A person learns what was not done, why, who may, and what they may do here instead; what was done needs no
words, a thumb is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core import effects as fx
from bot.core.commands import Parsed
from bot.core.commands.command import Invocation, Rejection
from bot.core.events import Written
from bot.core.keys import COMMANDS, SectionKey, section_key
from bot.core.markdown import NOTHING, Markdown, bare, bullets, code, joined, quote
from bot.core.messages import load
from bot.core.permissions import Grant, Role
from bot.engine.decide.commands.request import Request
from bot.engine.decide.decision import Step

TEXT = load(__name__)

DONE, REFUSED = "+1", "confused"
"""The two reactions to a text with commands."""


REPLY, PROBLEM = SectionKey("reply-"), SectionKey("problem")


def key_of(written: Written) -> SectionKey:
    """The sticky key of the reply to a text, stable across its edits."""
    return section_key(REPLY, written.key)


@dataclass(frozen=True)
class Menu:
    """What this person may do on this subject: the most at hand first, then the families."""

    usages: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: Request, role: Role) -> Menu:
        """Commands whose permission this person has here, by their role and as the author."""
        event, written, repo = request.event, request.written, request.situation.repo
        grants = {Grant.AUTHOR} if written.author.id == event.subject.author.id else set()
        kind = "pull_request" if event.subject.is_pull_request else "issue"
        usages: list[str] = []
        for command in sorted(
            request.situation.commands,
            key=lambda command: (not command.suggest_first, command.dynamic_words is None),
        ):
            if command.on not in ("any", kind) or command.feature == COMMANDS:
                continue
            plain = Invocation(command, command.name, (), "", "", event, written, role, frozenset(grants))
            who = command.permission_for(plain, repo) if command.permission_for else command.who
            if who.allows(role, grants):
                usages += command.words_in(repo) if command.dynamic_words else [command.name]
        # What takes something back again is found beside what it takes back.
        return cls(tuple(dict.fromkeys(f"/{usage}" for usage in usages if not usage.startswith("remove-"))))

    @property
    def sentence(self) -> Markdown:
        """The sentence on what the person may do here; empty for nothing."""
        return TEXT.menu(commands=joined(map(code, self.usages[:5]))) if self.usages else NOTHING


def _refusals(steps: Sequence[Step], parsed: Parsed) -> list[Markdown]:
    parts: list[Markdown] = []
    for call, step in zip(parsed.invocations, steps, strict=False):
        if step.problem:
            parts.append(TEXT.not_done(line=quote(call.line), reasons=TEXT.failed()))
        elif step.refused:
            reasons = joined((_sentence(rejection.reason) for rejection in step.refused), " ")
            parts.append(TEXT.not_done(line=quote(call.line), reasons=reasons))
    return parts


def _sentence(reason: Markdown) -> Markdown:
    text = reason.strip()
    return Markdown(text if text.endswith((".", "?", ":")) else f"{text}.", reason.message)


def compose(
    request: Request,
    parsed: Parsed,
    steps: Sequence[Step],
    answers: Sequence[Markdown],
    menu: Menu,
) -> list[fx.AnyEffect]:
    """Return the reaction, and the reply where words are needed."""
    refused = _refusals(steps, parsed)
    for miss in parsed.near_misses:
        refused.append(TEXT.unknown(line=quote(miss.line), suggestion=bare(miss.word)))
    for line in parsed.unknown[:1]:
        refused.append(TEXT.not_known(line=quote(line)))
    if parsed.capped:
        refused.append(TEXT.capped(done=len(parsed.invocations), left=parsed.capped))
    parts = [*answers, *refused]
    if refused:
        lacking = any(rejection.allowed for step in steps for rejection in step.refused)
        closing = [menu.sentence] if lacking else []
        if len(parsed.invocations) > sum(bool(step.refused or step.problem) for step in steps):
            closing.append(TEXT.nothing_else())
        if closing:
            parts.append(joined(filter(None, closing), " "))
    effects: list[fx.AnyEffect] = []
    if parts:
        effects.append(_words(request, joined(filter(None, parts), "\n\n")))
    effects.append(_reaction(request, REFUSED if refused else DONE))
    return effects


def _words(request: Request, text: Markdown) -> fx.PostComment:
    return fx.say(request.ref, key_of(request.written), text, sticky=True)


def _reaction(request: Request, content: str) -> fx.React:
    written = request.written
    return fx.React(subject=request.ref, content=content, target=written.target, target_id=written.target_id)


def config_error(error: str) -> Markdown:
    """Return where the repository's file is wrong, for the person who can fix it or knows who can."""
    return TEXT.config_error(places=bullets(map(code, error.splitlines()[:3])))


def only_config_error(request: Request, error: str) -> list[fx.AnyEffect]:
    """The answer to a command that an unusable file has switched off."""
    return [_words(request, TEXT.only_config_error(error=config_error(error))), _reaction(request, REFUSED)]


def too_many(request: Request, free_at: datetime) -> list[fx.AnyEffect]:
    """The answer to somebody who has used up their commands of this hour."""
    return [_words(request, TEXT.too_many(time=Markdown(f"{free_at:%H:%M}"))), _reaction(request, REFUSED)]


def problem(ref: str, refused: Sequence[Rejection]) -> fx.PostComment:
    """Return the comment on what a feature could not do about an event, for those who can fix it."""
    return fx.say(
        ref, PROBLEM, joined((_sentence(rejection.reason) for rejection in refused), " "), sticky=True
    )
