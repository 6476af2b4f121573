"""The report of a season: one HTML file that needs nothing else, to be shown to a colleague.

The same seed gives the same bytes: no time of the day, no path, no port enters it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.core.config.repository_config import CONFIG_PATH
from bot.demo.community import BEGIN, DEPENDABOT, END, HUB, LIBRARY, texts
from bot.demo.numbers import by_week, counted, growing, opened_by_kind
from bot.demo.recorded_facts import RecordedFacts
from bot.demo.scene import SceneContext
from bot.demo.season import WEEKS
from bot.demo.shifts import chart, docathon
from bot.demo.threads import LONDON, Thread, spoken_moment, thread
from bot.insight.charts.chart import Chart
from bot.insight.charts.over_time import Series, bubbles, lines
from bot.operations.report.drawing import svg
from bot.web.static_files import FOLDER
from fakegithub.api import Request
from fakegithub.model.records import Issue

KIND_NAMES = {"support": "questions", "bug": "bugs", "feature": "wishes", "docs": "docs", "": "no kind"}
JOURNEY = {"first_contact": "first contact", "first_pull_request": "first pull request",
           "first_merge": "first merge", "second_merge": "second merge"}  # fmt: skip
MONDAYS = tuple(BEGIN + timedelta(weeks=week) for week in range(WEEKS))


@dataclass(frozen=True)
class CountedChart:
    """A chart of the season; `keys` name the numbers of a row of its table, to be counted again."""

    chart: Chart
    keys: tuple[str, ...]
    drawing: Markup | None


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
    opened, journey = _opened(facts), _journey(facts)
    shifts = chart(context.github.state)
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
        weeks=_weeks(opened, words["weeks"]),
        charts=(opened, journey),
        shifts=CountedChart(shifts, (), svg(shifts)),
        colours=(FOLDER / "charts.css").read_text(encoding="utf-8"),
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


def _opened(facts: RecordedFacts) -> CountedChart:
    by_kind = opened_by_kind(facts)
    series = [Series(KIND_NAMES[kind], row) for kind, row in by_kind.items()]
    series.append(Series("pull requests", by_week(facts.opened("pull_request"))))
    made = bubbles(
        "opened",
        "Opened each week, by kind",
        "Issues by the kind they were given, and pull requests, for each week of the season.",
        MONDAYS,
        series,
        marks=[docathon()],
    )
    return CountedChart(made, (*(kind or "none" for kind in by_kind), "pulls"), svg(made))


def _journey(facts: RecordedFacts) -> CountedChart:
    made = lines(
        "journey",
        "How far newcomers came",
        "Newcomers who had reached each stage by the end of each week.",
        MONDAYS,
        [Series(name, growing(facts.stage(key))) for key, name in JOURNEY.items()],
        unit="People",
        marks=[docathon()],
    )
    return CountedChart(made, tuple(JOURNEY), svg(made))


def _weeks(opened: CountedChart, stories: list[str]) -> list[dict[str, Any]]:
    """Return one entry a week: its Monday, what was opened, and what there is to tell."""
    return [
        {
            "number": week + 1,
            "monday": monday,
            "name": name,
            "counts": {key: int(count) for key, count in zip(opened.keys, counts, strict=True)},
            "story": story,
        }
        for week, (monday, (name, *counts), story) in enumerate(
            zip(MONDAYS, opened.chart.rows, stories, strict=True)
        )
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
