"""The address of one community's figures, for somebody without an account: what it shows, and to whom not."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.backstage import page_backstage
from bot.clock import VirtualClock
from bot.core.model import User
from bot.queries.community_links import links_of, make_link, revoke_link
from bot.queries.credits import wish_credit
from bot.store import mirror
from bot.store.database import Database
from bot.store.mirror.installations import leave
from bot.web.site import Site
from tests.harness.over_http.browser import HTML
from tests.harness.over_http.door import House, open_house
from tests.web.test_number_pages import NOW, PEOPLE, REPOSITORY, file_url, fill, page

__all__ = ["file_url"]

UNTIL = NOW + timedelta(days=30)


@dataclass
class Shared:
    """A private dashboard over a filled database, and a link to pangeo."""

    house: House
    db: Database
    clock: VirtualClock
    token: str

    async def get(self, path: str = "") -> tuple[int, str]:
        """What whoever has the link gets."""
        answer, text = await page(self.house, f"/link/{self.token}{path}")
        return answer.status, text


@pytest.fixture
async def shared(file_url: str) -> AsyncIterator[Shared]:
    clock = VirtualClock(NOW)
    async with Database(file_url, clock) as db:

        def begin(conn: Connection) -> str:
            fill(conn)
            return make_link(conn, REPOSITORY, "pangeo", UNTIL, NOW) or ""

        token = await db.write(begin)
        house = await open_house(site=Site(clock, lambda: page_backstage(db)))
        yield Shared(house, db, clock, token)
        await house.client.close()


async def test_a_link_opens_one_community_read_only_and_names_nobody(shared: Shared) -> None:
    status, text = await shared.get()
    assert status == 200
    assert "pangeo in acme/widget" in text
    assert "cases opened" in text
    assert not [login for login in (*PEOPLE.values(), "old-hand", "alice") if login in text]
    assert "ocean" not in text, "another community is none of their business"
    links = set(re.findall(r'href="([^"]+)"', text)) - {"/", "/login", "#content"}
    outside = {link for link in links if not link.startswith((f"/link/{shared.token}/", "/static/"))}
    assert outside == set(), "it leads nowhere else"
    assert 'method="post"' not in text


async def test_the_address_is_told_to_nobody_else(shared: Shared) -> None:
    for path in ("", "/figures.csv"):
        answer = await shared.house.client.get(f"/link/{shared.token}{path}", headers=HTML)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Cache-Control"] == "no-store"


async def test_who_chose_to_be_named_is_named(shared: Shared) -> None:
    def wish(conn: Connection) -> None:
        mirror.put_subjects(conn, REPOSITORY, (), [User(id=70, login="alice"), User(id=29, login="far")], NOW)
        for person in (10, 29, 70):
            wish_credit(conn, person, named=True, now=NOW)

    await shared.db.write(wish)
    _, text = await shared.get()
    assert "alice, person-10" in text, "a reporter, and who had their cases"
    assert "far" not in text.partition("chose to be named")[2].partition("</p>")[0], "somebody of elsewhere"
    assert "person-11" not in text


@pytest.mark.parametrize("form", ["csv", "json"])
async def test_the_same_numbers_come_for_programs(shared: Shared, form: str) -> None:
    status, text = await shared.get(f"/figures.{form}?last=year")
    assert status == 200
    assert "support-cases" in text
    assert not [login for login in (*PEOPLE.values(), "alice") if login in text]
    assert (await shared.get("/figures.exe"))[0] == 404


@pytest.mark.parametrize(
    ("form", "content_type", "words"),
    [
        ("md", "text/markdown", ("# acme/widget: pangeo", "| cases opened |", "One row a case")),
        ("html", "text/html", ("<h1>acme/widget: pangeo</h1>", "cases opened", "One row a case")),
        ("csv", "text/csv", ("metric,figure,value", "support-cases,opened,")),
        ("json", "application/json", ('"audience": "funders"', '"definitions"', "One row a case")),
    ],
)
async def test_the_report_comes_without_an_account_and_says_what_its_numbers_mean(
    shared: Shared, form: str, content_type: str, words: tuple[str, ...]
) -> None:
    path = f"/link/{shared.token}/report.{form}"
    await shared.db.write(lambda conn: wish_credit(conn, 10, named=True, now=NOW))
    assert f'href="{path}?last=quarter"' in (await shared.get())[1]
    answer = await shared.house.client.get(path)
    text = await answer.text()
    assert (answer.status, answer.content_type) == (200, content_type)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="report.{form}"'
    assert not [word for word in words if word not in text]
    assert not [
        login for login in (*PEOPLE.values(), "alice", "ocean") if login in text.replace("person-10", "")
    ]
    assert ("person-10" in text) is (form != "csv"), "who chose to be named, where people read"
    assert (await shared.get("/report.exe"))[0] == 404


async def test_the_report_has_the_numbers_of_the_page(shared: Shared) -> None:
    for last in ("quarter", "year"):
        report = json.loads((await shared.get(f"/report.json?last={last}"))[1])
        length = "year" if report["widened"] else last
        figures = json.loads((await shared.get(f"/figures.json?last={length}"))[1])
        assert (report["since"], report["until"]) == (figures["since"], figures["until"])
        shown = {
            (metric["metric"], one["key"]): one["value"]
            for metric in figures["metrics"]
            for one in metric["figures"]
        }
        assert {(one["metric"], one["key"]): one["value"] for one in report["figures"]} == shown


async def test_what_a_number_means_is_found_behind_the_link_itself(shared: Shared) -> None:
    figures = json.loads((await shared.get("/figures.json"))[1])
    page_text = (await shared.get())[1]
    for metric in figures["metrics"]:
        place, _, name = metric["definition"].partition("#")
        assert place.endswith(f"/link/{shared.token}")
        assert f'<h3 id="{name}">' in page_text
    status, meanings = await shared.get("/definitions.md")
    assert (status, "**Formula.**" in meanings) == (200, True)


async def test_one_refusal_for_whatever_opens_nothing(shared: Shared) -> None:
    refused = await shared.house.client.get("/link/never-was", headers=HTML)
    expected = refused.status, await refused.text()
    assert expected[0] == 404

    past = NOW - timedelta(seconds=1)
    over = await shared.db.write(lambda conn: make_link(conn, REPOSITORY, "pangeo", past, NOW))
    ended = await shared.house.client.get(f"/link/{over}", headers=HTML)
    assert (ended.status, await ended.text()) == expected, "it is over"

    await shared.db.write(lambda conn: leave(conn, [REPOSITORY.id], NOW))
    assert await shared.get() == expected, "the App has left"


async def test_what_is_revoked_opens_nothing_at_once(shared: Shared) -> None:
    def revoke(conn: Connection) -> None:
        (link,) = links_of(conn, REPOSITORY, NOW)
        assert revoke_link(conn, REPOSITORY, link.name, NOW)

    assert (await shared.get())[0] == 200
    await shared.db.write(revoke)
    assert (await shared.get())[0] == 404
    for path in ("/figures.json", "/report.html", "/definitions.md"):
        assert (await shared.get(path))[0] == 404
