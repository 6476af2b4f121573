"""A feature declares itself once; what is seen of it (help, pages, schema, rights of the App) is derived."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar, overload

from pydantic import BaseModel

from bot.core.commands.command import Command, Example, Handler, Invocation, SubjectKind
from bot.core.config.base import AskedRight, ConfigWarning, Nothing, Section, TemplateFile
from bot.core.config.problems import did_you_mean
from bot.core.config.repository_config import RepositoryConfig
from bot.core.context import Context
from bot.core.effects import Effects
from bot.core.events import (
    CommentEvent,
    Event,
    IssueEvent,
    LabelEvent,
    MergeGroupEvent,
    MilestoneEvent,
    PullRequestEvent,
    PushEvent,
    RepositoryChanged,
    SubjectEvent,
    Wake,
)
from bot.core.events.keys import (
    CommentKey,
    IssueKey,
    LabelKey,
    MergeGroupKey,
    MilestoneKey,
    PullRequestKey,
    PushKey,
    RelationKey,
    RepositoryKey,
)
from bot.core.events.webhooks import KEYS
from bot.core.keys import TimerKey
from bot.core.model import User
from bot.core.permissions import (
    ANYONE,
    AUTHOR_OR_TRIAGE,
    ORG_MEMBER,
    ROTA_OR_TRIAGE,
    TRIAGE,
    WRITE,
    Grant,
    OptionalRight,
    Who,
)
from bot.core.ports.letter import LetterWriter
from bot.core.ports.reader import Reader
from bot.core.ports.records import Deed
from bot.core.schedule.jobs import JobSchedule

__all__ = [
    "ANYONE",
    "AUTHOR_OR_TRIAGE",
    "ORG_MEMBER",
    "ROTA_OR_TRIAGE",
    "TRIAGE",
    "WRITE",
    "AskedRight",
    "ConfigWarning",
    "Context",
    "Deed",
    "Feature",
    "Grant",
    "IssueEvent",
    "Job",
    "JobSchedule",
    "MergeGroupEvent",
    "Nothing",
    "PullRequestEvent",
    "Reader",
    "RepositoryConfig",
    "Section",
    "SubjectEvent",
    "Wake",
    "Who",
]
"""The names that the author of a feature imports from here."""

C = TypeVar("C", bound=BaseModel)
E = TypeVar("E")
Listener = Callable[[E, Context[C]], Awaitable[Effects | None]]
On = Callable[[Listener[E, C]], Listener[E, C]]
"""A decorator that declares a handler of events of one type."""


@dataclass(frozen=True)
class Job:
    """Something a feature does by the clock in every repository where it is on."""

    name: str
    schedule: Callable[[Any], JobSchedule | None] | JobSchedule
    handler: Handler

    def schedule_for(self, config: Any) -> JobSchedule | None:
        """Return the schedule a repository's section asks for; None when it asks for none."""
        return self.schedule(config) if callable(self.schedule) else self.schedule


@dataclass(eq=False)
class Feature(Generic[C]):
    """One feature: one module of `handlers`, one line in `handlers.FEATURES`. It equals only itself.

    `section` is the path of its config in the repository's file (default: its name); the feature is off
    where the file lacks it, unless `always_on`; `turned_on_by` is the key inside it that people write.
    `hears_commands`: what people bring about by commands of other features reaches it as if done by hand.
    `needs` are the App permissions it uses, `may_use` those it works without. `also` names further sections
    that it reads (path to model) and that turn nothing on.
    """

    name: str
    summary: str
    config: type[C]
    docs: str = ""
    section: str = ""
    turned_on_by: str = ""
    always_on: bool = False
    hears_commands: bool = False
    needs: Mapping[str, str] = field(default_factory=dict)
    may_use: tuple[OptionalRight, ...] = ()
    also: Mapping[str, type[BaseModel]] = field(default_factory=dict)
    previews_pulls: bool = False
    """Whether the check of the file says what it would have done with the latest pull requests."""
    config_warnings: Callable[[RepositoryConfig], Iterable[ConfigWarning]] | None = None
    """What may surprise in a file that is right, across its sections: (path of the value, sentence)."""
    template_files: Callable[[RepositoryConfig], Iterable[TemplateFile]] | None = None
    """The repository's own words that it fills in, in files that the section names."""
    dated_warnings: Callable[[RepositoryConfig, datetime], Iterable[ConfigWarning]] | None = None
    """The same of its dates, on a day (UTC)."""
    rights_asked: Callable[[RepositoryConfig], Iterable[AskedRight]] | None = None
    """The optional rights without which something in a file has no effect."""
    handlers: dict[str, list[Handler]] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    timers: dict[str, Handler] = field(default_factory=dict)
    quiet_timers: dict[str, Handler] = field(default_factory=dict)
    thread_timers: set[str] = field(default_factory=set)
    grants: dict[Grant, Callable[[User, Any], Awaitable[bool]]] = field(default_factory=dict)
    at_hand: Callable[[Any], Awaitable[Sequence[str]]] | None = None
    """Who answers people just now, as logins: named to somebody who may not do what they can."""
    letter_news: LetterWriter | None = None
    """What it tells the maintainers in their letter (`letter`)."""

    def __post_init__(self) -> None:
        self.section = self.section or self.name
        self.turned_on_by = self.turned_on_by or self.section

    def config_in(self, repo: RepositoryConfig) -> C | None:
        """Return the feature's section, or its defaults if it is always on; None if it is off."""
        section = repo.section(self.section, self.config)
        return self.config() if section is None and self.always_on else section

    @overload
    def on(self, *keys: IssueKey) -> On[IssueEvent, C]: ...  # type: ignore[overload-overlap]  # the narrower first
    @overload
    def on(self, *keys: PullRequestKey) -> On[PullRequestEvent, C]: ...  # type: ignore[overload-overlap]  # the narrower first
    @overload
    def on(self, *keys: CommentKey) -> On[CommentEvent, C]: ...  # type: ignore[overload-overlap]  # the narrower first
    @overload
    def on(self, *keys: PushKey) -> On[PushEvent, C]: ...
    @overload
    def on(self, *keys: RelationKey) -> On[IssueEvent, C]: ...
    @overload
    def on(self, *keys: MergeGroupKey) -> On[MergeGroupEvent, C]: ...
    @overload
    def on(self, *keys: LabelKey) -> On[LabelEvent, C]: ...
    @overload
    def on(self, *keys: MilestoneKey) -> On[MilestoneEvent, C]: ...
    @overload
    def on(self, *keys: RepositoryKey) -> On[RepositoryChanged, C]: ...
    @overload
    def on(self, *keys: IssueKey | PullRequestKey) -> On[IssueEvent | PullRequestEvent, C]: ...  # type: ignore[overload-overlap]  # the narrower first
    @overload
    def on(
        self, *keys: IssueKey | PullRequestKey | CommentKey
    ) -> On[IssueEvent | PullRequestEvent | CommentEvent, C]: ...
    def on(self, *keys: str) -> On[Any, C]:
        """Listen to events, by `name.action`, or by `name` for every action. The handler's event follows
        from the keys. Raise ValueError for a key that GitHub never sends."""
        for key in keys:
            if key not in KEYS:
                raise ValueError(f"{self.name} listens to {key!r}, no event; {did_you_mean(key, KEYS)}")

        def declare(handler: Listener[Any, C]) -> Listener[Any, C]:
            for key in keys:
                self.handlers.setdefault(key, []).append(handler)
            return handler

        return declare

    def command(
        self,
        name: str,
        *,
        help: str,
        usage: str = "",
        examples: Sequence[str | Example] = (),
        who: Who = ANYONE,
        aliases: tuple[str, ...] = (),
        dynamic_words: Callable[[RepositoryConfig], tuple[str, ...]] | None = None,
        own_words: Callable[[RepositoryConfig], tuple[str, ...]] | None = None,
        permission_for: Callable[[Invocation, RepositoryConfig], Who] | None = None,
        free_text: bool = False,
        on: SubjectKind = "any",
        matches: Callable[[str, tuple[str, ...], SubjectEvent, RepositoryConfig], bool] | None = None,
        for_oneself: bool = False,
        offered: Callable[[Invocation, RepositoryConfig], bool] | None = None,
        works_while_paused: bool = False,
        forgets: bool = False,
        in_each_language: bool = False,
    ) -> Callable[[F], F]:
        """Declare a slash command. Unless `usage` says more it takes no arguments, and is its own example."""
        usage = usage or f"/{name}"
        shown = tuple(Example(line) if isinstance(line, str) else line for line in examples or (usage,))

        def declare(handler: F) -> F:
            self.commands.append(
                Command(
                    name=name,
                    feature=self.name,
                    usage=usage,
                    help=help,
                    handler=handler,
                    who=who,
                    examples=shown,
                    aliases=aliases,
                    dynamic_words=dynamic_words,
                    own_words=own_words,
                    permission_for=permission_for,
                    free_text=free_text,
                    on=on,
                    matches=matches,
                    for_oneself=for_oneself,
                    offered=offered,
                    works_while_paused=works_while_paused,
                    forgets=forgets,
                    in_each_language=in_each_language,
                )
            )
            return handler

        return declare

    def grant(self, kind: Grant) -> Callable[[G], G]:
        """Say who has a grant: the handler gets an account and the context, and answers yes or no."""

        def declare(handler: G) -> G:
            self.grants[kind] = handler
            return handler

        return declare

    def letter(self, writer: LetterWriter) -> LetterWriter:
        """Say what the maintainers hear in their regular letter."""
        self.letter_news = writer
        return writer

    def timer(self, key: TimerKey, *, while_quiet: bool = False, reads_thread: bool = False) -> On[Wake, C]:
        """Wake here when a timer set under `key` (or `key:…`) is due. `while_quiet`: when it is due in a
        quiet time and waits, so that what stands stays true although its dates pass. `reads_thread`: it looks
        at what people wrote on its subject, or how they reacted there."""

        def declare(handler: Listener[Wake, C]) -> Listener[Wake, C]:
            (self.quiet_timers if while_quiet else self.timers)[key] = handler
            self.thread_timers |= {key} if reads_thread else set()
            return handler

        return declare

    def job(self, name: str, schedule: Callable[[C], JobSchedule | None] | JobSchedule) -> On[Wake, C]:
        """Wake here once per slot of `schedule`, in the repository's time zone."""

        def declare(handler: Listener[Wake, C]) -> Listener[Wake, C]:
            self.jobs.append(Job(name=name, schedule=schedule, handler=handler))
            return handler

        return declare

    def handlers_for(self, event: Event) -> list[Handler]:
        """Return the handlers an event concerns, in the order of their declaration."""
        if isinstance(event, Wake):
            jobs = {job.name: job.handler for job in self.jobs}
            handler = self.timers.get(event.timer.partition(":")[0]) or jobs.get(event.timer)
            return [handler] if handler and event.feature == self.name else []
        general = self.handlers.get(event.name, []) if event.action else []
        return [*self.handlers.get(event.key, []), *general]


F = TypeVar("F", bound=Callable[[Any, Context[Any]], Awaitable[Any]])
G = TypeVar("G", bound=Callable[[User, Any], Awaitable[bool]])
