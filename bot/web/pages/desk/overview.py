"""`/r/{owner}/{repo}`: what waits on us, and the numbers of the last quarter."""

from __future__ import annotations

from dataclasses import dataclass

from bot.insight.report import HEADLINE
from bot.queries.desk.cases import OpenCases, open_cases
from bot.queries.desk.waiting import WaitingList, waiting_list
from bot.queries.numbers.counts import CountAnswer
from bot.store.database import Connection
from bot.web.pages.desk.age import age
from bot.web.pages.numbers.figures import CountNotes, ShownFigure, notes, shown_metric
from bot.web.pages.numbers.form import CountRequest, count_request
from bot.web.visits.page import Page, Shown
from bot.web.visits.sight import Sight
from bot.web.visits.visit import Visit

MOST_CASES = 10
CASES_LOOKED_AT = 40
SUPPLY = "good-first-issues"


@dataclass(frozen=True)
class OverviewRow:
    """One thing that waits: what it is, since when or until when, and on whom."""

    number: int
    title: str
    address: str
    when: str
    on: str = ""


@dataclass(frozen=True)
class OverviewList:
    """Things that wait for the same; `noun` is what they are, `more`: there are more than are shown. Where
    somebody is named stands no time: nobody is measured."""

    title: str
    noun: str
    about: str
    rows: tuple[OverviewRow, ...]
    more: bool = False
    heading: str = "Waits"


@dataclass(frozen=True)
class OverviewView:
    """A repository. `lists` is empty for whoever sees counts only; without `notes` they are being counted."""

    repository: str
    lists: tuple[OverviewList, ...]
    notes: CountNotes | None
    headline: tuple[ShownFigure, ...]
    supply: tuple[ShownFigure, ...]

    @property
    def empty(self) -> tuple[str, ...]:
        """What nothing waits for."""
        return tuple(one.noun for one in self.lists if not one.rows)


async def _answer(visit: Visit) -> Shown:
    request = count_request(visit)
    answer = await visit.store.counts.answer(request.question, visit.now)
    lists = await _lists(visit) if visit.sight >= Sight.TRIAGE else ()
    view = OverviewView(
        visit.of.full_name,
        lists,
        notes(answer) if answer else None,
        _figures(visit, request, answer, HEADLINE),
        _figures(visit, request, answer, {SUPPLY: ("open", "free")}),
    )
    return Shown("overview.html", view, request.mistakes)


def _figures(
    visit: Visit, request: CountRequest, answer: CountAnswer | None, names: dict[str, tuple[str, ...]]
) -> tuple[ShownFigure, ...]:
    if answer is None:
        return ()
    chosen = (one for name in names if (one := answer.of(name)) is not None)
    shown = (shown_metric(visit, request, one) for one in chosen)
    return tuple(figure for metric in shown for figure in metric.figures if figure.key in names[metric.name])


async def _lists(visit: Visit) -> tuple[OverviewList, ...]:
    repository, now, features = visit.of, visit.now, visit.store.features

    def read(conn: Connection) -> tuple[WaitingList, OpenCases]:
        waiting = waiting_list(conn, features, repository, now)
        return waiting, open_cases(conn, repository, frozenset(), most=CASES_LOOKED_AT)

    waiting, cases = await visit.store.read(read)
    late = tuple(case for case in cases.cases if case.due is not None and case.due <= now)
    return (
        OverviewList(
            "Without a first answer",
            "issue without a first answer",
            "Nobody but its author, and programs, has written there.",
            tuple(_row(visit, one.number, one.title, f"{age(one.since, now)}") for one in waiting.unanswered),
            waiting.more_unanswered,
        ),
        OverviewList(
            "Support cases that are due",
            "support case that is due",
            "The time in which somebody was promised a word has passed.",
            tuple(_row(visit, one.number, one.title, age(one.opened_at, now)) for one in late[:MOST_CASES]),
            len(late) > MOST_CASES,
        ),
        OverviewList(
            "Reviews that were asked for",
            "review",
            "Of whom a review is requested, among the newest 200 open pull requests.",
            tuple(_row(visit, one.number, one.title, "", ", ".join(one.on)) for one in waiting.reviews),
            waiting.more_reviews,
        ),
        OverviewList(
            "Claims that end within a week",
            "claim that ends",
            "A word of whoever has the issue renews it.",
            tuple(_row(visit, one.number, one.title, f"{one.until:%Y-%m-%d}") for one in waiting.claims),
            heading="Ends",
        ),
    )


def _row(visit: Visit, number: int, title: str, when: str, on: str = "") -> OverviewRow:
    return OverviewRow(number, title, visit.store.on_github(visit.of, number), when, on)


page = Page(
    "overview",
    path="/r/{owner}/{repo}",
    title="What waits on us",
    answer=_answer,
    needs=Sight.COUNTS,
    menu="Overview",
)
