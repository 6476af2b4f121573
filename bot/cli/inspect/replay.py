"""`stewardbot replay`: stored deliveries decided again, beside what was decided then."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from bot import logs, settings
from bot.cli.time_option import instant
from bot.clock import SystemClock
from bot.core import effects as fx
from bot.core.config.loader import load
from bot.core.config.problems import ConfigError
from bot.errors import OperatorError
from bot.logs.redaction import printable, shortened, striker
from bot.operations.replay import Again, Report, replay, season
from bot.store import mirror, snapshot
from bot.store.database import Database, Unavailable
from bot.store.inbox import Delivery
from handlers import FEATURES

app = typer.Typer()

QUIET = ("effect", "subject", "feature", "because", "sections", "sticky")
"""Fields of an effect that its line tells already."""


@app.command("replay", epilog="Example: stewardbot replay --since 2026-03-02 --config new.yml --diff")
def replay_(
    guids: Annotated[list[str] | None, typer.Argument(metavar="GUID…", help="Deliveries by GUID.")] = None,
    since: Annotated[str, typer.Option(metavar="T", help="All that came in since then (ISO 8601).")] = "",
    repository: Annotated[str, typer.Option(metavar="OWNER/REPO", help="Only of this one.")] = "",
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="In place of the repository's file.")
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show only what would be otherwise now.")] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Have the server decide anew what would be otherwise.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Decide stored deliveries again: what would be done now, beside what was done then.

    Reads the database of the settings; asks nothing of GitHub and writes nothing. Each delivery is decided
    at its own time, with the memory of then as far as that is kept. With --apply the running server decides
    anew those that would end otherwise; what it has carried out already it does not do twice.
    """
    if bool(guids) == bool(since):
        raise typer.BadParameter("give GUIDs, or --since T")
    if apply and config is not None:
        raise typer.BadParameter("--apply follows the repository's own file: commit it, then leave --config")
    text = _config(config) if config is not None else None
    moment = instant(since, "--since") if since else None
    chosen = settings.load()
    logs.configure("ERROR", secrets=chosen.secret_values())
    url = chosen.database_url.get_secret_value()
    try:
        report, queued = asyncio.run(
            _replay(url, guids or [], moment, repository, text, mode=chosen.mode, apply=apply)
        )
    except Unavailable as error:
        raise OperatorError(f"Nothing can be replayed: {error}.") from None
    strike = striker(chosen.secret_values())
    shown = report.different if diff else report.found
    if as_json:
        for each in shown:
            typer.echo(strike(json.dumps(_as_json(each), ensure_ascii=True)))
    else:
        console = Console(highlight=False, soft_wrap=True)
        for each in shown:
            for line in _lines(each, diff=diff):
                console.print(Text(printable(shortened(strike(line.plain))), style=line.style))
    for sentence in _summary(report, queued if apply else None):
        typer.echo(sentence, err=True)


async def _replay(
    url: str,
    guids: Sequence[str],
    since: datetime | None,
    repository: str,
    text: str | None,
    *,
    mode: str,
    apply: bool,
) -> tuple[Report, int]:
    async with Database(url, SystemClock()) as db:
        if db.path is not None and not db.path.exists():
            raise OperatorError(f"There is no database at {db.path} yet: start `stewardbot serve` once.")
        deliveries = await season(db, guids, since)
        if missing := set(guids) - {each.guid for each in deliveries}:
            raise OperatorError(f"The database knows no delivery {', '.join(sorted(missing))}.")
        if repository:
            deliveries = await _only(db, repository, deliveries)
        if text is not None and len({each.repo_id for each in deliveries if each.repo_id}) > 1:
            raise OperatorError("These are of several repositories; say with --repository whose file it is.")
        stretches = [deliveries] if since is not None else [[each] for each in deliveries]
        report = Report()
        for stretch in stretches:
            part = await replay(db, FEATURES, stretch, mode=mode, config_text=text)
            report.found += part.found
            report.lost = max(report.lost, part.lost)
            report.empty += part.empty
        queued = 0
        if apply and (again := [each.guid for each in report.different if each.new]):
            queued = await db.write(lambda conn: snapshot.reopen(conn, again))
        return report, queued


async def _only(db: Database, name: str, deliveries: Sequence[Delivery]) -> list[Delivery]:
    found = await db.read(lambda conn: mirror.repository_named(conn, name))
    if found is None:
        raise OperatorError(f"The database knows no repository {name}; check the name.")
    return [each for each in deliveries if each.repo_id == found.id]


def _config(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
        load(text, FEATURES, str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{path} cannot be read: {error}.") from None
    except ConfigError as error:
        raise OperatorError(f"{path} cannot be used:\n{error}") from None
    return text


def _as_json(again: Again) -> dict[str, Any]:
    return {
        "guid": again.guid,
        "at": again.at.isoformat(),
        "event": again.event,
        "subject": again.subject,
        "then": [fx.public(effect) for effect in again.then],
        "now": [fx.public(effect) for effect in again.now],
        "differs": again.differs,
        "guessed": list(again.guessed),
    }


def _lines(again: Again, *, diff: bool) -> Iterator[Text]:
    at = f"{again.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"
    yield Text(f"{at}  {again.subject}  {again.event}  {again.guid}", style="bold")
    if not diff:
        for effect in again.now:
            yield Text(f"    {_effect(effect)}")
        if not again.now:
            yield Text("    nothing", style="dim")
    for effect in again.gone:
        yield Text(f"  - {_effect(effect)}", style="red")
    for effect in again.new if diff else ():
        yield Text(f"  + {_effect(effect)}", style="green")
    for question in again.guessed:
        yield Text(f"  ? GitHub was not asked then: {question}", style="yellow")


def _effect(effect: fx.Outward) -> str:
    fields = {k: v for k, v in fx.public(effect).items() if k not in QUIET and v not in (None, "", [], ())}
    told = " ".join(
        f"{name} {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in fields.items()
    )
    return f"{effect.effect} {told}  ({effect.feature}: {effect.because})".replace("\n", " ")


def _summary(report: Report, queued: int | None) -> Iterator[str]:
    yield f"{len(report.found)} decided again, {len(report.different)} differ."
    if report.empty:
        yield f"{report.empty} could not be: their payloads are no longer kept."
    if report.lost:
        yield (
            f"{report.lost} memories were overwritten since; what they said then is not known, so they are "
            "taken as not yet there."
        )
    if queued is not None:
        yield f"{queued} are queued: the server takes them up within half a minute."
