"""`stewardbot config`: the repository's file checked, explained, described."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.arguments import full_name
from bot.cli.rows import print_rows
from bot.core.config.document import MAX_BYTES
from bot.core.config.effective import ValueInForce, awaited_notes, effective, line_of, notes
from bot.core.config.loader import load
from bot.core.config.problems import ConfigError, Problem
from bot.core.config.repository_config import RepositoryConfig
from bot.core.config.schema import schema
from bot.core.states import OperatorMode
from bot.errors import OperatorError

if TYPE_CHECKING:
    from bot.queries.config_in_force import ConfigInForce

app = typer.Typer(no_args_is_help=True)

_FILE = typer.Argument(metavar="FILE", help="The file, such as .github/stewardbot.yml; - reads stdin.")


@app.command(epilog="Example: stewardbot config check .github/stewardbot.yml")
def check(
    file: Annotated[Path, _FILE],
    repository: Annotated[
        str, typer.Option(metavar="OWNER/REPO", help="Also look up there what the file names.")
    ] = "",
) -> None:
    """Validate a repository's file: every problem as FILE:LINE:COLUMN: MESSAGE. Exits 1 if there is one.

    In a checkout (FILE in .github) the texts that it names are validated too. With --repository each label,
    person, team, path, milestone, issue and channel that it names is looked up, with the App of the settings;
    what is not there is a note, and so is a feature that waits for an owner to accept a permission.
    """
    from bot.community.patterns import missing_engine
    from handlers import FEATURES

    text = _read(file)
    if sentence := missing_engine():
        typer.echo(f"On this machine {sentence}.", err=True)
    try:
        config = load(text, FEATURES, str(file))
        remarks = notes(text, FEATURES)
    except ConfigError as error:
        for problem in error.problems:
            typer.echo(f"{file}:{problem}")
        raise typer.Exit(1) from None
    if repository:
        remarks += asyncio.run(_missing_names(full_name(repository), text))
    for note in sorted(remarks):
        tail = f" ({note.suggestion})" if note.suggestion else ""
        typer.echo(f"{file}:{note.line}:{note.column}: note: {note.message}{tail}")
    if mistakes := list(_texts(file, text, config)):
        for mistake in mistakes:
            typer.echo(mistake)
        raise typer.Exit(1)
    on = ", ".join(feature.name for feature in FEATURES if feature.turned_on_by in config.sections)
    typer.echo(f"{file} is right: mode {config.mode}; on: {on or 'nothing'}.", err=True)


async def _missing_names(name: str, text: str) -> Sequence[Problem]:
    """Return what of the names in a file is not there, and which features wait for an owner's permission.
    OperatorError where GitHub cannot be asked."""
    from bot import settings
    from bot.clock import SystemClock
    from bot.engine.dry.config_lookups import look_up_names
    from bot.operations.github_session import github_session
    from handlers import FEATURES

    chosen = settings.load()
    async with github_session(chosen) as session:
        installation, repository, reader = await session.repository(name)
        now = SystemClock().now()
        missing = await look_up_names(FEATURES, text, repository, reader, now, channels=chosen.notify)
        granted = await session.tokens.permissions(installation)
        return [*missing, *awaited_notes(text, FEATURES, granted, repository.owner)]


def _texts(file: Path, text: str, config: RepositoryConfig) -> Iterator[str]:
    """Return what is wrong with the repository's own words that the file names; in a checkout alone."""
    from bot.engine.decide.registry import FeaturesOn
    from handlers import FEATURES

    if file.parent.name != ".github":
        return
    for template in FeaturesOn.of(FEATURES, config).template_files:
        root = file.parent.parent
        path = root / template.path
        key = ".".join(str(part) for part in template.place)
        if not (path.resolve().is_relative_to(root.resolve()) and path.is_file()):
            if template.needed:
                message = f"{key} names {template.path}, and there is no such file"
                yield f"{file}:{line_of(text, template.place)}:1: {message}"
        elif mistake := template.judge(_read(path)):
            yield f"{path}:1:1: {mistake}"


@app.command(epilog="Example: stewardbot config show acme/widget")
def show(
    repository: Annotated[str, typer.Argument(metavar="OWNER/REPO", help="The repository.")],
    file: Annotated[
        Path | None, typer.Option(help="Show what this file would give, without a database.")
    ] = None,
) -> None:
    """Show every value in force in a repository, and the line of the file or the default it comes from."""

    repository = full_name(repository)
    rows = _of_file(file) if file else _in_force(asyncio.run(_stored(repository)), repository)
    written = [(path, _text(value), source) for path, value, source in rows]
    print_rows(written, "key", "value", "from", style=lambda row: "dim" if row[2] == "default" else None)


def _of_file(file: Path) -> Sequence[ValueInForce]:
    """Return what a file would give."""
    from handlers import FEATURES

    text = _read(file)
    try:
        rows = effective(text, FEATURES)
    except ConfigError as error:
        raise OperatorError(f"{file} cannot be used:\n{error}") from None
    typer.echo(f"From {file}." if text else f"{file}: defaults everywhere.", err=True)
    return rows


def _in_force(stored: ConfigInForce, repository: str) -> Sequence[ValueInForce]:
    """Return what is in force, once it is said where it comes from."""
    where = "the last good one" if stored.source else "no file"
    if stored.error:
        typer.echo(f"The newest file has mistakes; in force is {where}:\n{stored.error}\n", err=True)
    if stored.refused:
        typer.echo(
            f"This release refuses the last good file; in force is no file:\n{stored.refused}\n", err=True
        )
    without = f"{repository} without a .github/stewardbot.yml in force: defaults everywhere."
    typer.echo(f"From {stored.source}." if stored.source else without, err=True)
    return stored.rows


@app.command("schema", epilog="Example: stewardbot config schema > stewardbot.schema.json")
def print_schema() -> None:
    """Print the JSON schema of the file (draft 2020-12), for editors that complete and check as one types."""
    from handlers import FEATURES

    typer.echo(json.dumps(schema(FEATURES), indent=2, ensure_ascii=False))


def _read(file: Path) -> str:
    """Return the text of a file, or of stdin for `-`. OperatorError where there is none to read."""
    try:
        if str(file) == "-":
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with file.open("rb") as opened:
                content = opened.read(MAX_BYTES + 1)
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut in two by the limit: the file is too large, and the reader says so.
        if len(content) > MAX_BYTES and error.start > MAX_BYTES - 4:
            return content.decode("utf-8", "replace")
        line = content.count(b"\n", 0, error.start) + 1
        raise OperatorError(f"{file}:{line}:1: this is not UTF-8 text; save the file as UTF-8.") from None
    except OSError as error:
        raise OperatorError(f"{file} cannot be read: {error.strerror or error}.") from None


async def _stored(repository: str) -> ConfigInForce:
    """Return what the server has in force in a repository."""
    from bot import settings
    from bot.cli.database_session import open_database
    from bot.queries.config_in_force import config_in_force
    from bot.store import mirror
    from bot.store.database import Connection
    from handlers import FEATURES

    chosen = settings.load()

    def read(conn: Connection) -> ConfigInForce:
        row = mirror.repository_named(conn, repository)
        if row is None:
            raise OperatorError(
                f"The database knows no repository {repository}; check the name, or use --file."
            )
        return config_in_force(conn, FEATURES, row, held_back=chosen.mode is OperatorMode.OBSERVE)

    async with open_database(chosen, "Nothing can be shown") as database:
        return await database.read(read)


def _text(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    return str(value).lower() if isinstance(value, bool) else str(value)
