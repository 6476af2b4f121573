"""`stewardbot explain`: all that came in about one subject, what was decided, and what became of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text
from sqlalchemy import Connection

from bot import settings
from bot.clock import SystemClock
from bot.core.model import SubjectRef
from bot.errors import OperatorError
from bot.logs.redaction import printable, shortened, striker
from bot.store import inbox, mirror, outbox, pauses, timers
from bot.store.database import Database, Unavailable

app = typer.Typer()

TOLD_ELSEWHERE = ("effect", "subject", "feature", "because", "body", "sections", "text", "receipt")
"""Fields of an effect that its line tells already, or that are too long for one."""
UNSETTLED = ("waiting", "intent")
STYLES = {"done": "green", "failed": "red", "dead": "red", "refused": "yellow", "nothing": "dim"}


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
    story = asyncio.run(_read(chosen.database_url.get_secret_value(), ref))
    strike = striker(chosen.secret_values())
    if as_json:
        typer.echo(json.dumps(_each_text(story, strike), indent=2, ensure_ascii=True))
        return
    console = Console(highlight=False, soft_wrap=True)
    for line in lines(_each_text(story, lambda text: printable(shortened(strike(text))))):
        console.print(line)


async def _read(url: str, ref: SubjectRef) -> dict[str, Any]:
    def read(conn: Connection) -> dict[str, Any]:
        repository = mirror.repository_named(conn, ref.repository)
        if repository is None:
            raise OperatorError(f"The database knows no repository {ref.repository}; check the name.")
        deliveries = inbox.of_subject(conn, repository.id, ref.number)
        effects = outbox.of_subject(conn, repository.id, ref.number)
        wakes = timers.of_subject(conn, repository.id, ref.number)
        installations = {row.installation_id for row in effects if row.state in UNSETTLED}
        resting = [each for id in sorted(installations) for each in pauses.paused(conn, id, clock.now())]
        return story_of(ref, deliveries, effects) | {"waits": _waits(deliveries, effects, wakes, resting)}

    clock = SystemClock()
    async with Database(url, clock) as database:
        try:
            return await database.read(read)
        except Unavailable as error:
            raise OperatorError(f"Nothing can be read: {error}.") from None


def story_of(ref: SubjectRef, deliveries: list[inbox.Delivery], effects: list[outbox.Row]) -> dict[str, Any]:
    """Everything in the order in which it happened; effects stand with what they come from."""
    by_guid: dict[str, list[outbox.Row]] = {}
    for row in effects:
        by_guid.setdefault(row.guid, []).append(row)
    told = [
        {
            "guid": each.guid,
            "at": each.received_at.isoformat(),
            "event": f"{each.event}.{each.action}" if each.action else each.event,
            "state": each.state,
            "outcome": each.outcome or "",
            "reason": each.reason or _why(each),
            "attempts": each.attempts,
            "decisions": _steps(each.trace),
            "effects": [_effect(row) for row in by_guid.pop(each.guid, [])],
        }
        for each in deliveries
    ]
    # What is left came from a timer: there was no delivery, only its time.
    told += [
        {
            "guid": guid,
            "at": rows[0].created_at.isoformat(),
            "event": "timer",
            "state": "done",
            "outcome": "",
            "reason": "its time had come",
            "attempts": 1,
            "decisions": [],
            "effects": [_effect(row) for row in rows],
        }
        for guid, rows in by_guid.items()
    ]
    return {"subject": str(ref), "deliveries": sorted(told, key=lambda each: str(each["at"]))}


def _why(delivery: inbox.Delivery) -> str:
    """Why it ended as it did, where the outcome alone leaves that open."""
    if delivery.outcome == "nothing":
        return "nobody that was asked wants anything"
    if delivery.outcome == "observed":
        return "nothing is written before the repository's file and the setting MODE say act"
    return ""


def _waits(
    deliveries: list[inbox.Delivery],
    effects: list[outbox.Row],
    wakes: list[timers.Timer],
    resting: list[pauses.Pause],
) -> list[dict[str, str]]:
    """What is still to come, when, and what it waits for."""
    waits = [
        {"what": f"delivery {each.guid}", "until": _when(each.next_at), "why": each.reason or "its turn"}
        for each in deliveries
        if each.state == "new"
    ]
    waits += [
        {"what": row.kind, "until": _when(row.due_at), "why": row.note or "its turn"}
        for row in effects
        if row.state in UNSETTLED
    ]
    waits += [
        {"what": f"installation {each.installation_id}", "until": _when(each.until), "why": each.reason}
        for each in resting
    ]
    waits += [
        {"what": f"{each.feature} wakes", "until": _when(each.due_at), "why": each.key} for each in wakes
    ]
    return waits


def _when(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _steps(trace: Any) -> list[dict[str, Any]]:
    trace = json.loads(trace) if isinstance(trace, str) else trace
    steps = trace.get("steps") if isinstance(trace, dict) else None
    return [
        {
            "feature": step.get("feature", ""),
            "trigger": step.get("trigger", ""),
            "outcome": step.get("outcome", ""),
            "reasons": [
                *step.get("refused", ()),
                *filter(None, [step.get("problem")]),
                *step.get("because", ()),
                *(f"{kind} was taken back here before" for kind in step.get("withheld", ())),
            ],
        }
        for step in steps or ()
    ]


def _effect(row: outbox.Row) -> dict[str, Any]:
    return {
        **row.effect.model_dump(mode="json"),
        "receipt": {
            "state": row.state,
            "note": row.note or "",
            "attempts": row.attempts,
            "remote_id": row.remote_id,
            "settled_at": row.settled_at.isoformat() if row.settled_at else None,
        },
    }


def lines(story: dict[str, Any]) -> Iterator[Text]:
    """The story as people read it."""
    yield Text(story["subject"], style="bold")
    if not story["deliveries"]:
        yield Text("Nothing has come in about it, and nothing was done.")
    for each in story["deliveries"]:
        yield Text()
        end = each["outcome"] or each["state"]
        yield _line(f"{each['at'][:19]}Z  {each['event']}  {each['guid']}", end, each["reason"], style="bold")
        for step in each["decisions"]:
            yield _line(
                f"  {step['feature']}: {step['trigger']}", step["outcome"], "; ".join(step["reasons"])
            )
        for effect in each["effects"]:
            reasons = (f"because {effect['because']}" if effect["because"] else "", effect["receipt"]["note"])
            yield _line(
                f"  -> {_summary(effect)}", effect["receipt"]["state"], "; ".join(filter(None, reasons))
            )

    if story.get("waits"):
        yield Text()
        yield Text("Still to come", style="bold")
    for each in story.get("waits", ()):
        until = f" until {each['until'][:19]}Z" if each["until"] else ""
        yield _line(f"  {each['what']}{until}", "waits", each["why"])


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
        told = ", ".join(map(str, value)) if isinstance(value, list) else value
        if name not in TOLD_ELSEWHERE and told not in (None, "", False):
            fields.append(str(told) if name in ("labels", "logins", "title") else f"{name} {told}")
    return " ".join([effect["effect"], *fields])


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """The same value with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(each, change) for key, each in value.items()}
    return [_each_text(each, change) for each in value] if isinstance(value, list | tuple) else value
