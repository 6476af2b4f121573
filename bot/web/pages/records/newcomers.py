"""`/r/{owner}/{repo}/newcomers`: on whom each newcomer waits, and how many come, go on and come back.

Names stand there for those alone who can act: who may write, and mentors and hosts for those they help.
Counts tell of nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.insight.charts.chart import Chart
from bot.insight.charts.newcomers import StageCount, funnel, return_curve
from bot.insight.figure_text import NONE
from bot.insight.privacy.groups import Untold
from bot.queries.newcomers import Newcomers, NewcomerTask, Party, Stage, newcomers
from bot.web.pages.runs import RunsKnown, waiting_runs
from bot.web.visits.page import Page, Shown
from bot.web.visits.sight import PageGrant, Sight
from bot.web.visits.visit import Visit

GROUPS = {
    Party.REVIEW: (
        "A maintainer’s review",
        "The last word is the newcomer’s, and the pull request is ready.",
    ),
    Party.ANSWER: ("An answer", "The newcomer asked, and nobody has answered yet."),
    Party.APPROVAL: ("Approval of the checks", "GitHub runs the checks once a maintainer allows it."),
    Party.REPORTER: ("The reporter", "Whoever reported the issue was asked to tell more."),
    Party.NEWCOMER: ("The newcomer", "The last word was somebody else’s. A kind question may help."),
}
STAGE_WORDS = {
    Stage.FIRST_CONTACT: "first contact",
    Stage.FIRST_PULL_REQUEST: "first pull request",
    Stage.FIRST_MERGE: "first merged change",
    Stage.SECOND_MERGE: "second merged change",
}


@dataclass(frozen=True)
class TaskLine:
    """What a newcomer works on; no time stands beside a name."""

    number: int
    address: str
    title: str
    login: str
    mentor: str
    cohorts: str


@dataclass(frozen=True)
class TaskGroup:
    """Newcomers who wait for the same: those who wait long, and the others."""

    title: str
    about: str
    stuck: tuple[TaskLine, ...]
    others: tuple[TaskLine, ...]


@dataclass(frozen=True)
class NewcomersView:
    """The page. `whose` says of whom names are shown; empty for whoever sees counts alone. `is_sure`: GitHub
    said which checks wait for approval."""

    repository: str
    is_on: bool
    whose: str
    is_sure: bool
    groups: tuple[TaskGroup, ...]
    funnel: Chart
    people: str
    curve: Chart | None
    cohorts: tuple[tuple[str, str, str, str], ...]
    is_cut: bool


async def _answer(visit: Visit) -> Shown:
    store, repository, now = visit.store, visit.of, visit.now
    requested = await waiting_runs(visit) if _whose(visit) else None
    runs = requested.runs if requested else ()
    known = await store.read(lambda conn: newcomers(conn, store.features, repository, now, runs))
    is_sure = requested is None or requested.known is not RunsKnown.NOT_NOW
    return Shown("newcomers.html", _view(visit, known, is_sure=is_sure))


def _view(visit: Visit, known: Newcomers, *, is_sure: bool) -> NewcomersView:
    return NewcomersView(
        repository=visit.of.full_name,
        is_on=known.is_on,
        whose=_whose(visit),
        is_sure=is_sure,
        groups=tuple(_groups(visit, [task for task in known.tasks if _may_see(visit, task)])),
        funnel=funnel([_stage(stage, count) for stage, count in known.funnel]),
        people=_count(known.curve.people),
        curve=return_curve(known.curve.points),
        cohorts=tuple(
            (row.name, f"{row.since} to {row.until}", _count(row.came), _count(row.merged))
            for row in known.cohorts
        ),
        is_cut=known.is_cut and visit.sight >= Sight.WRITE,
    )


def _whose(visit: Visit) -> str:
    if visit.sight >= Sight.WRITE:
        return "all newcomers"
    parts = ["those you mentor"] if visit.grants.duties.mentors_as else []
    parts += ["those of the cohorts you host"] if visit.grants.duties.cohorts else []
    return " and ".join(parts)


def _may_see(visit: Visit, task: NewcomerTask) -> bool:
    """Return whether this visitor is one of those who can act."""
    if visit.sight >= Sight.WRITE:
        return True
    duties = visit.grants.duties
    return task.mentor.casefold() in duties.mentors_as or not duties.cohorts.isdisjoint(task.cohorts)


def _groups(visit: Visit, tasks: list[NewcomerTask]) -> Iterable[TaskGroup]:
    for party, (title, about) in GROUPS.items():
        mine = [task for task in tasks if task.party is party]
        stuck, others = (
            tuple(_line(visit, task) for task in mine if task.is_long is is_long) for is_long in (True, False)
        )
        if mine:
            yield TaskGroup(title, about, stuck, others)


def _line(visit: Visit, task: NewcomerTask) -> TaskLine:
    address = visit.store.on_github(visit.of, task.number)
    return TaskLine(
        task.number, address, task.title, task.login, task.mentor, ", ".join(sorted(task.cohorts))
    )


def _count(count: int | Untold | None) -> str:
    return NONE if count is None else f"{count:,}" if isinstance(count, int) else str(count)


def _stage(stage: Stage, count: int | Untold | None) -> StageCount:
    return StageCount(STAGE_WORDS[stage], count if isinstance(count, int) else None, _count(count))


page = Page(
    "newcomers",
    path="/r/{owner}/{repo}/newcomers",
    title="Newcomers",
    answer=_answer,
    needs=Sight.COUNTS,
    grants=frozenset({PageGrant.MENTOR, PageGrant.HOST}),
    menu="Newcomers",
    tables=("newcomers",),
)
