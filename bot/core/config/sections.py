"""What the repository's file may hold: the common keys at its top, and a section for each feature."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from bot.core.config.accounts import Login, LoginOrTeam
from bot.core.config.base import Nothing, Section
from bot.core.config.names.references import FileName, LabelName
from bot.core.config.presets import FilePreset
from bot.core.config.shared import SHARED
from bot.core.feature import Feature
from bot.core.messages import Language
from bot.core.schedule import Weekday, WorkingDay, ZoneName
from bot.core.states import CommandPreset, Mode, PlainWords

INHERITED = ("timezone", "working_days")
"""Keys of the top that a section may have too, and takes over where it does not set them."""


class Commands(Section):
    """Slash commands in this repository."""

    preset: CommandPreset = CommandPreset.DEFAULT
    """`default` protects people from strangers; `prow` gives Prow's roles and words."""
    bots: tuple[LoginOrTeam, ...] = ()
    """Logins of bots whose commands are obeyed."""
    foreign: tuple[str, ...] = ()
    """Words of other bots in this repository, with or without the slash: they are left alone."""


class Accounts(Section):
    """What the repository knows of accounts."""

    programs: tuple[Login, ...] = ()
    """Logins of ordinary accounts that a program drives: they count as bots in every respect."""


class RepositoryFile(Section):
    """The repository's file for Stewardbot. A feature is off unless its section is present."""

    mode: Literal[Mode.OBSERVE, Mode.ACT] = Mode.OBSERVE
    """`observe` writes nothing; `act` lets the bot do what it plans."""
    timezone: ZoneName = "UTC"
    """The zone of all times in the file, such as Europe/London."""
    language: Language = "en"
    """The language of what the bot says, as far as there are words in it; the rest is in English."""
    working_days: Annotated[tuple[WorkingDay, ...], Field(min_length=1)] = tuple(Weekday)[:5]
    """Days on which people work."""
    commands: Commands = Commands()
    """Slash commands: whose manners, whose bots', and which words are other bots'."""
    plain_words: PlainWords = PlainWords.HINT
    """What follows from words without a command: `hint` answers, `act` also lets an offer claim, `off` hears
    nothing."""
    accounts: Accounts = Accounts()
    """Which ordinary accounts are driven by programs."""
    policy: FileName = ""
    """Where the project says what it expects of contributions, such as CONTRIBUTING.md#ai."""
    landed: LabelName = ""
    """A label that means merged, where a merge bot lands changes itself and closes their pull requests."""
    preset: FilePreset | None = None
    """`library`, `hub` or `sprint`: ordinary keys that fit such a repository, which `stewardbot config show`
    prints; those that the file writes itself win."""


@dataclass(frozen=True)
class DeclaredSection:
    """A section the file may have; `feature` is the one that declares it, if any does."""

    model: type[BaseModel]
    feature: Feature[Any] | None = None
    turns_on: bool = False


def sections(features: Sequence[Feature[Any]]) -> dict[str, DeclaredSection]:
    """Return every section by its path: those of the features first, in their order; parents before
    children."""
    declared: dict[str, DeclaredSection] = {
        feature.section: DeclaredSection(feature.config, feature, turns_on=True) for feature in features
    }
    for feature in features:
        for path, model in feature.also.items():
            declared.setdefault(path, DeclaredSection(model, feature))
    for path, model in SHARED.items():
        declared.setdefault(path, DeclaredSection(model))
    for path in list(declared):
        if (parent := path.rpartition(".")[0]) and parent not in declared:
            declared[parent] = DeclaredSection(Nothing)
    roots = list(dict.fromkeys(path.partition(".")[0] for path in declared))
    order = sorted(declared, key=lambda path: (roots.index(path.partition(".")[0]), path.count(".")))
    return {path: declared[path] for path in order}
