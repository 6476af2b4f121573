"""`stewardbot explain`: all that came in about one subject, what was decided, and what became of it."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from bot import settings
from bot.cli.database_session import open_database
from bot.core.model import SubjectRef
from bot.logs.redaction import printable, shortened, striker
from bot.operations.explain import Story, story

app = typer.Typer()

SHOWN_ELSEWHERE = (
    "effect", "subject", "feature", "because", "by_command", "body", "sections", "text", "receipt",
)  # fmt: skip
"""Fields of an effect that its line shows already, or that are too long for one."""
STYLES = {
    "done": "green",
    "failed": "red",
    "dead": "red",
    "set aside": "red",
    "refused": "yellow",
    "nothing": "dim",
}


@app.command(epilog="Example: stewardbot explain acme/widget#7")
def explain(
    subject: Annotated[str, typer.Argument(metavar="OWNER/REPO#N", help="The issue or pull request.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show every delivery, decision and effect on one issue or pull request, with the reasons.

    Reads the database of the settings; a server may be running beside.
    """
    try:
        ref = SubjectRef.parse(subject)
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint="OWNER/REPO#N") from None
    chosen = settings.load()
    explained = asyncio.run(_read(chosen, ref))
    strike = striker(chosen.secret_values())
    if as_json:
        typer.echo(json.dumps(_each_text(explained, strike), indent=2, ensure_ascii=True))
        return
    console = Console(highlight=False, soft_wrap=True)
    for line in lines(_each_text(explained, lambda text: printable(shortened(strike(text))))):
        console.print(line)


async def _read(chosen: settings.Settings, ref: SubjectRef) -> Story:
    async with open_database(chosen, "Nothing can be read") as database:
        return await story(database, ref)


def lines(story: Story) -> Iterator[Text]:
    """Return the story as people read it."""
    yield Text(story["subject"], style="bold")
    if not story["deliveries"]:
        yield Text("Nothing has come in about it, and nothing was done.")
    for entry in story["deliveries"]:
        yield Text()
        end = entry["outcome"] or entry["state"]
        yield _line(
            f"{entry['at'][:19]}Z  {entry['event']}  {entry['guid']}", end, entry["reason"], style="bold"
        )
        yield from _decisions(entry["decisions"])
        for effect in entry["effects"]:
            reasons = (f"because {effect['because']}" if effect["because"] else "", effect["receipt"]["note"])
            yield _line(
                f"  -> {_summary(effect)}", effect["receipt"]["state"], "; ".join(filter(None, reasons))
            )

    if story.get("waits"):
        yield Text()
        yield Text("Still to come", style="bold")
    for entry in story.get("waits", ()):
        until = f" until {entry['until'][:19]}Z" if entry["until"] else ""
        yield _line(f"  {entry['what']}{until}", "waits", entry["why"])


def _decisions(steps: list[dict[str, Any]]) -> Iterator[Text]:
    """One line a feature, whatever it was asked: its telling answers, or nothing."""
    by_feature: dict[str, list[dict[str, Any]]] = {}
    for step in steps:
        by_feature.setdefault(step["feature"], []).append(step)
    for feature, own_steps in by_feature.items():
        shown = [step for step in own_steps if step["outcome"] != "nothing"] or own_steps
        triggers = ", ".join(dict.fromkeys(step["trigger"] for step in shown))
        outcomes = ", ".join(dict.fromkeys(step["outcome"] for step in shown))
        reasons = dict.fromkeys(reason for step in shown for reason in step["reasons"])
        yield _line(f"  {feature}: {triggers}", outcomes, "; ".join(reasons))


def _line(what: str, end: str, why: str, style: str = "") -> Text:
    text = Text(what, style=style)
    text.append(f"  {end}", style=STYLES.get(end, "not bold"))
    if why:
        text.append(f"  ({why})", style="not bold")
    return text


def _summary(effect: dict[str, Any]) -> str:
    """`add_labels bug, docs`: the kind and its few telling fields."""
    fields = []
    for name, value in effect.items():
        text = ", ".join(map(str, value)) if isinstance(value, list) else value
        if name not in SHOWN_ELSEWHERE and text not in (None, "", False):
            fields.append(str(text) if name in ("labels", "logins", "title") else f"{name} {text}")
    return " ".join([effect["effect"], *fields])


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Return the same value with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(part, change) for key, part in value.items()}
    return [_each_text(part, change) for part in value] if isinstance(value, list | tuple) else value
