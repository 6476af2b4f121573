"""`stewardbot report`: numbers of a community's questions and people that others can count again."""

import asyncio
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import settings
from bot.cli.arguments import full_name, instant
from bot.cli.database_session import open_database
from bot.clock import SystemClock
from bot.errors import OperatorError
from bot.insight.history import EARLIEST
from bot.insight.report import Audience, Report, ReportFormat, begin, make, sums
from bot.operations import report as pages
from bot.operations.report.drawing import pictures
from bot.operations.report.usage import read_usage
from bot.queries.credits import credited_people
from bot.queries.history import read_history
from bot.queries.newcomers import shown_groups
from bot.queries.numbers.marks import time_marks
from handlers import FEATURES

app = typer.Typer(add_completion=False)


@app.command(epilog="Example: stewardbot report acme/widget --audience funders --format html > report.html")
def report(
    repository: Annotated[str, typer.Argument(metavar="OWNER/REPO", help="The repository.")],
    since: Annotated[str, typer.Option(help="From this day on; left out: a quarter, or a year.")] = "",
    until: Annotated[str, typer.Option(help="Until before this day; left out: until now.")] = "",
    written: Annotated[
        ReportFormat, typer.Option("--format", help="Of `csv` only the figures, without --out.")
    ] = ReportFormat.MD,
    audience: Annotated[Audience, typer.Option(help="For whom it is.")] = Audience.MAINTAINERS,
    community: Annotated[str, typer.Option(help="Only cases and people of this community.")] = "",
    usage: Annotated[
        Path | None, typer.Option("--with", metavar="CSV", help="Your own figures, printed beside.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write it there, with the rows and definitions.")
    ] = None,
) -> None:
    """Report on a repository: its support, its answers, its newcomers; only who chose so is named.

    With `--out` come the rows from which each number is counted, their definitions and SHA-256 sums, so that
    somebody else can count again; with the extra `reports` also a PNG of each chart, for slides.
    """
    name, now = full_name(repository), SystemClock().now().replace(microsecond=0)
    first, end = instant(since, "--since") if since else None, instant(until, "--until") if until else now
    if end > now:
        raise OperatorError("--until lies in the future.")
    if end <= (first or EARLIEST) or (first or EARLIEST) < EARLIEST:
        raise OperatorError(f"--since must lie before --until, and not before {EARLIEST:%Y}.")
    if usage and written is ReportFormat.CSV:
        raise OperatorError(
            "--with prints your own figures in md, html or json; csv has only what was counted."
        )
    table = read_usage(usage) if usage else None
    made = asyncio.run(_report(name, audience, first, end, community))
    text = pages.written(made, written, table)
    if out is None:
        sys.stdout.buffer.write(text.encode())
    else:
        files = made.files()
        rendered = {} if written is ReportFormat.CSV else {f"report.{written}": text}
        written_out = files | {"SHA256SUMS": sums(files)} | rendered
        _write(out, {name: text.encode() for name, text in written_out.items()} | pictures(made.charts))
        typer.echo(f"{out}: the report, and all that it takes to count again.", err=True)


async def _report(
    name: str, audience: Audience, since: datetime | None, until: datetime, community: str
) -> Report:
    async with open_database(settings.load(), "Nothing can be reported") as database:
        known = await database.read(
            lambda conn: read_history(conn, FEATURES, name, until, begin(until, since))
        )
        if known is None:
            raise OperatorError(f"The database knows no repository {name}; check the name.")
        repository, history = known
        wishes = await database.read(credited_people)
        marks = await database.read(lambda conn: time_marks(conn, FEATURES, repository.id))
        elsewhere = await database.read(lambda conn: shown_groups(conn, FEATURES, repository.id, until))
    names = {case.community.casefold(): case.community for case in history.cases if case.community}
    if community and community.casefold() not in names:
        others = ", ".join(sorted(names.values())) or "none"
        raise OperatorError(f"No case of {name} came from a community {community}; known are: {others}.")
    spelled = names.get(community.casefold(), "")
    return make(history, repository.full_name, audience, until, since, spelled, wishes, marks, elsewhere)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write files, none over another; OperatorError for what the disk refuses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
            with os.fdopen(os.open(folder / name, flags, 0o644), "wb") as file:
                file.write(content)
    except FileExistsError as failure:
        raise OperatorError(f"{failure.filename} is there already, and a report never overwrites.") from None
    except OSError as failure:
        raise OperatorError(f"{folder} cannot be written: {failure.strerror}.") from None
