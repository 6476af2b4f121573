"""What a handler is given: the time, its config, and two things it may read: GitHub and our own records."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from pydantic import BaseModel

from bot.core.commands.command import Command
from bot.core.config.base import TemplateFile
from bot.core.config.preview import ConfigPreview
from bot.core.config.repository_config import RepositoryConfig
from bot.core.keys import Scope, owner_scope, repository_scope, subject_scope
from bot.core.messages import Language
from bot.core.model import GITHUB_WEB, Repository, Subject, User
from bot.core.pause import Pause, QuietTime
from bot.core.permissions import Role
from bot.core.ports.guesses import GuessKind, no_guess
from bot.core.ports.letter import GatherParts, no_parts
from bot.core.ports.reader import Reader
from bot.core.ports.records import Deed, Records
from bot.core.ports.similar import NO_INDEX, SimilarReader
from bot.core.schedule import day_of

C = TypeVar("C", bound=BaseModel)


async def no_preview(text: str, ref: str) -> ConfigPreview:
    """Return the empty preview: this context has no engine to try a file on."""
    return ConfigPreview()


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What every feature sees alike when something is decided."""

    now: datetime
    """UTC; the only clock a handler has."""
    me: User
    """The bot's own account."""
    repo: RepositoryConfig
    """The repository's file in force."""
    repository: Repository
    subject: Subject | None
    """The subject as it is now; None where the event concerns none."""
    github: Reader
    records: Records
    pause: Pause | None = None
    """The latest pause or quiet time of the repository, also one that is over."""
    guid: str = ""
    commands: tuple[Command, ...] = ()
    """All commands that are on in this repository (for `/help`); empty outside of commands."""

    web_url: str = GITHUB_WEB
    """Where GitHub's own pages begin: an Enterprise server has its own."""

    commands_page: str = ""
    """The whole address of the page of the repository's commands; empty where nobody can open one."""

    waiting_page: str = ""
    """The whole address of the page of what waits for the maintainers; empty where no page has one."""

    template_files: tuple[TemplateFile, ...] = ()
    """Files of the repository's own words that the features that are on fill in (for `config_check`)."""

    preview_config: Callable[[str, str], Awaitable[ConfigPreview]] = no_preview
    """Try a file's text, as it stands at a ref, on the repository's newest issues, dry (for
    `config_check`)."""

    letter_parts: GatherParts = no_parts
    """Ask all features for their part of the maintainers' letter (for `digest`)."""

    guess_kind: GuessKind = no_guess
    """Ask what the repository's own labels say about an issue."""

    similar: SimilarReader = NO_INDEX
    """Finds issues of this repository that are alike."""

    @property
    def current(self) -> Subject:
        """The subject as it is now. Raise ValueError where the event concerns none."""
        if self.subject is None:
            raise ValueError("this event concerns no subject")
        return self.subject

    @property
    def ref(self) -> str:
        """`owner/repo#7`, or `owner/repo` where no subject is concerned."""
        if self.subject is None:
            return self.repository.full_name
        return self.repository.ref_of(self.subject.number)

    @property
    def is_quiet(self) -> bool:
        """Whether this is a quiet time (`/bot quiet`): no date is given, and nobody is called."""
        return self.pause is not None and self.pause.is_quiet(self.now)

    @property
    def may_call_at(self) -> datetime:
        """When people may be called as far as the repository goes: now, or after a quiet time."""
        return self.pause.ends(self.now) if self.pause is not None and self.is_quiet else self.now

    @property
    def quiet_times(self) -> tuple[QuietTime, ...]:
        """The repository's quiet times that are over, the latest last."""
        return self.pause.quiet_times(self.now) if self.pause is not None else ()

    @property
    def today(self) -> date:
        """The day that it is by the repository's clocks."""
        return day_of(self.now, self.repo.timezone)

    @property
    def subject_labels(self) -> tuple[str, ...]:
        """The labels of the subject; none where the event concerns none."""
        return self.subject.labels if self.subject else ()

    async def deeds_on(self, number: int, what: Sequence[str]) -> Sequence[Deed]:
        """Return what was done on a subject of this repository, of these kinds, the oldest first."""
        return (await self.records.deeds_on([number], what=what)).get(number, ())

    async def may_triage(self, person: User) -> bool:
        """Return whether somebody has the triage role here, or more. Raise `Unreachable` and `NoAccess`."""
        return await self.github.role_of(person) >= Role.TRIAGE

    async def label_names(self) -> tuple[str, ...]:
        """Return the labels of the repository, as it spells them."""
        return tuple(label.name for label in await self.github.labels())

    @property
    def language(self) -> Language:
        """The language in which people read what is said on the subject; where none is concerned, the
        repository's."""
        return self.repo.language_for(self.subject_labels)

    @property
    def page(self) -> str:
        """The whole address of the repository, so that links to it work in an e-mail."""
        return f"{self.web_url}/{self.repository.full_name}"

    @property
    def subject_scope(self) -> Scope:
        """Memory scope of the subject (by ids, so that it survives a rename)."""
        return subject_scope(self.repository.id, self.current.number)

    @property
    def repo_scope(self) -> Scope:
        """Memory scope of the repository."""
        return repository_scope(self.repository.id)

    @property
    def owner_scope(self) -> Scope:
        """Memory scope of the owner of the repository: shared by all its repositories."""
        return owner_scope(self.repository.owner_id)


@dataclass(frozen=True, kw_only=True)
class Context(Surroundings, Generic[C]):
    """What a handler may look at. It is made anew for each decision of each feature."""

    config: C
    """The section of the feature."""
