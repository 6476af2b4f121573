"""`/r/{owner}/{repo}`: what waits on us, and the numbers of the last quarter."""

from __future__ import annotations

from dataclasses import dataclass

from bot.insight.report import HEADLINE
from bot.queries.desk.first_issues import proposed_issues
from bot.queries.desk.guesses import unjudged_guesses
from bot.queries.numbers.counts import CountAnswer
from bot.web.pages import buttons
from bot.web.pages.desk.waiting import WaitingTable, waiting_tables
from bot.web.pages.numbers.figures import CountNotes, ShownFigure, notes, shown_metric
from bot.web.pages.numbers.form import CountRequest, count_request
from bot.web.visits.page import Page, Shown
from bot.web.visits.sight import Sight
from bot.web.visits.visit import Visit

SUPPLY = "good-first-issues"


@dataclass(frozen=True)
class GuessLine:
    """An issue that nobody has sorted: the label that it is guessed to want, how surely, and why."""

    number: int
    title: str
    address: str
    label: str
    percent: int
    why: str


@dataclass(frozen=True)
class ProposedLine:
    """An issue that may be somebody's first: what it shares with those that were marked, what it lacks."""

    number: int
    title: str
    address: str
    like: str
    lacks: str


@dataclass(frozen=True)
class OverviewView:
    """A repository. `lists`, `guesses` and `proposed` are empty for whoever sees counts only; without
    `notes` they are being counted. `buttons` takes what is pressed."""

    repository: str
    buttons: str
    lists: tuple[WaitingTable, ...]
    guesses: tuple[GuessLine, ...]
    proposed: tuple[ProposedLine, ...]
    notes: CountNotes | None
    headline: tuple[ShownFigure, ...]
    supply: tuple[ShownFigure, ...]

    @property
    def empty(self) -> tuple[str, ...]:
        """What nothing waits for."""
        return tuple(one.noun for one in self.lists if not one.rows and not one.unknown)


async def _answer(visit: Visit) -> Shown:
    # Before anything is counted: beside counting, what waits took twenty times as long to read.
    lists = await waiting_tables(visit) if visit.sight >= Sight.TRIAGE else ()
    guesses = await _guesses(visit) if visit.sight >= Sight.TRIAGE else ()
    proposed = await _proposed(visit) if visit.sight >= Sight.TRIAGE else ()
    request = count_request(visit)
    answer = await visit.store.counts.answer(request.question, visit.now)
    view = OverviewView(
        visit.of.full_name,
        buttons.page.address(visit.of.full_name),
        lists,
        guesses,
        proposed,
        notes(answer) if answer else None,
        _figures(visit, request, answer, HEADLINE),
        _figures(visit, request, answer, {SUPPLY: ("open", "free")}),
    )
    return Shown("overview.html", view, request.mistakes)


async def _guesses(visit: Visit) -> tuple[GuessLine, ...]:
    features, repository = visit.store.features, visit.of
    unjudged = await visit.store.read(lambda conn: unjudged_guesses(conn, features, repository))
    return tuple(
        GuessLine(
            one.number,
            one.title,
            visit.store.on_github(repository, one.number),
            one.guess.label,
            round(100 * one.guess.p),
            one.guess.why,
        )
        for one in unjudged
    )


async def _proposed(visit: Visit) -> tuple[ProposedLine, ...]:
    features, repository = visit.store.features, visit.of
    proposed = await visit.store.read(lambda conn: proposed_issues(conn, features, repository, visit.now))
    return tuple(
        ProposedLine(
            one.number,
            one.title,
            visit.store.on_github(repository, one.number),
            ", ".join(one.signs),
            ", ".join((*one.lacks, "the label")),
        )
        for one in proposed
    )


def _figures(
    visit: Visit, request: CountRequest, answer: CountAnswer | None, names: dict[str, tuple[str, ...]]
) -> tuple[ShownFigure, ...]:
    if answer is None:
        return ()
    chosen = (one for name in names if (one := answer.of(name)) is not None)
    shown = (shown_metric(visit, request, one) for one in chosen)
    return tuple(figure for metric in shown for figure in metric.figures if figure.key in names[metric.name])


page = Page(
    "overview",
    path="/r/{owner}/{repo}",
    title="What waits on us",
    answer=_answer,
    needs=Sight.COUNTS,
    menu="Overview",
    tables=("waiting",),
)
