"""The configuration in force in one repository."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from bot.core.config.shared import LabelsConfig, Languages, Policy
from bot.core.messages import Language
from bot.core.model import contains
from bot.core.schedule import Weekday, WorkingHours
from bot.core.states import CommandPreset, Mode, PlainWords

M = TypeVar("M", bound=BaseModel)

CONFIG_FOLDER, CONFIG_NAME = ".github", "stewardbot.yml"
CONFIG_PATH = f"{CONFIG_FOLDER}/{CONFIG_NAME}"
"""Where a repository's file stands; an owner's file for all of them stands so in the repository `.github`."""


@dataclass(frozen=True)
class RepositoryConfig:
    """The repository's file, read: what is common to all features, and each section by its path.

    `sections` holds validated models under `labels`, `steward`, `newcomers`, `newcomers.welcome` …; a
    feature whose path is missing is off. `mode` is what the file says; the operator's wins outside.
    """

    mode: Mode = Mode.OBSERVE
    timezone: str = "UTC"
    working_days: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri")
    preset: CommandPreset = CommandPreset.DEFAULT
    command_bots: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    """Ordinary accounts that a program drives: they are bots here."""
    policy: str = ""
    """Where the project says what it expects of contributions; empty where `newcomers.policy` may say it."""
    landed: str = ""
    """The label of a closed pull request that means merged; empty for none."""
    foreign_words: frozenset[str] = frozenset()
    """Words of other bots' commands, lower case and without the slash."""
    language: Language = "en"
    plain_words: PlainWords = PlainWords.HINT
    sections: Mapping[str, BaseModel] = field(default_factory=dict)
    source: str = ""
    """Where it was read: `owner/repo@sha:path`, or empty for none."""
    logins: frozenset[str] = frozenset()
    """Every login that it names, in lower case."""
    read_as: Mapping[str, str] = field(default_factory=dict)
    """Logins of it whose account is called otherwise by now, and how they are read (`accounts`)."""

    def __hash__(self) -> int:
        # What is worked out from a file is kept by it, and sections have no hash.
        return hash(self.source)

    def login_now(self, login: str) -> str:
        """Return how a login that was remembered from the file is read now."""
        return self.read_as.get(login.casefold(), login)

    def language_for(self, labels: Collection[str]) -> Language:
        """Return the repository's language, or the one that a subject's label tells; nobody's is guessed."""
        config = self.section("newcomers.welcome", Languages)
        labelled = config.languages.items() if config else ()
        return next((language for label, language in labelled if contains(labels, label)), self.language)

    @property
    def policy_page(self) -> str:
        """Where the project says what it expects of contributions; empty where it does not."""
        former = self.section("newcomers.policy", Policy)
        return self.policy or (former.root if former else "")

    @property
    def working_hours(self) -> WorkingHours:
        """The working time of the repository: its zone, its working days, the usual hours."""
        return WorkingHours(zone=self.timezone, days=tuple(Weekday(day) for day in self.working_days))

    @property
    def creates_labels(self) -> bool:
        """Whether labels that the repository lacks may be made (`labels.create`)."""
        labels = self.section("labels", LabelsConfig)
        return labels is not None and labels.create

    def section(self, path: str, model: type[M]) -> M | None:
        """Return the section at `path` if the file has it. Raise TypeError for the wrong model."""
        section = self.sections.get(path)
        if section is None or isinstance(section, model):
            return section
        raise TypeError(f"section {path} is a {type(section).__name__}, not a {model.__name__}")
