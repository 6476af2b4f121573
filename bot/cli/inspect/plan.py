"""`stewardbot plan`: what would be done about an event, and why; no network, touches nothing."""

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.cli.arguments import instant
from bot.core import effects as fx
from bot.core.commands import nearest
from bot.core.config.repository_config import CONFIG_PATH
from bot.core.events.webhooks import MARKS, WEBHOOKS, looks_like
from bot.errors import OperatorError
from bot.simulation.batch import PlanAnswer, PlanQuestion, Unreadable, answer, answer_line

app = typer.Typer(add_completion=False)


@app.command()
def plan(
    event: Annotated[str, typer.Option(help="Name of the webhook event, such as issue_comment.")] = "",
    payload: Annotated[Path | None, typer.Option(help="The webhook's JSON.")] = None,
    world: Annotated[Path | None, typer.Option(help="The GitHub it happens in, as YAML or JSON.")] = None,
    config: Annotated[Path | None, typer.Option(help="The repository's stewardbot.yml.")] = None,
    now: Annotated[str, typer.Option(help="The time of the event, ISO 8601.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Effects as JSON on stdout.")] = False,
    batch: Annotated[str, typer.Option(help="A file of JSON Lines, or - for standard input.")] = "",
) -> None:
    """Show what would be done about this event, and why. No network, touches nothing.

    Example:

        stewardbot plan --event issues --payload opened.json --config .github/stewardbot.yml
    """
    if batch:
        if event or payload:
            raise typer.BadParameter("--batch goes without --event and --payload")
        asyncio.run(_answers(batch))
        return
    if not event or payload is None:
        raise typer.BadParameter("give --event NAME and --payload FILE, or --batch FILE")
    body = _json_object(payload)
    _check_event(event, body, payload)
    line: dict[str, Any] = {"event": event, "payload": body}
    if world is not None:
        line["world"] = _world(world)
    if config is not None:
        line["config"] = _text(config)
    if now:
        line["now"] = instant(now)
    try:
        result = asyncio.run(answer(PlanQuestion.read(line), assumes_labels=True))
    except Unreadable as reason:
        raise OperatorError(f"{payload}: {reason}") from None
    assumed = "" if world else " Labels unknown: I assume those your file names exist."
    typer.echo(f"As of {result.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC.{assumed}", err=True)
    if as_json:
        shown = result.as_json(None)
        shown.pop("id")
        sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")
    else:
        _show(result)
    if result.outcome.config_error:
        raise OperatorError(f"{config or CONFIG_PATH} has mistakes, so it is not in force.")


def _check_event(event: str, payload: dict[str, Any], path: Path) -> None:
    """Refuse a name that was surely meant otherwise, and a payload that another event brings."""
    if event not in WEBHOOKS and (near := nearest(event, WEBHOOKS, 1)):
        raise typer.BadParameter(
            f"GitHub has no event {event!r}; did you mean {near[0]}?", param_hint="--event"
        )
    seems = looks_like(payload)
    if seems is not None and event in dict(MARKS) and event != seems:
        raise OperatorError(f"{path}: this is the body of {seems}, not of {event}.")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as failure:
        raise OperatorError(f"{path}: cannot be read: {failure.strerror}") from None
    except UnicodeDecodeError:
        raise OperatorError(f"{path}: is not UTF-8 text") from None


def _json_object(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(_text(path))
    except (ValueError, RecursionError) as failure:
        raise OperatorError(f"{path}: is not JSON: {failure}") from None
    if not isinstance(data, dict):
        raise OperatorError(f"{path}: must hold a JSON object, the body of a webhook")
    return data


def _world(path: Path) -> dict[str, Any]:
    try:
        data = YAML(typ="safe", pure=True).load(_text(path))
    except (YAMLError, RecursionError) as failure:
        raise OperatorError(f"{path}: is neither YAML nor JSON: {failure}") from None
    if not isinstance(data, dict):
        raise OperatorError(f"{path}: a world is a mapping; see the examples in the documentation")
    return data


def _show(result: PlanAnswer) -> None:
    console = Console()
    if not result.effects:
        reason = result.outcome.reason or "no feature wants anything"
        console.print(f"Nothing would be done: {escape(reason)}.")
    for effect in result.effects:
        fields = fx.public(effect)
        head = f"[bold]{effect.effect}[/bold] on {escape(effect.subject)}"
        console.print(f"{head}  ({escape(effect.feature)}: {escape(effect.because)})")
        body = fields.pop("body", None)
        rest = {k: v for k, v in fields.items() if k not in ("effect", "subject", "feature", "because")}
        console.print(f"  {escape(json.dumps(rest, ensure_ascii=False))}")
        if body:
            console.print(Panel(escape(str(body)), expand=False))
    for feature, message in result.problems:
        console.print(f"[red]problem[/red] in {escape(feature)}: {escape(message)}")


def _lines(source: str) -> Iterator[bytes]:
    if source == "-":
        yield from sys.stdin.buffer
        return
    try:
        with Path(source).open("rb") as file:
            yield from file
    except OSError as failure:
        raise OperatorError(f"{source}: cannot be read: {failure.strerror}") from None


async def _answers(source: str) -> None:
    for raw in _lines(source):
        if raw.strip():
            out = await answer_line(raw)
            sys.stdout.write(json.dumps(out, ensure_ascii=True) + "\n")
            sys.stdout.flush()
