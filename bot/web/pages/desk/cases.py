"""`/r/{owner}/{repo}/cases`: the open support cases, by whose turn it is and when a word is due."""

from __future__ import annotations

from dataclasses import dataclass

from bot.queries.desk.cases import CaseTurn, OpenCase, OpenCases, open_cases
from bot.web.pages.desk.age import age
from bot.web.visits.page import Page, Shown
from bot.web.visits.sight import PageGrant, Sight
from bot.web.visits.visit import Visit


@dataclass(frozen=True)
class SimilarLine:
    """An issue that may be about the same; `before` is what stands before its number."""

    number: int
    address: str
    before: str


@dataclass(frozen=True)
class CaseLine:
    """An open case as it is shown. `steward` is empty for whoever may not see who has it."""

    number: int
    title: str
    address: str
    community: str
    turn: str
    steward: str
    due: str
    open_for: str
    is_late: bool
    is_mine: bool
    similar: tuple[SimilarLine, ...]


@dataclass(frozen=True)
class CasesView:
    """The open cases: first those of the reader, then the others."""

    repository: str
    mine: tuple[CaseLine, ...]
    others: tuple[CaseLine, ...]
    more: bool
    shows_people: bool


async def cases_of(visit: Visit) -> OpenCases:
    """Return the open cases as this visitor may see them."""
    repository, reader = visit.of, visit.visitor.login if visit.visitor else ""
    rotas = frozenset(name.casefold() for name in visit.grants.duties.rotas)
    return await visit.store.read(lambda conn: open_cases(conn, repository, rotas, reader))


async def _answer(visit: Visit) -> Shown:
    listed = await cases_of(visit)
    lines = [_line(visit, case) for case in listed.cases]
    view = CasesView(
        visit.of.full_name,
        tuple(line for line in lines if line.is_mine),
        tuple(line for line in lines if not line.is_mine),
        listed.more,
        bool(visit.grants.duties.rotas),
    )
    return Shown("cases.html", view)


def _line(visit: Visit, case: OpenCase) -> CaseLine:
    is_late = case.due is not None and case.due <= visit.now
    return CaseLine(
        case.number,
        case.title,
        visit.store.on_github(visit.of, case.number),
        case.community,
        case.turn if case.turn is not CaseTurn.STEWARD else "us",
        case.steward,
        f"{case.due:%Y-%m-%d %H:%M}" if case.due else "",
        age(case.opened_at, visit.now),
        is_late,
        case.is_mine,
        tuple(
            SimilarLine(
                issue.number,
                visit.store.on_github(visit.of, issue.number),
                "answered in " if issue.is_answered else "",
            )
            for issue in case.similar
        ),
    )


page = Page(
    "cases",
    path="/r/{owner}/{repo}/cases",
    title="Support cases",
    answer=_answer,
    needs=Sight.TRIAGE,
    grants=frozenset({PageGrant.ROTA}),
    menu="Cases",
    tables=("cases",),
)
