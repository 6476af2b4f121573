"""Pages for people, and what strangers may not see."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.backstage import page_backstage
from bot.clock import SystemClock
from bot.insight.catalog import METRICS
from bot.store.database import Database
from bot.store.sql import migrate
from bot.web.pages import PAGES
from bot.web.site import Site
from bot.web.static_files import address
from bot.web.visits.backstage import Backstage
from bot.web.visits.page import Answer, Page
from bot.web.visits.reception import Reception
from bot.web.visits.templates import TEMPLATES
from bot.web.visits.visit import Visit
from tests.harness import new_database
from tests.harness.over_http.door import House, open_house

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


async def test_the_landing_page_says_what_this_is(house: House) -> None:
    answer = await house.client.get("/", headers=BROWSER)
    assert answer.status == 200
    text = await answer.text()
    assert "/help" in text
    assert address("stewardbot.css") in text


@pytest.mark.parametrize(
    "path", ["/r/acme/widget", "/r/acme/widget/cases", "/r/nobody/nothing", "/r", "/%72/a/b"]
)
async def test_strangers_see_the_same_refusal_for_every_repository(house: House, path: str) -> None:
    answer = await house.client.get(path, headers=BROWSER)
    assert answer.status == 404
    assert await answer.text() == await (await house.client.get("/nothing", headers=BROWSER)).text()


async def test_who_comes_after_the_start_finds_the_pages_open(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/steward.db"
    new_database.make(url)
    opened: list[str] = []

    async def backstage() -> Backstage:
        opened.append("backstage")
        return await page_backstage(db)

    async with Database(url, SystemClock()) as db:
        site = Site(SystemClock(), backstage)
        await site.warm()
        assert opened == ["backstage"]
        house = await open_house(site=site)
        assert (await house.client.get("/", headers=BROWSER)).status == 200
        await house.client.close()
        assert opened == ["backstage"]


async def test_the_pages_of_the_navigation_are_opened_before_anybody_comes(tmp_path: Path) -> None:
    """For a repository that nobody has: a page that fails there would be left to the first visitor."""
    url, opened = f"sqlite:///{tmp_path}/steward.db", list[str]()
    new_database.make(url)

    def noted(page: Page) -> Page:
        async def answer(visit: Visit) -> Answer:
            opened.append(page.name)
            return await page.answer(visit)

        return replace(page, answer=answer)

    async with Database(url, SystemClock()) as db:
        reception = Reception([noted(page) for page in PAGES], SystemClock(), await page_backstage(db))
        await reception.warm()
    assert opened == [page.name for page in PAGES if page.menu and page.is_of_repository]


async def test_a_start_without_the_database_leaves_the_pages_to_the_first_visitor(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/steward.db"
    async with Database(url, SystemClock()) as db:
        site = Site(SystemClock(), partial(page_backstage, db))
        await site.warm()
        migrate.upgrade(url)
        house = await open_house(site=site)
        assert (await house.client.get("/", headers=BROWSER)).status == 200
        await house.client.close()


async def test_a_missing_page_is_told_to_people_and_to_programs(house: House) -> None:
    page = await house.client.get("/<script>alert(1)</script>", headers=BROWSER)
    assert page.status == 404
    assert page.content_type == "text/html"
    assert "alert(1)" not in await page.text()
    answer = await house.client.get("/nothing", headers={"Accept": "application/json"})
    assert answer.status == 404
    assert (await answer.json())["error"]


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/r/a/b", "/healthz", "/metrics", address("stewardbot.css")]
)
async def test_every_answer_carries_the_headers_that_protect_browsers(house: House, path: str) -> None:
    headers = (await house.client.get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_no_page_has_script_or_style_inside_itself(template: Path) -> None:
    text = template.read_text()
    assert "<style" not in text
    assert "<script" not in text.replace("<script defer src=", "")
    assert "style=" not in text
    assert "|safe" not in text.replace(" ", "")


def test_no_table_hides_a_metric_of_the_same_name() -> None:
    tables = {page.path.rpartition("/")[2].partition(".")[0] for page in PAGES if "/api/" in page.path}
    assert tables.isdisjoint({metric.name for metric in METRICS} | {"figures"})
