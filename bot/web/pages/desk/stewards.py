"""`/r/{owner}/{repo}/stewards`: who is on duty, the next hand-over, where nobody is, and what keeps coming
back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.queries.desk.cases import DutyTurn, StewardsDesk, stewards_desk
from bot.web.pages.numbers.figures import may_see, metric_path
from bot.web.pages.numbers.form import count_request
from bot.web.visits.page import Page, Shown
from bot.web.visits.sight import PageGrant, Sight
from bot.web.visits.visit import Visit

LOAD = "steward-load"


@dataclass(frozen=True)
class DutyLine:
    """A turn of duty; times by the clock of its rota."""

    rota: str
    person: str
    since: str
    until: str
    zone: str


@dataclass(frozen=True)
class TopicLine:
    """Something that came up several times."""

    name: str
    cases: int
    open: int
    age: str
    guide: str


@dataclass(frozen=True)
class StewardsView:
    """The rotas, and the topics of the last quarter; None while they are being counted."""

    repository: str
    load_page: str
    """Where it stands how evenly cases are shared; empty for whom it is not."""
    has_rota: bool
    now: tuple[DutyLine, ...]
    next: tuple[DutyLine, ...]
    gaps: tuple[DutyLine, ...]
    topics: tuple[TopicLine, ...] | None


async def desk_of(visit: Visit) -> StewardsDesk:
    """Return who is on duty and who is next."""
    repository, now, features = visit.of, visit.now, visit.store.features
    return await visit.store.read(lambda conn: stewards_desk(conn, features, repository, now))


async def _answer(visit: Visit) -> Shown:
    desk = await desk_of(visit)
    repository, request = visit.of, count_request(visit)
    answer = await visit.store.counts.answer(request.question, visit.now)
    topics = None
    if answer is not None:
        report = answer.topics
        topics = tuple(
            TopicLine(topic.name, topic.cases, topic.open, _days(topic.age), topic.guide or "")
            for topic in (*report.areas, *report.communities)
        )
    view = StewardsView(
        repository.full_name,
        metric_path(repository.full_name, LOAD) if may_see(visit, LOAD) else "",
        bool(desk.rotas),
        tuple(map(_line, desk.now)),
        tuple(map(_line, desk.next)),
        tuple(map(_line, desk.gaps)),
        topics,
    )
    return Shown("stewards.html", view, request.mistakes)


def _line(duty: DutyTurn) -> DutyLine:
    zone = ZoneInfo(duty.zone)
    since, until = (f"{at.astimezone(zone):%a %Y-%m-%d %H:%M}" for at in (duty.starts_at, duty.ends_at))
    return DutyLine(duty.rota, duty.person, since, until, duty.zone)


def _days(length: timedelta) -> str:
    days = round(length / timedelta(days=1))
    return "within a day" if days < 1 else f"{days} day{'' if days == 1 else 's'}"


page = Page(
    "stewards",
    path="/r/{owner}/{repo}/stewards",
    title="Stewards",
    answer=_answer,
    needs=Sight.TRIAGE,
    grants=frozenset({PageGrant.ROTA}),
    menu="Stewards",
    tables=("rota", "topics"),
)
