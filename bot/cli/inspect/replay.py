"""`stewardbot replay`: stored deliveries decided again, beside what was decided then."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from bot import logs, settings
from bot.cli.arguments import instant
from bot.cli.database_session import open_database
from bot.core import effects as fx
from bot.core.config.loader import load
from bot.core.config.problems import ConfigError
from bot.errors import OperatorError
from bot.logs.redaction import printable, shortened, striker
from bot.operations.replay import Comparison, ReplayReport
from bot.operations.replay_request import ReplayRequest, queue_different, replay_requested
from handlers import FEATURES

app = typer.Typer()

QUIET = ("effect", "subject", "feature", "because", "sections", "sticky")
"""Fields of an effect that its line shows already."""


@app.command("replay", epilog="Example: stewardbot replay --since 2026-03-02 --config new.yml --diff")
def replay_(
    guids: Annotated[list[str] | None, typer.Argument(metavar="GUID…", help="Deliveries by GUID.")] = None,
    since: Annotated[str, typer.Option(metavar="T", help="All that came in since then (ISO 8601).")] = "",
    repository: Annotated[str, typer.Option(metavar="OWNER/REPO", help="Only of this one.")] = "",
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="In place of the repository's file.")
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show only what would differ now.")] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Have the server decide anew what would differ.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Decide stored deliveries again: what would be done now, beside what was done then.

    Reads the database of the settings; asks nothing of GitHub and writes nothing. Each delivery is decided
    at its own time, with the memory of then as far as that is kept. With --apply the running server decides
    anew those that would end differently; what it has carried out already it does not do twice.
    """
    if bool(guids) == bool(since):
        raise typer.BadParameter("give GUIDs, or --since T")
    if apply and config is not None:
        raise typer.BadParameter("--apply follows the repository's own file: commit it, then leave --config")
    text = _config(config) if config is not None else None
    moment = instant(since, "--since") if since else None
    chosen = settings.load()
    logs.configure("ERROR", secrets=chosen.secret_values())
    request = ReplayRequest(guids or (), moment, repository, text)
    report, queued = asyncio.run(_replay(chosen, request, apply=apply))
    strike = striker(chosen.secret_values())
    shown = report.different if diff else report.replayed
    if as_json:
        for comparison in shown:
            typer.echo(strike(json.dumps(_as_json(comparison), ensure_ascii=True)))
    else:
        console = Console(highlight=False, soft_wrap=True)
        for comparison in shown:
            for line in _lines(comparison, diff=diff):
                console.print(Text(printable(shortened(strike(line.plain))), style=line.style))
    for sentence in _summary(report, queued if apply else None):
        typer.echo(sentence, err=True)


async def _replay(
    chosen: settings.Settings, request: ReplayRequest, *, apply: bool
) -> tuple[ReplayReport, int]:
    async with open_database(chosen, "Nothing can be replayed") as db:
        report = await replay_requested(db, request, chosen.mode)
        return report, await queue_different(db, report) if apply else 0


def _config(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
        load(text, FEATURES, str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{path} cannot be read: {error}.") from None
    except ConfigError as error:
        raise OperatorError(f"{path} cannot be used:\n{error}") from None
    return text


def _as_json(comparison: Comparison) -> dict[str, Any]:
    return {
        "guid": comparison.guid,
        "at": comparison.at.isoformat(),
        "event": comparison.event,
        "subject": comparison.subject,
        "then": [fx.public(effect) for effect in comparison.then],
        "now": [fx.public(effect) for effect in comparison.now],
        "differs": comparison.differs,
        "guessed": list(comparison.guessed),
    }


def _lines(comparison: Comparison, *, diff: bool) -> Iterator[Text]:
    at = f"{comparison.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"
    yield Text(f"{at}  {comparison.subject}  {comparison.event}  {comparison.guid}", style="bold")
    if not diff:
        for effect in comparison.now:
            yield Text(f"    {_effect(effect)}")
        if not comparison.now:
            yield Text("    nothing", style="dim")
    for effect in comparison.gone:
        yield Text(f"  - {_effect(effect)}", style="red")
    for effect in comparison.new if diff else ():
        yield Text(f"  + {_effect(effect)}", style="green")
    for question in comparison.guessed:
        yield Text(f"  ? GitHub was not asked then: {question}", style="yellow")


def _effect(effect: fx.Outward) -> str:
    fields = {k: v for k, v in fx.public(effect).items() if k not in QUIET and v not in (None, "", [], ())}
    text = " ".join(
        f"{name} {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in fields.items()
    )
    return f"{effect.effect} {text}  ({effect.feature}: {effect.because})".replace("\n", " ")


def _summary(report: ReplayReport, queued: int | None) -> Iterator[str]:
    yield f"{len(report.replayed)} decided again, {len(report.different)} differ."
    if report.empty:
        yield f"{report.empty} could not be: their payloads are no longer kept."
    if report.lost:
        yield (
            f"{report.lost} memories were overwritten since; what they said then is not known, so they are "
            "taken as not yet there."
        )
    if queued is not None:
        yield f"{queued} are queued: the server takes them up within half a minute."
