"""`stewardbot migrate`: a first file from the configuration of another bot."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.arguments import full_name
from bot.cli.rows import print_rows
from bot.core.config.document import MAX_BYTES
from bot.errors import OperatorError

app = typer.Typer()


@app.command(epilog="Example: stewardbot migrate .github/workflows/stale.yml > stewardbot.yml")
def migrate(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Files of the other bots; they stay as they are.")
    ],
    repository: Annotated[
        str, typer.Option(metavar="OWNER/REPO", help="For which one, where a file is for several.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Write the file there, and never over another one.")
    ] = None,
) -> None:
    """Write a first file from the settings of other bots, and say what becomes of each of their keys.

    It reads actions/stale, actions/labeler, actions/first-interaction, github/issue-labeler, actions that
    give an issue to whoever takes it, Probot's config.yml, stale.yml, no-response.yml and support.yml, and
    Prow's plugins.yaml. Give the workflow of a labeler beside its file. What comes out only looks on until it
    says `mode: act`; what cannot be the same is left out, or stands behind # for you to decide.
    """
    from bot.operations import migrate as migration

    draft = migration.migrate(
        [(str(file), _content(file)) for file in files], full_name(repository) if repository else ""
    )
    rows = [(finding.place, finding.key, finding.outcome.value, finding.reason) for finding in draft.findings]
    if output is None:
        typer.echo(draft.text(), nl=False)
    else:
        _write(output, draft.text())
    print_rows(rows, "where", "key", "outcome", "what becomes of it", err=output is None)
    typer.echo(f"{draft.counted()}. Next: stewardbot config check {output or 'stewardbot.yml'}", err=True)


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise OperatorError(f"{file} cannot be read: {error.strerror or error}.") from None


def _write(path: Path, text: str) -> None:
    """Write a new file. OperatorError where there is one, or none can be made."""
    try:
        with path.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        raise OperatorError(f"{path} is there already, and is not overwritten; name another file.") from None
    except OSError as error:
        raise OperatorError(f"{path} cannot be written: {error.strerror or error}.") from None
