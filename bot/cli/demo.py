"""`stewardbot demo`: a community's season, with no network and no credentials."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.demo.community import BEGIN, END, HUB, INES, LIBRARY, MARIT, OFFICE, ORG, PASSER_BY, TOBIAS, texts
from bot.errors import OperatorError

app = typer.Typer(add_completion=False)

REPORT = "demo-report.html"
THREADS = "threads.jsonl"
DATABASE = "demo.db"
SHOWN = (
    "issues", "pulls", "newcomers", "deliveries", "sorted", "labels", "welcomed", "cases", "acknowledged",
    "hands_time", "resolved", "commands_done", "commands_refused", "first_merge", "comments", "edited",
    "requests", "reads", "unchanged", "tokens", "writes",
)  # fmt: skip
WHERE_TO_LOOK = (
    (f"{MARIT}, maintainer", f"/r/{LIBRARY}", "what waits; Activity has buttons that undo, replay, pause"),
    (f"{INES}, steward", f"/r/{HUB}/stewards", "whose turn it is, and the cases"),
    (f"{TOBIAS}, mentor", f"/r/{LIBRARY}/newcomers", "who is stuck, and on whom they wait"),
    (f"{INES}, and no stranger", f"/r/{OFFICE}", "a private repository"),
    ("milan-bay, newcomer", "/me", "one's own record"),
    ("stewardbot-owner, operator", "/status", "how the server is doing"),
    (f"{PASSER_BY}, a stranger", f"/r/{LIBRARY}/metrics", "counts, no names"),
)
"""As whom to look where."""
WEEKS = (END - BEGIN).days // 7
"""Of the whole season."""
HEARTBEAT = 0.2
"""Seconds between two looks at what has happened, while serving."""


@app.command()
def demo(
    seed: Annotated[int, typer.Option(help="Another seed plays another season.")] = 1,
    weeks: Annotated[
        int, typer.Option(help="How many weeks of the season to play, from the first.", min=1, max=WEEKS)
    ] = WEEKS,
    out: Annotated[Path, typer.Option(help="Directory for the report; made if need be.")] = Path("demo-out"),
    serve: Annotated[bool, typer.Option("--serve", help="Keep everything up until Ctrl-C.")] = False,
    port: Annotated[int, typer.Option(help="Port of the bot's web server; 0: any.", min=0, max=65535)] = 0,
) -> None:
    """Play a community's season against a simulated GitHub: no network, no credentials.

    The server, the database and everything behind them are real; GitHub is simulated, and so is the time.
    Ends with a table and a report to show to a colleague, `demo-report.html`. `threads.jsonl` beside it has
    all that was written, and how each issue stands at the end, for programs to read.

    Example:

        stewardbot demo --seed 7 --out season
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
            (out / name).unlink(missing_ok=True)
    except OSError as failure:
        raise OperatorError(f"{out}: cannot be used for the report: {failure.strerror}") from None
    with suppress(KeyboardInterrupt):
        asyncio.run(_play(seed, BEGIN + timedelta(weeks=weeks), out, serve, port))


async def _play(seed: int, end: datetime, out: Path, stay: bool, port: int) -> None:
    from bot.demo import recorded_facts, report, season, thread_file
    from bot.demo import scene as context
    from bot.demo.playback import open_playback, play

    days = (end - BEGIN).days
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    try:
        async with open_playback(out / DATABASE, port=port) as playback:
            scene = context.SceneContext(playback.github)
            with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
                task = bar.add_task("Playing a season", total=days)

                def step(moment: datetime) -> None:
                    bar.update(
                        task,
                        completed=(moment - BEGIN).total_seconds() / 86_400,
                        description=f"{moment:%d %B}",
                    )

                await play(playback, season.season(scene, seed), end, step)
                bar.update(task, completed=days, description="Played")
            bot_id = playback.github.state.app.bot.id
            facts = await playback.bot.db.read(lambda conn: recorded_facts.RecordedFacts.read(conn, bot_id))
            written = report.write(
                scene, facts, playback.github.api.log, len(playback.server.deliveries), seed
            )
            (out / REPORT).write_text(written.html, encoding="utf-8")
            remembered = await playback.bot.db.read(lambda conn: thread_file.Remembered.read(conn, facts))
            lines = thread_file.lines(playback.github, remembered, seed=seed, begin=BEGIN, end=end)
            (out / THREADS).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            _show(written.numbers, out)
            if stay:
                _invite(playback.bot_url, playback.server.url, await playback.funders_link())
                while True:
                    await playback.settle()
                    await asyncio.sleep(HEARTBEAT)
                    playback.clock.advance(HEARTBEAT)
    except OSError as failure:
        raise OperatorError(f"The demo cannot run: {failure.strerror or failure}") from None


def _show(numbers: dict[str, int], out: Path) -> None:
    names = {key: entry for group in texts("numbers") for key, entry in group["numbers"].items()}
    table = Table(title="The season in numbers", title_justify="left")
    table.add_column("What")
    table.add_column("Number", justify="right")
    for key in SHOWN:
        table.add_row(names[key][0], str(numbers[key]))
    console = Console()
    console.print(table)
    console.print(f"The report: {out / REPORT}", highlight=False, soft_wrap=True)
    console.print(
        "Every decision on one subject: "
        f"DATABASE_URL=sqlite+aiosqlite:///{out / DATABASE} stewardbot explain {ORG}/hub#3",
        highlight=False,
        soft_wrap=True,
    )


def _invite(bot_url: str, github_url: str, funders_link: str) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"\nThe bot's pages: {bot_url}")
    console.print(f"Sign in as anybody you like: {bot_url}/login")
    for who, where, what in WHERE_TO_LOOK:
        console.print(f"- {who}: {bot_url}{where} ({what})")
    console.print(f"- a funder, without an account: {funders_link} (one community's figures)")
    console.print(f"The simulated GitHub: {github_url}/{HUB}/issues/3 (links of the pages lead there)")
    console.print("Ctrl-C ends it.")
