"""A slash command as a feature declares it, one parsed line that calls it, and what its handler answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeGuard

from bot.core.config.repository_config import RepositoryConfig
from bot.core.effects import AnyEffect, Effects, PostComment, say
from bot.core.events import SubjectEvent, Written
from bot.core.keys import SectionKey
from bot.core.markdown import NOTHING, Markdown
from bot.core.messages import DEFAULT, Language
from bot.core.model import Value
from bot.core.permissions import ANYONE, Grant, Role, Who

_SHORT = 24
"""Characters of an argument that is shown with its command."""


class Rejection(Value):
    """A refusal of (a part of) a command, returned among the effects or raised as `Refusal`.

    `reason` is a sentence for the person: what, why, and who may or how to fix it.
    """

    reason: Markdown
    allowed: Markdown = NOTHING
    """Who may do this, where the reason is a missing permission: in words, and as far as it is a role or a
    relation, as `who`."""
    who: Who | None = None
    part: Markdown = NOTHING
    """What of the command is refused, where that is not all of it."""


CommandResult = AnyEffect | Rejection
SubjectKind = Literal["any", "issue", "pull_request"]
"""On what a command makes sense."""
Handler = Callable[[Any, Any], Awaitable["Effects | list[CommandResult] | None"]]


@dataclass(frozen=True)
class Invocation:
    """One parsed command: who wrote it, where, and its arguments.

    `word` is the command as typed, lower case and without the slash; `args` the words after it, what stood in
    quotes as one; `rest` the same in one text, for free text the remainder of the line as written, trimmed,
    its Markdown kept; `line` the line as written, for quoting.
    """

    command: Command
    word: str
    args: tuple[str, ...]
    rest: str
    line: str
    event: SubjectEvent
    written: Written
    role: Role = Role.NONE
    grants: frozenset[Grant] = frozenset()
    language: Language = DEFAULT
    """In which it is answered: that of the subject only where all of the answer is there in it."""

    def by(self, role: Role, grants: Collection[Grant]) -> Invocation:
        """Return the same with what its author may do here."""
        return replace(self, role=role, grants=frozenset(grants))

    @property
    def ref(self) -> str:
        """The subject it was written on."""
        return self.event.ref

    @property
    def author(self) -> str:
        """Login of the commander."""
        return self.written.author.login

    @property
    def shown(self) -> str:
        """The command as a reply shows it: with what it is asked where that is a short word."""
        if self.command.free_text or len(self.args) != 1 or len(self.args[0]) > _SHORT:
            return self.named
        return f"{self.named} {self.args[0]}" if self.named == f"/{self.word}" else self.named

    @property
    def named(self) -> str:
        """The command alone: of several that share a word, by the usage of the one meant."""
        literal = self.command.usage.partition(" [")[0]
        shared = self.command.matches and self.command.name == self.word
        is_literal = literal.split()[1:2] == [word.lower() for word in self.args[:1]]
        return literal if shared and is_literal else f"/{self.word}"


@dataclass(frozen=True)
class Example:
    """A command line that works, and what it does; every example is parsed and run in a test."""

    line: str
    means: str = ""


@dataclass(frozen=True)
class Command:
    """One slash command.

    `name` is the canonical word; `aliases` mean the same. `dynamic_words`, for families, gives the words that
    a repository's config turns into this command (they replace `name`). `free_text` commands take the rest of
    the line as it is; others refuse trailing prose themselves by their arguments. `who` is the default
    permission, `permission_for` refines it by the invocation and the config (presets). Several commands may
    share a word (`/bot check`, `/bot pause`): `matches` says from the word and its arguments whether one is
    meant, and a command without it is meant when no other is. `for_oneself` commands touch nobody but whoever
    gives them: a closing stop stuck to their word is overlooked. `offered`, from its author's role and
    grants and the subject, says whether a command is named to somebody who was refused another;
    `works_while_paused` ones are obeyed in a repository that has paused the bot; `forgets` ones erase their
    author, so that nothing else is done about the text that bears one. `in_each_language`: what it answers,
    and why it is refused, is there in each language.
    """

    name: str
    feature: str
    usage: str
    help: str
    handler: Handler
    who: Who = ANYONE
    examples: tuple[Example, ...] = ()
    aliases: tuple[str, ...] = ()
    dynamic_words: Callable[[RepositoryConfig], tuple[str, ...]] | None = None
    own_words: Callable[[RepositoryConfig], tuple[str, ...]] | None = None
    """Whole lines, without a slash, that mean this command by a repository's file."""
    permission_for: Callable[[Invocation, RepositoryConfig], Who] | None = None
    free_text: bool = False
    on: SubjectKind = "any"
    """Where it makes sense."""
    matches: Callable[[str, tuple[str, ...], SubjectEvent, RepositoryConfig], bool] | None = None
    for_oneself: bool = False
    offered: Callable[[Invocation, RepositoryConfig], bool] | None = None
    works_while_paused: bool = False
    forgets: bool = False
    in_each_language: bool = False

    def words_in(self, repo: RepositoryConfig) -> tuple[str, ...]:
        """Return all words that call this command in a repository, lower case."""
        return self.dynamic_words(repo) if self.dynamic_words else (self.name, *self.aliases)


ANSWER = SectionKey("answer")


def answer(call: Invocation, text: Markdown) -> PostComment:
    """Return words for the reply to the comment that bears the command."""
    return say(call.ref, ANSWER, text)


def is_answer(effect: AnyEffect) -> TypeGuard[PostComment]:
    """Return whether an effect is words for the reply."""
    return isinstance(effect, PostComment) and len(effect.sections) == 1 and effect.sections[0].key == ANSWER
