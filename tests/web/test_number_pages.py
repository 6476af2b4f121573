"""Pages of numbers through the public door: figures, their rows, filters, and the same as CSV."""

from __future__ import annotations

import asyncio
import csv
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from sqlalchemy import Connection, update

from bot.backstage import page_backstage
from bot.clock import VirtualClock
from bot.community.cases import CASE, CaseState
from bot.core.keys import CASE_MEMORY
from bot.core.model import Repository, Subject, User
from bot.store import ledger, memory, mirror
from bot.store.database import Database
from bot.store.sql.tables import mirror_repositories
from bot.web.site import Site
from tests.harness import new_database
from tests.harness.over_http.door import House, open_house

REPOSITORY = Repository(id=1, full_name="acme/widget", owner_id=2)
PRIVATE = Repository(id=3, full_name="acme/secret", owner_id=2, private=True)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BROWSER = {"Accept": "text/html"}
PEOPLE = {number: f"person-{number}" for number in range(10, 30)}


def fill(conn: Connection) -> None:
    """Twenty people open an issue each, a day after the other; half of them are answered after two hours. Six
    asked for pangeo, one for ocean."""
    mirror.put_subjects(conn, PRIVATE, (), (), MONDAY)
    mirror.put_subjects(conn, REPOSITORY, tuple(map(_issue, PEOPLE)), (), NOW)
    conn.execute(update(mirror_repositories).values(installation_id=7))
    entries = []
    for person, login in PEOPLE.items():
        opened = MONDAY + (person - 10) * DAY
        entries.append(ledger.Entry(opened, 1, 2, person, person, login, "issues.opened"))
        if person % 2:
            entries.append(
                ledger.Entry(opened + 2 * HOUR, 1, 2, person, 50, "old-hand", "issue_comment.created")
            )
    ledger.add(conn, entries)
    for number in range(10, 17):
        case = CaseState(
            opened_at=MONDAY + (number - 10) * DAY, reporter=PEOPLE[number], reporter_id=number,
            community="ocean/ice <b>" if number == 16 else "pangeo", steward="alice",
        )  # fmt: skip
        memory.put(conn, f"subject:1#{number}", *CASE_MEMORY, CASE.dump(case), MONDAY)


def _issue(number: int) -> Subject:
    return Subject(
        number=number, user=User(id=number, login=PEOPLE[number]), title=f"It <breaks> {number}",
        created_at=MONDAY + (number - 10) * DAY, labels=("bug",) if number < 15 else ("docs",),
    )  # fmt: skip


@pytest.fixture(params=["file_url", "postgres_url"], ids=["sqlite", "postgres"])
async def either_house(request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """A server with a public dashboard over a database of either kind."""
    async with opened(request.getfixturevalue(request.param)) as house:
        yield house


@pytest.fixture
async def house(file_url: str) -> AsyncIterator[House]:
    """The same over a file."""
    async with opened(file_url) as house:
        yield house


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[House]:
    async with Database(url, VirtualClock(NOW)) as db:
        await db.write(fill)
        site = Site(VirtualClock(NOW), partial(page_backstage, db), public_dashboard=True)
        house = await open_house(site=site)
        yield house
        await house.client.close()


@pytest.fixture
def file_url(tmp_path: Any) -> str:
    url = f"sqlite:///{tmp_path}/numbers.db"
    new_database.make(url)
    return url


async def page(house: House, path: str) -> tuple[ClientResponse, str]:
    """A page as a browser gets it: again after a while, if it says so."""
    for _ in range(100):
        answer = await house.client.get(path, headers=BROWSER)
        text = await answer.text()
        if "being counted" not in text:
            return answer, text
        await asyncio.sleep(0.05)
    raise AssertionError(f"{path} is counted for ever")


@dataclass
class Figures(HTMLParser):
    """The figures on a page, by metric and key, and where each leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: dict[tuple[str, str], str] = {}
        self.address: dict[tuple[str, str], str] = {}
        self._metric, self._key = "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._metric = given.get("data-metric") or self._metric
        self._key = given.get("data-figure") or self._key
        if tag == "a" and self._key:
            self.address[self._metric, self._key] = given["href"] or ""

    def handle_data(self, data: str) -> None:
        if self._key and data.strip():
            self.text.setdefault((self._metric, self._key), data.strip())

    def handle_endtag(self, tag: str) -> None:
        self._key = "" if tag == "td" else self._key


async def table(house: House, path: str) -> list[dict[str, str]]:
    answer = await house.client.get(path)
    assert answer.status == 200, await answer.text()
    return list(csv.DictReader(StringIO(await answer.text())))


async def test_pages_say_as_of_when_they_were_counted(house: House) -> None:
    for path in ("metrics", "metrics/issue-age", "communities/pangeo"):
        assert "as of 2026-04-01 12:00 UTC" in (await page(house, f"/r/acme/widget/{path}"))[1]


async def test_a_number_leads_to_its_subjects_and_to_its_definition(either_house: House) -> None:
    house = either_house
    _, overview = await page(house, "/r/acme/widget/metrics")
    figures = Figures(overview)
    first = "time-to-first-response", "issue.waiting"
    assert figures.text[first] == "10"
    assert figures.text["new-contributors", "people"] == "20"
    answer, one = await page(house, figures.address[first].partition("#")[0])
    assert answer.status == 200
    assert 'id="rows"' in one
    assert 'id="definition"' in one
    assert "https://github.com/acme/widget/issues/11" in one
    assert Figures(one).text[first] == "10"


@pytest.mark.slow
async def test_programs_get_the_same_numbers_and_rows(either_house: House) -> None:
    house = either_house
    _, text = await page(house, "/r/acme/widget/metrics")
    shown = Figures(text).text
    lines = await table(house, "/api/v1/acme/widget/figures.csv")
    assert {(line["metric"], line["figure"]) for line in lines} == set(shown)
    rows = await table(house, "/api/v1/acme/widget/time-to-first-response.csv")
    assert [row["number"] for row in rows if row["answered"] == "0"] == [str(n) for n in range(10, 30, 2)]
    document = await (await house.client.get("/api/v1/acme/widget/time-to-first-response.json")).json()
    (metric,) = document["metrics"]
    assert len(metric["rows"]) == len(rows)
    assert metric["figures"][1]["value"] == 10


@pytest.mark.slow
async def test_nobody_is_named_and_nothing_foreign_is_markup(house: House) -> None:
    metrics = ("/metrics", "/metrics/new-contributors", "/metrics/support-cases")
    for path in ("", "/communities/pangeo", *metrics):
        _, text = await page(house, f"/r/acme/widget{path}")
        assert "person-" not in text
        assert "alice" not in text
        assert "<b>" not in text
    assert "ocean/ice &lt;b&gt;" in text


@pytest.mark.slow
async def test_what_waits_is_for_those_who_triage(house: House) -> None:
    _, text = await page(house, "/r/acme/widget")
    assert "Without a first answer" not in text
    for path in ("/cases", "/stewards", "/metrics/steward-load"):
        answer, text = await page(house, f"/r/acme/widget{path}")
        assert answer.status == (200 if "metrics" in path else 404)
        assert "data-figure" not in text


@pytest.mark.slow
async def test_a_community_has_its_own_numbers(either_house: House) -> None:
    house = either_house
    _, text = await page(house, "/r/acme/widget/communities/Pangeo")
    shown = Figures(text).text
    assert shown["support-cases", "opened"] == "6"
    assert shown["new-contributors", "people"] == "6"
    _, text = await page(house, "/r/acme/widget/communities/ocean%2Fice%20%3Cb%3E")
    assert Figures(text).text["new-contributors", "people"] == "fewer than five"
    links = re.findall(r'href="(/r/acme/widget/communities/[^"]*)"', text)
    assert len(links) == 2
    for link in links:
        answer, text = await page(house, link)
        assert (answer.status, "support-cases" in text) == (200, True), link


@pytest.mark.slow
async def test_a_label_and_a_kind_narrow_what_they_can(house: House) -> None:
    _, text = await page(house, "/r/acme/widget/metrics/time-to-first-response?label=BUG&kind=issue")
    assert Figures(text).text == {
        ("time-to-first-response", "issue.opened"): "5",
        ("time-to-first-response", "issue.waiting"): "3",
        ("time-to-first-response", "issue.median"): "–",
        ("time-to-first-response", "issue.working"): "–",
    }
    _, text = await page(house, "/r/acme/widget/metrics/new-contributors?label=bug")
    assert "not told of a community, or of a label, alone" in text


@pytest.mark.slow
async def test_people_are_not_found_by_choosing_days(house: House) -> None:
    _, chosen = await page(house, "/r/acme/widget/metrics/new-contributors?since=2026-03-02&until=2026-03-08")
    assert Figures(chosen).text["new-contributors", "people"] == "20"
    assert "so that nobody is found by comparing days" in chosen
    _, chosen = await page(house, "/r/acme/widget/metrics/duration?since=2026-03-02&until=2026-03-08")
    assert Figures(chosen).text["duration", "issue.opened"] == "6"


MISTAKES = {
    "since=soon": "What was given for since is not possible",
    "since=2026-03-20&until=2026-03-10": "The first day must lie before the last one",
    "until=2026-04-02": "not over yet cannot be counted; “until before” is 2026-04-01 at the latest",
    "since=2001-01-01&until=2001-02-01": "Nothing is known of the time before 2008",
    "since=2010-01-01": "At most 730 days",
    "until=0001-01-01": "The first day must lie before the last one",
    "until=0001-02-01": "Nothing is known of the time before 2008",
    "kind=poem": "What was given for kind is not possible",
    "label=nothing": "No issue or change request of these days has this label",
    "community=atlantis": "No case came from a community of this name; known are: ocean",
    "community=" + "x" * 101: "What was given for community is not possible",
    "last=%00": "What was given for last is not possible",
}


@pytest.mark.slow
async def test_what_cannot_be_is_a_sentence(house: House) -> None:
    for query, sentence in MISTAKES.items():
        answer, text = await page(house, f"/r/acme/widget/metrics?{query}")
        assert (answer.status, sentence in text) == (200, True), text
        refused = await house.client.get(f"/api/v1/acme/widget/figures.json?{query}")
        assert refused.status == 400
        assert sentence in (await refused.json())["error"]


async def test_while_the_database_is_away_every_page_says_so(house: House, tmp_path: Path) -> None:
    assert (await house.client.get("/r/acme/widget/commands", headers=BROWSER)).status == 200
    (tmp_path / "numbers.db").rename(tmp_path / "away.db")
    for path in ("/", "/r/acme/widget", "/r/no/such", "/link/never-was", "/api/v1/acme/widget/figures.csv"):
        answer = await house.client.get(path, headers=BROWSER)
        assert (answer.status, "database" in await answer.text()) == (503, True), path
    answer = await house.client.get("/r/acme/widget")
    assert "database" in (await answer.json())["error"]
    (tmp_path / "away.db").rename(tmp_path / "numbers.db")


@pytest.mark.slow
async def test_what_is_missing_and_what_is_private_are_one_refusal(house: House) -> None:
    for path in (
        "/r/acme/widget/metrics/none", "/api/v1/acme/widget/none.json", "/api/v1/acme/widget/figures.xml",
        "/api/v1/acme/widget/steward-load.csv", "/r/acme/secret", "/r/acme/secret/metrics", "/r/no/such",
        "/api/v1/acme/secret/figures.json",
    ):  # fmt: skip
        answer = await house.client.get(path, headers=BROWSER)
        assert answer.status == 404
        assert "There is no page at this address, or it is open only to people" in await answer.text()


@pytest.mark.slow
async def test_an_unknown_community_is_a_page_with_a_sentence(house: House) -> None:
    answer, text = await page(house, "/r/acme/widget/communities/%3Cscript%3E")
    assert answer.status == 200
    assert "No case from this community" in text
    assert "<script>" not in text


@pytest.mark.slow
async def test_what_was_before_us_is_named_as_unknown(house: House) -> None:
    _, text = await page(house, "/r/acme/widget/metrics?last=year")
    assert "The bot has known this repository since 2 March 2026" in text
