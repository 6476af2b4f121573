"""`stewardbot plan`: what would be done about an event, and why; no network, touches nothing."""

import asyncio
import json
import sys
from collections.abc import Iterator
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
    line: dict[str, Any] = {"event": event, "payload": _json_object(payload)}
    if world is not None:
        line["world"] = _world(world)
    if config is not None:
        line["config"] = _text(config)
    if now:
        line["now"] = instant(now)
    try:
        result = asyncio.run(answer(PlanQuestion.read(line)))
    except Unreadable as reason:
        raise OperatorError(f"{payload}: {reason}") from None
    if as_json:
        shown = result.as_json(None)
        shown.pop("id")
        sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")
    else:
        _show(result)


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
