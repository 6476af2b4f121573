"""A feature declares itself once: its summary, its config, what it listens to, its commands and its jobs.

Everything the outside sees of a feature (`/help`, the command pages, the features page, the JSON schema,
the webhooks and permissions of the App) is derived from these declarations.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from bot.core.context import Context, Reader, RepositoryConfig
from bot.core.effects import AnyEffect, Effects
from bot.core.events import Event, SubjectEvent, Wake, Written
from bot.core.model import Repository, Role, Value
from bot.core.permissions import ANYONE, Grant, Who

C = TypeVar("C", bound=BaseModel)


class Schedule(Protocol):
    """When a job is due (`bot.core.schedule` has the kinds). Times in UTC, walls in `zone` (a name)."""

    def slot_before(self, now: datetime, zone: str) -> datetime:
        """The latest slot at or before `now`."""
        ...

    def next_after(self, now: datetime, zone: str) -> datetime:
        """The first slot after `now`."""
        ...


class Section(BaseModel):
    """Base of all config sections: unknown keys are errors, values are frozen.

    A docstring below a field becomes its description in the JSON schema.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Nothing(Section):
    """The config of a feature that has nothing to set."""


class Refused(Value):
    """A refusal of (a part of) a command, returned among the effects or raised as `Refusal`.

    `reason` is a sentence for the person: what, why, and who may or how to mend it.
    """

    reason: str
    allowed: str = ""
    """Who may do this, where the reason is a missing permission."""


Remark = tuple[tuple[str | int, ...], str]
"""A path in the repository's file, and a sentence about the value there."""
Look = Callable[[RepositoryConfig, Repository, Reader, datetime], Awaitable[Sequence[Remark]]]
Wanted = AnyEffect | Refused
Handler = Callable[[Any, Any], Awaitable["Effects | list[Wanted] | None"]]


@dataclass(frozen=True)
class Invocation:
    """One parsed command: who wrote it, where, and its arguments.

    `word` is the command as typed, lower case and without the slash; `args` the words after it; `rest` the
    raw remainder of the line, trimmed, its Markdown kept; `line` the line as written, for quoting.
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

    def by(self, role: Role, grants: Collection[Grant]) -> Invocation:
        """The same, with what its author may do here."""
        return replace(self, role=role, grants=frozenset(grants))

    @property
    def ref(self) -> str:
        """The subject it was written on."""
        return self.event.ref

    @property
    def author(self) -> str:
        """Login of the commander."""
        return self.written.author.login


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
    meant, and a command without it is meant when no other is. `suggest_first` commands are named first where
    only a few are; `works_while_paused` ones are obeyed in a repository that has paused the bot.
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
    permission_for: Callable[[Invocation, RepositoryConfig], Who] | None = None
    free_text: bool = False
    on: str = "any"
    """`issue`, `pull_request` or `any`: where it makes sense."""
    matches: Callable[[str, tuple[str, ...], SubjectEvent, RepositoryConfig], bool] | None = None
    suggest_first: bool = False
    works_while_paused: bool = False

    def words_in(self, repo: RepositoryConfig) -> tuple[str, ...]:
        """All words that call this command in a repository, lower case."""
        return self.dynamic_words(repo) if self.dynamic_words else (self.name, *self.aliases)


@dataclass(frozen=True)
class RepositoryText:
    """A file of the repository's own words that a feature fills in: its `path`, the `place` of the key that
    names it, and `judge`, which says why a text cannot be used (None: it can). One that is not `needed` may
    be missing."""

    path: str
    place: tuple[str | int, ...]
    judge: Callable[[str], str | None]
    needed: bool = True


@dataclass(frozen=True)
class Job:
    """Something a feature does by the clock in every repository where it is on."""

    name: str
    schedule: Callable[[Any], Schedule | None] | Schedule
    handler: Handler

    def schedule_for(self, config: Any) -> Schedule | None:
        """The schedule a repository's section asks for; None when it asks for none."""
        return self.schedule(config) if callable(self.schedule) else self.schedule


@dataclass(eq=False)
class Feature(Generic[C]):
    """One feature: one module of `handlers`, one line in `handlers.FEATURES`. It equals only itself.

    `section` is the path of its config in the repository's file (default: its name); the feature is off
    where the file lacks it, unless `always_on`. `bots` lets events sent by other bots through.
    `hears_commands`: what people bring about by commands of other features reaches it as if they had done it
    by hand. `needs` are the App permissions it uses, such as {"issues": "write"}. `also` names further
    sections of the file that it reads (path to model) and that turn nothing on.
    """

    name: str
    summary: str
    config: type[C]
    docs: str = ""
    section: str = ""
    always_on: bool = False
    bots: bool = False
    hears_commands: bool = False
    needs: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, type[BaseModel]] = field(default_factory=dict)
    config_warnings: Callable[[RepositoryConfig], Iterable[Remark]] | None = None
    """What may surprise in a file that is right, across its sections: (path of the value, sentence)."""
    template_files: Callable[[RepositoryConfig], Iterable[RepositoryText]] | None = None
    """The repository's own words that it fills in, in files that the section names."""
    config_lookups: Look | None = None
    """What a file names that GitHub does not know, or not so: the same, asked of GitHub."""
    handlers: dict[str, list[Handler]] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    timers: dict[str, Handler] = field(default_factory=dict)
    grants: dict[Grant, Callable[[str, Any], Awaitable[bool]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.section = self.section or self.name

    def on(self, *keys: str) -> Callable[[F], F]:
        """Listen to events, by `name.action`, or `name` for every action of it."""

        def declare(handler: F) -> F:
            for key in keys:
                self.handlers.setdefault(key, []).append(handler)
            return handler

        return declare

    def command(
        self,
        name: str,
        *,
        usage: str,
        help: str,
        examples: list[str | Example],
        who: Who = ANYONE,
        aliases: tuple[str, ...] = (),
        dynamic_words: Callable[[RepositoryConfig], tuple[str, ...]] | None = None,
        permission_for: Callable[[Invocation, RepositoryConfig], Who] | None = None,
        free_text: bool = False,
        on: str = "any",
        matches: Callable[[str, tuple[str, ...], SubjectEvent, RepositoryConfig], bool] | None = None,
        suggest_first: bool = False,
        works_while_paused: bool = False,
    ) -> Callable[[F], F]:
        """Declare a slash command; there is none without usage, help and examples."""

        def declare(handler: F) -> F:
            self.commands.append(
                Command(
                    name=name,
                    feature=self.name,
                    usage=usage,
                    help=help,
                    handler=handler,
                    who=who,
                    examples=tuple(Example(each) if isinstance(each, str) else each for each in examples),
                    aliases=aliases,
                    dynamic_words=dynamic_words,
                    permission_for=permission_for,
                    free_text=free_text,
                    on=on,
                    matches=matches,
                    suggest_first=suggest_first,
                    works_while_paused=works_while_paused,
                )
            )
            return handler

        return declare

    def grant(self, kind: Grant) -> Callable[[G], G]:
        """Say who has a grant: the handler gets a login and the context, and answers yes or no."""

        def declare(handler: G) -> G:
            self.grants[kind] = handler
            return handler

        return declare

    def timer(self, key: str) -> Callable[[F], F]:
        """Wake here when a timer set under `key` (or `key:…`) is due. The handler gets a `Wake`."""

        def declare(handler: F) -> F:
            self.timers[key] = handler
            return handler

        return declare

    def job(self, name: str, schedule: Callable[[C], Schedule | None] | Schedule) -> Callable[[F], F]:
        """Wake here once per slot of `schedule`, in the repository's time zone."""

        def declare(handler: F) -> F:
            self.jobs.append(Job(name=name, schedule=schedule, handler=handler))
            return handler

        return declare

    def handlers_for(self, event: Event) -> list[Handler]:
        """The handlers an event concerns, in the order of their declaration."""
        if isinstance(event, Wake):
            if event.feature != self.name:
                return []
            job = next((each.handler for each in self.jobs if each.name == event.timer), None)
            found = self.timers.get(event.timer.partition(":")[0]) or job
            return [found] if found else []
        general = self.handlers.get(event.name, []) if event.action else []
        return [*self.handlers.get(event.key, []), *general]


F = TypeVar("F", bound=Callable[[Any, Context[Any]], Awaitable[Any]])
G = TypeVar("G", bound=Callable[[str, Any], Awaitable[bool]])
