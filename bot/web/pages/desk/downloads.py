"""`/api/v1/{owner}/{repo}/{waiting,cases,rota,topics}.json` and `.csv`: what the desk shows, for programs."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.queries.desk.cases import OpenCase
from bot.web.pages.desk.cases import cases_of
from bot.web.pages.desk.stewards import desk_of
from bot.web.pages.desk.waiting import waiting_tables
from bot.web.pages.numbers.downloads import PATIENCE, being_counted, json_of
from bot.web.pages.numbers.form import count_request
from bot.web.pages.tables import Cells, table_of, table_page
from bot.web.visits.page import Download
from bot.web.visits.sight import PageGrant, Sight
from bot.web.visits.visit import Visit

WAITING = ("waits_for", "number", "title", "since", "until", "on", "note")
CASES = ("number", "title", "community", "rota", "waits_on", "steward", "due", "opened_at", "is_mine")
ROTA = ("when", "person", "rota", "since", "until", "zone")
TOPICS = ("topic", "cases", "open", "median_age_days", "page")


async def _waiting(visit: Visit) -> Download:
    rows: list[Cells] = []
    for table in await waiting_tables(visit):
        for row in table.rows:
            since, until = ("", _text(row.at)) if table.ends else (_text(row.at), "")
            rows.append((table.name, row.number, row.title, since, until, row.on, ""))
        note = table.unknown or ("there are more" if table.more else "")
        if note:
            rows.append((table.name, None, "", "", "", "", note))
    return table_of(visit, "waiting", WAITING, rows)


async def _cases(visit: Visit) -> Download:
    listed, shows_people = await cases_of(visit), bool(visit.grants.duties.rotas)
    rows = [_case(case, shows_people=shows_people) for case in listed.cases]
    return table_of(visit, "cases", CASES, rows, more=listed.more)


def _case(case: OpenCase, *, shows_people: bool) -> Cells:
    # As on the page: whoever sees names does not see for how long each has had a case.
    opened_at = "" if shows_people else _text(case.opened_at)
    place = (case.number, case.title, case.community, case.rota)
    return *place, case.turn, case.steward, _text(case.due), opened_at, case.is_mine


async def _rota(visit: Visit) -> Download:
    desk = await desk_of(visit)
    turns = (("now", desk.now), ("next", desk.next), ("nobody", desk.gaps))
    rows = [
        (when, duty.person, duty.rota, _text(duty.starts_at), _text(duty.ends_at), duty.zone)
        for when, duties in turns
        for duty in duties
    ]
    return table_of(visit, "rota", ROTA, rows)


async def _topics(visit: Visit) -> Download:
    request = count_request(visit)
    if request.mistakes:
        return json_of({"error": " ".join(request.mistakes)}, status=400)
    answer = await visit.store.counts.answer(request.question, visit.now, PATIENCE)
    if answer is None:
        return being_counted()
    topics = (*answer.topics.areas, *answer.topics.communities)
    rows = [
        (topic.name, topic.cases, topic.open, round(topic.age / timedelta(days=1), 2), topic.guide or "")
        for topic in topics
    ]
    return table_of(visit, "topics", TOPICS, rows)


def _text(at: datetime | None) -> str:
    return at.isoformat() if at else ""


every = (
    table_page("waiting", "What waits on us", Sight.TRIAGE, _waiting),
    table_page("cases", "Support cases", Sight.TRIAGE, _cases, PageGrant.ROTA),
    table_page("rota", "Who is on duty", Sight.TRIAGE, _rota, PageGrant.ROTA),
    table_page("topics", "What kept coming back", Sight.TRIAGE, _topics, PageGrant.ROTA),
)
