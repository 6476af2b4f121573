"""What may be commanded in one repository, for a page and its JSON: the declarations under its file. Pure."""

from collections.abc import Iterable
from typing import Any

from bot.core.commands.command import Command, Invocation
from bot.core.config.repository_config import RepositoryConfig
from bot.core.events import IssueEvent, Written
from bot.core.feature import Feature
from bot.core.model import GHOST, Repository, Subject, Value
from bot.core.states import CommandPreset, Mode

_PLACES = {"issue": "issues", "pull_request": "pull requests", "any": "issues and pull requests"}


class CatalogExample(Value):
    """A line that works, and what it does."""

    line: str
    means: str = ""


class CatalogCommand(Value):
    """One command: `words` are all that call it here, `who` may give it on an issue like any other."""

    usage: str
    words: tuple[str, ...]
    help: str
    who: str
    where: str
    examples: tuple[CatalogExample, ...]


class CatalogGroup(Value):
    """The commands of one feature."""

    feature: str
    summary: str
    commands: tuple[CatalogCommand, ...]


class CommandCatalog(Value):
    """The commands of a repository. `mode` and `preset` are what its file says."""

    repository: str
    mode: Mode
    preset: CommandPreset
    groups: tuple[CatalogGroup, ...]


def command_catalog(
    features: Iterable[Feature[Any]], repo: RepositoryConfig, repository: Repository
) -> CommandCatalog:
    """Return the catalog of a repository: the commands of those `features` that are on there."""
    return CommandCatalog(
        repository=repository.full_name,
        mode=repo.mode,
        preset=repo.preset,
        groups=tuple(
            CatalogGroup(
                feature=feature.name,
                summary=feature.summary,
                commands=tuple(_command(command, repo, repository) for command in feature.commands),
            )
            for feature in features
            if feature.commands
        ),
    )


def _command(command: Command, repo: RepositoryConfig, repository: Repository) -> CatalogCommand:
    words = command.words_in(repo)
    return CatalogCommand(
        usage=command.usage,
        words=tuple(f"/{word}" for word in words),
        help=command.help,
        who=_who(command, repo, repository),
        where=_PLACES[command.on],
        examples=tuple(
            CatalogExample(line=example.line, means=example.means) for example in command.examples
        ),
    )


def _who(command: Command, repo: RepositoryConfig, repository: Repository) -> str:
    if command.permission_for is None:
        return str(command.who)
    event = IssueEvent(name="issues", repository=repository, subject=Subject(number=1, user=GHOST))
    written = Written(body="", author=GHOST, target="issue", target_id=1)
    bare = Invocation(command, command.name, (), "", "", event, written)
    return str(command.permission_for(bare, repo))
