"""The report of a season: one HTML file that needs nothing else, to be shown to a colleague.

The same seed gives the same bytes: no time of the day, no path, no port enters it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.core.config.repository_config import CONFIG_PATH
from bot.demo.community import BEGIN, DEPENDABOT, END, HUB, LIBRARY, texts
from bot.demo.numbers import by_week, counted, growing, opened_by_kind
from bot.demo.recorded_facts import RecordedFacts
from bot.demo.scene import SceneContext
from bot.demo.season import WEEKS
from bot.demo.shifts import picture
from bot.demo.threads import LONDON, Thread, spoken_moment, thread
from bot.insight.charts import Series, lines, stacked_bars
from fakegithub.api import Request
from fakegithub.model.records import Issue

KIND_NAMES = {"support": "questions", "bug": "bugs", "feature": "wishes", "docs": "docs", "": "no kind"}
JOURNEY = {"first_contact": "first contact", "first_pull_request": "first pull request",
           "first_merge": "first merge", "second_merge": "second merge"}  # fmt: skip


@dataclass(frozen=True)
class Chart:
    """A picture and the same numbers as a table."""

    key: str
    svg: str
    weeks: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True)
class SeasonReport:
    """What came of a season, as numbers and as a page."""

    numbers: dict[str, int]
    html: str


def write(
    context: SceneContext, facts: RecordedFacts, requests: list[Request], sent: int, seed: int
) -> SeasonReport:
    """Count a season and tell of it."""
    numbers = counted(facts, requests, sent)
    charts = _charts(facts)
    environment = Environment(
        loader=PackageLoader("bot.demo", "page"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(moment=spoken_moment, number=lambda key: numbers[key])
    words = texts("report")
    html = environment.get_template("report.html").render(
        seed=seed,
        numbers=numbers,
        groups=texts("numbers"),
        headline=words["headline"],
        refrained=words["refrained"],
        weeks=_weeks(charts[0], words["weeks"]),
        charts=charts,
        shifts=picture(context.github.state),
        threads=_threads(context, words["conversations"]),
        config=context.file,
        config_path=CONFIG_PATH,
        begin=_day(BEGIN),
        end=_day(END - timedelta(days=3)),
        library=LIBRARY,
        hub=HUB,
        program=DEPENDABOT,
    )
    return SeasonReport(numbers, html)


def _day(at: datetime) -> str:
    return f"{at.astimezone(LONDON).day} {at:%B %Y}"


def _charts(facts: RecordedFacts) -> tuple[Chart, ...]:
    mondays = [BEGIN + timedelta(weeks=week) for week in range(WEEKS)]
    weeks = tuple(f"{at.day} {at:%b}" for at in mondays)
    opened = (
        *(Series(kind or "none", KIND_NAMES[kind], row) for kind, row in opened_by_kind(facts).items()),
        Series("pulls", "pull requests", by_week(facts.opened("pull_request"))),
    )
    stages = tuple(Series(key, name, growing(facts.stage(key))) for key, name in JOURNEY.items())
    about = (
        "Opened each week, by kind",
        "Issues by the kind they were given, and pull requests, for each week of the season.",
    )
    about_stages = (
        "How far newcomers came",
        "Newcomers who had reached each stage by the end of each week.",
    )
    return (
        Chart("opened", stacked_bars("opened", *about, weeks, opened), weeks, opened),
        Chart("journey", lines("journey", *about_stages, weeks, stages), weeks, stages),
    )


def _weeks(opened: Chart, stories: list[str]) -> list[dict[str, Any]]:
    """Return one entry a week: its Monday, what was opened, and what there is to tell."""
    by_key = {series.key: series.values for series in opened.series}
    return [
        {
            "number": week + 1,
            "monday": BEGIN + timedelta(weeks=week),
            "name": f"{opened.weeks[week]} 2026",
            "counts": {key: values[week] for key, values in by_key.items()},
            "story": story,
        }
        for week, story in enumerate(stories)
    ]


def _threads(context: SceneContext, entries: list[dict[str, str]]) -> list[tuple[dict[str, str], Thread]]:
    """Return the conversations to show, each with why it is shown; one that did not come about is left
    out."""
    threads = []
    written = [issue for issue in _issues(context) if issue.author is context.github.state.app.bot]
    for issue in written[:1]:
        context.show("handover", issue.repository.full_name, issue.number)
    for entry in entries:
        if (place := context.shown.get(entry["key"])) is not None:
            threads.append((entry, thread(context.github.state, context.issue(*place))))
    return threads


def _issues(context: SceneContext) -> list[Issue]:
    repository = context.github.state.repository(HUB)
    return list(repository.issues.values()) if repository else []
