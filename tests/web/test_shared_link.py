"""The address of one community's figures, for somebody without an account: what it shows, and to whom not."""

from __future__ import annotations

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
    assert (await shared.get("/figures.json"))[0] == 404
