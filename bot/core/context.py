"""What a handler is given: the time, its config, and two things it may read — GitHub and our own records.

The protocols are the narrow view handlers need. `bot.github.read.reader` and `bot.store.records` play them on
the real road; `plan` uses the very same classes over the simulated GitHub and a database in memory.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from bot.core.keys import Scope, owner_scope, repository_scope, subject_scope
from bot.core.model import Comment, LabelInfo, Repository, Role, Subject, User
from bot.core.schedule import Weekday, WorkingHours

if TYPE_CHECKING:
    from bot.core.commands.command import Command
    from bot.core.config.preview import ConfigPreview
    from bot.core.config.template_file import TemplateFile

C = TypeVar("C", bound=BaseModel)
M = TypeVar("M", bound=BaseModel)


Language = Literal["en", "fr", "de", "es", "pt", "ja"]
"""Languages (ISO 639-1) in which the bot has words of its own."""


class Refusal(Exception):
    """Something the person who wrote can mend: the message is said to them, word for word."""


class Unreachable(Exception):
    """GitHub could not be asked just now; the delivery is decided again later, not before `until` (UTC)."""

    def __init__(self, reason: str = "", until: datetime | None = None) -> None:
        super().__init__(reason)
        self.until = until


class Reader(Protocol):
    """GitHub, read only, inside one repository. Answers are cached as long as they can be trusted.

    Raises `Unreachable` when GitHub cannot be asked for now; never anything of HTTP.
    """

    async def role_of(self, login: str) -> Role:
        """The live role of a person (`role_name`; unknown custom roles fall back to `permission`)."""
        ...

    async def is_member(self, login: str) -> bool:
        """Whether the person belongs to the organization that owns the repository (also privately)."""
        ...

    async def team(self, slug: str) -> tuple[str, ...] | None:
        """Logins of a team of the owning organization; None when there is no such team (or no right)."""
        ...

    async def user(self, login: str) -> User | None:
        """An account by its login."""
        ...

    async def can_be_assigned(self, login: str, number: int) -> bool:
        """Whether GitHub would accept the person as an assignee of this subject."""
        ...

    async def labels(self) -> tuple[LabelInfo, ...]:
        """The labels of the repository."""
        ...

    async def milestones(self) -> tuple[str, ...]:
        """Titles of the open milestones."""
        ...

    async def file(self, path: str, ref: str | None = None) -> str | None:
        """A text file (of the default branch unless told); None when there is none."""
        ...

    async def files(self, folder: str) -> tuple[str, ...]:
        """Paths of the files directly in a folder of the default branch."""
        ...

    async def subject(self, number: int) -> Subject | None:
        """The present state of an issue or pull request; None when it is gone or unseen."""
        ...

    async def changed_files(self, number: int) -> tuple[str, ...]:
        """Paths a pull request touches."""
        ...

    async def failing_checks(self, sha: str) -> tuple[str, ...]:
        """Names of the checks of a commit whose latest run failed, sorted; empty where we may not look.

        Checks report far more often than anybody needs to know: they are looked up when it matters."""
        ...

    async def comments(self, number: int) -> tuple[Comment, ...]:
        """Comments of a subject, oldest first."""
        ...

    async def reactions(self, number: int, comment_id: int | None = None) -> tuple[tuple[str, User], ...]:
        """(content, who) on the subject itself or on a comment: there is no webhook for them."""
        ...

    async def has_contributed(self, login: str, apart_from: str = "", before: datetime | None = None) -> bool:
        """Whether the person has an issue or pull request with this owner from `before` (UTC; unless told,
        from before yesterday, for what is younger the ledger knows).

        `apart_from` is a subject (`owner/repo#7`) that does not count. One search; used once for a person
        never seen."""
        ...

    async def can_see(self, repository: str) -> bool:
        """Whether the App is installed on another repository (for `/transfer`)."""
        ...


@dataclass(frozen=True)
class Deed:
    """One line of the ledger. `repository` is what it is called by now; `repo_id` stays."""

    at: datetime
    what: str
    person_id: int
    person: str
    repository: str
    number: int | None
    detail: Mapping[str, Any]
    repo_id: int = 0


@dataclass(frozen=True)
class Done:
    """One effect the bot has carried out (`state` done), is about to (waiting, intent), would have
    (observed), or could not (refused, dead). `remote_id` is GitHub's id of what it made, `note` what GitHub
    said about it."""

    at: datetime
    guid: str
    feature: str
    kind: str
    because: str
    state: str
    effect: Mapping[str, Any]
    remote_id: int | None = None
    note: str = ""


class Records(Protocol):
    """Our own records inside one repository, read only; what is read is guarded until the commit."""

    async def recall(self, scope: Scope, key: str, *, feature: str | None = None) -> Any:
        """A memory of this feature (or of another, by name); None when there is none."""
        ...

    async def recall_all(
        self, scope: Scope, prefix: str = "", *, feature: str | None = None
    ) -> dict[str, Any]:
        """All memories of a scope whose key begins with `prefix`."""
        ...

    async def case(self, ref: str) -> dict[str, Any] | None:
        """The support case of a subject."""
        ...

    async def cases(self) -> dict[str, dict[str, Any]]:
        """All open cases of the repository by subject."""
        ...

    async def deeds(
        self, person_id: int, *, what: Sequence[str] = (), everywhere: bool = False
    ) -> tuple[Deed, ...]:
        """What a person did with this owner (`everywhere`; in this repository also before it was the owner's)
        or in this repository, oldest first."""
        ...

    async def deeds_on(
        self, numbers: Collection[int], *, what: Sequence[str] = ()
    ) -> Mapping[int, tuple[Deed, ...]]:
        """What anybody did on some subjects of this repository, by number, oldest first."""
        ...

    async def open_subjects(self, *, label: str | None = None) -> tuple[Subject, ...]:
        """Open issues of the mirror (pull requests too), oldest first, optionally with a label."""
        ...

    async def subjects_by(self, person_id: int) -> tuple[Subject, ...]:
        """The latest issues and pull requests a person opened in this repository, the newest first."""
        ...

    async def linked_pulls(self, number: int) -> tuple[int, ...]:
        """Open pull requests that say they close this issue."""
        ...

    async def done_on(self, ref: str) -> tuple[Done, ...]:
        """What the bot did, is about to do, observed or could not do on a subject, oldest first."""
        ...

    @property
    def can_forget(self) -> bool:
        """Whether people can be forgotten here: whoever runs the bot has set a key for it."""
        ...

    async def is_forgotten(self, person_id: int) -> bool:
        """Whether somebody asked to be forgotten: they were here, and nothing else is known of them."""
        ...

    async def came_at(self) -> datetime | None:
        """When we learnt of this repository; None where that is long ago or unknown."""
        ...

    async def installed_at(self) -> datetime | None:
        """When the first sync of this repository ended; None before."""
        ...


@dataclass(frozen=True)
class RepositoryConfig:
    """The repository's file, read: what is common to all features, and each section by its path.

    `sections` holds validated models under `labels`, `steward`, `newcomers`, `newcomers.welcome` …; a
    feature whose path is missing is off. `mode` is what the file says; the operator's wins outside.
    """

    mode: str = "observe"
    timezone: str = "UTC"
    working_days: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri")
    preset: str = "default"
    command_bots: tuple[str, ...] = ()
    language: Language = "en"
    sections: Mapping[str, BaseModel] = field(default_factory=dict)
    source: str = ""
    """Where it was read: `owner/repo@sha:path`, or empty for none."""

    @property
    def working_hours(self) -> WorkingHours:
        """The working time of the repository: its zone, its working days, the usual hours."""
        return WorkingHours(zone=self.timezone, days=tuple(Weekday(day) for day in self.working_days))

    @property
    def creates_labels(self) -> bool:
        """Whether labels that the repository lacks may be made (`labels.create`)."""
        return bool(getattr(self.sections.get("labels"), "create", False))

    def section(self, path: str, model: type[M]) -> M | None:
        """The section at `path` when the file has it; TypeError for the wrong model."""
        found = self.sections.get(path)
        if found is None or isinstance(found, model):
            return found
        raise TypeError(f"section {path} is a {type(found).__name__}, not a {model.__name__}")


async def nothing_to_try(text: str) -> ConfigPreview:
    """The answer of a context that knows no road to try a file on."""
    from bot.core.config.preview import ConfigPreview

    return ConfigPreview()


@dataclass(frozen=True)
class Context(Generic[C]):
    """What a handler may look at. It is made anew for each decision of each feature."""

    now: datetime
    """UTC; the only clock a handler has."""
    me: User
    """The bot's own account."""
    config: C
    repo: RepositoryConfig
    repository: Repository
    subject: Subject | None
    github: Reader
    records: Records
    guid: str = ""
    commands: tuple[Command, ...] = ()
    """All commands that are on in this repository (for `/help`); empty outside of commands."""

    texts: tuple[TemplateFile, ...] = ()
    """Files of the repository's own words that the features that are on fill in (for `config_check`)."""

    rehearse: Callable[[str], Awaitable[ConfigPreview]] = nothing_to_try
    """Try a file's text on the repository's newest issues, dry (for `config_check`)."""

    @property
    def ref(self) -> str:
        """`owner/repo#7`, or `owner/repo` where no subject is concerned."""
        if self.subject is None:
            return self.repository.full_name
        return f"{self.repository.full_name}#{self.subject.number}"

    @property
    def subject_scope(self) -> Scope:
        """Memory scope of the subject (by ids, so that it survives a rename)."""
        if self.subject is None:
            raise ValueError("this event concerns no subject")
        return subject_scope(self.repository.id, self.subject.number)

    @property
    def repo_scope(self) -> Scope:
        """Memory scope of the repository."""
        return repository_scope(self.repository.id)

    @property
    def owner_scope(self) -> Scope:
        """Memory scope of the owner of the repository: shared by all its repositories."""
        return owner_scope(self.repository.owner_id)
