"""Every page and everybody who may come to it: what they see, and that what is not for them is not there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.queries.community_links import make_link
from bot.queries.rota_calendar import open_feed
from bot.store import mirror
from bot.web.pages import PAGES
from bot.web.visits.page import Page
from fakegithub import Fault
from tests.harness.in_process.story import OTHER, REPO, Story, world
from tests.harness.over_http.browser import HTML, Browser, Pages, open_pages

TEAM = {
    "rita": "read", "rob": "read", "hanna": "read", "carol": "triage", "rena": "triage", "max": "maintain",
    "fred": "triage", "dora": "admin",
}  # fmt: skip
FILE = """
steward: {people: [rob, max], change: every wednesday 10:00, starts: 2026-01-07}
newcomers:
  mentors: {hanna: {topics: [docs]}}
  cohorts: {sprint: {host: hanna, members: [dan], from: 2026-02-01, until: 2026-06-01}}
communities: {pangeo: {contact: rob}}
triage: {labels: {support: support}}
"""
STRANGERS = frozenset({"nobody", "eve", "rena's heir"})
"""Nobody is signed in; eve has no role; the heir bears the login that rena had when she signed in."""
FORMER = frozenset({"fred"})
READERS = frozenset({"rita", "rob", "hanna"})
WORKERS = frozenset({"carol", "rena", "max", "dora"})
OPERATOR = frozenset({"stewardbot-owner"})
EVERYBODY = STRANGERS | FORMER | READERS | WORKERS | OPERATOR
ON_THE_ROTA = WORKERS | {"rob"}
INSIDE = READERS | WORKERS

WHO: Mapping[str, tuple[frozenset[str], frozenset[str], frozenset[str]]] = {
    "landing": (EVERYBODY, EVERYBODY, EVERYBODY),
    "commands": (EVERYBODY, EVERYBODY, INSIDE),
    "commands.json": (EVERYBODY, EVERYBODY, INSIDE),
    "metric": (EVERYBODY, EVERYBODY, INSIDE),
    "overview": (EVERYBODY, WORKERS, INSIDE),
    "metrics": (EVERYBODY, WORKERS, INSIDE),
    "community": (EVERYBODY, WORKERS, INSIDE),
    "download": (EVERYBODY, WORKERS, INSIDE),
    "newcomers": (EVERYBODY, WORKERS | {"hanna"}, INSIDE),
    "newcomers-download": (EVERYBODY, WORKERS, INSIDE),
    "cases": (ON_THE_ROTA, ON_THE_ROTA, ON_THE_ROTA),
    "stewards": (ON_THE_ROTA, ON_THE_ROTA, ON_THE_ROTA),
    "waiting-download": (WORKERS, WORKERS, WORKERS),
    "cases-download": (ON_THE_ROTA, ON_THE_ROTA, ON_THE_ROTA),
    "rota-download": (ON_THE_ROTA, ON_THE_ROTA, ON_THE_ROTA),
    "topics-download": (ON_THE_ROTA, ON_THE_ROTA, ON_THE_ROTA),
    "activity": (WORKERS, WORKERS, WORKERS),
    "config": (WORKERS, WORKERS, WORKERS),
    "effects-download": (WORKERS, WORKERS, WORKERS),
    "config-download": (WORKERS, WORKERS, WORKERS),
    "buttons": (WORKERS, WORKERS, WORKERS),
    "me": (EVERYBODY - {"nobody"}, EVERYBODY - {"nobody"}, EVERYBODY - {"nobody"}),
    "credit": (EVERYBODY - {"nobody"}, EVERYBODY - {"nobody"}, EVERYBODY - {"nobody"}),
    "status": (OPERATOR, OPERATOR, OPERATOR),
    "rota": (frozenset(), frozenset(), frozenset()),
    "shared": (frozenset(), frozenset(), frozenset()),
    "shared-figures": (frozenset(), frozenset(), frozenset()),
    "shared-report": (frozenset(), frozenset(), frozenset()),
    "shared-definitions": (frozenset(), frozenset(), frozenset()),
}
"""By page: who sees it in a public repository with DASHBOARD=public, in one with DASHBOARD=private, and in a
private repository. Who may press a button is sent on; the last ones open with
a token alone."""


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A bot in a public repository and in a private one, with the same people and file."""
    started = world(collaborators=TEAM)
    started["repositories"][1] |= {"private": True, "collaborators": TEAM}
    async with Story(FILE, world=started, everywhere=True) as opened:
        for place in (REPO, OTHER):
            await opened.person("dan", place).opens_issue("It breaks")
        yield opened


async def browsers(pages: Pages) -> dict[str, Browser]:
    """Everybody, signed in; since then fred has left, and rena is called otherwise."""
    signed_in = {
        login: await pages.signed_in(login) for login in sorted(EVERYBODY - {"nobody", "rena's heir"})
    }
    for place in (REPO, OTHER):
        pages.person("dora").removes_collaborator(place, "fred")
    pages.person("rena").renames_account("renata")
    heir = await pages.signed_in("rena")
    await pages.story.advance("6 minutes")
    return {**signed_in, "rena's heir": heir, "nobody": pages.browser()}


def without_token(body: bytes) -> bytes:
    """A page without what differs in each: the token of its forms."""
    return re.sub(rb'name="csrf" value="[^"]*"', b"", body)


@dataclass(frozen=True)
class Guest:
    """Somebody at the pages; `refusal` is what they get where there is nothing."""

    browser: Browser
    csrf: str
    refusal: bytes
    links: set[str] = field(default_factory=set)
    """Where the navigation of their pages leads."""

    @classmethod
    async def of(cls, browser: Browser) -> Guest:
        missing = await browser.get("/r/nobody/nothing", HTML)
        assert missing.status == 404
        return cls(browser, await browser.csrf(), without_token(await missing.read()))

    async def is_shown(self, page: Page, place: str) -> bool:
        """Whether they get a page; else they get what they get where there is none, byte by byte."""
        path, browser = page.address(place), self.browser
        if page.method == "GET":
            answer = await browser.get(path, HTML)
        else:
            answer = await browser.post(path, {"csrf": self.csrf, "button": "resume"}, HTML)
        if answer.status in (200, 303):
            navigation = (await answer.text()).partition('aria-label="Pages"')[2].partition("</nav>")[0]
            self.links.update(re.findall(r'href="([^"]*)"', navigation))
            return True
        assert answer.status == 404, path
        # What opens with a key says so of a wrong one; that tells of no repository.
        assert page.own_key or without_token(await answer.read()) == self.refusal, path
        return False


@pytest.mark.slow
async def test_everybody_sees_what_is_for_them_and_nothing_else(story: Story) -> None:
    assert set(WHO) == {page.name for page in PAGES}
    wrong: list[str] = []
    async with open_pages(story) as shut, open_pages(story, public=True) as public:
        people = await browsers(shut)
        for column, (pages, place) in enumerate(((public, REPO), (shut, REPO), (shut, OTHER))):
            for login, browser in people.items():
                guest = await Guest.of(replace(browser, client=pages.client))
                wrong += [
                    f"{page.name} {place} {login} {'' if column else 'public'}"
                    for page in PAGES
                    if await guest.is_shown(page, place) is not (login in WHO[page.name][column])
                ]
                for link in guest.links:
                    if (await guest.browser.get(link, HTML)).status != 200:
                        wrong.append(f"the navigation leads {login} to {link}")
    assert wrong == []


async def test_whether_a_private_repository_exists_costs_no_question(story: Story) -> None:
    """So the refusal comes as fast for one that exists."""
    async with open_pages(story) as pages:
        stranger, worker = await pages.signed_in("eve"), await pages.signed_in("carol")
        asked: list[str] = []
        story.bot.github.connection.on_request = lambda method, path, status, seconds: asked.append(path)
        for browser in (pages.browser(), stranger):
            for path in (f"/r/{OTHER}/commands", f"/r/{OTHER}/activity", "/r/nobody/nothing/activity"):
                assert (await browser.get(path)).status == 404
        assert (await stranger.get(f"/r/{REPO}/commands")).status == 200
        assert asked == []
        assert (await worker.get(f"/r/{OTHER}/activity")).status == 200
        assert len(asked) == 2
        assert (await worker.get(f"/r/{OTHER}/config")).status == 200
        assert len(asked) == 2


async def test_a_role_is_believed_for_five_minutes_and_never_guessed(
    story: Story,
) -> None:
    async with open_pages(story) as pages:
        browser = await pages.signed_in("carol")
        path = f"/r/{OTHER}/activity"
        assert (await browser.get(path)).status == 200
        pages.person("dora").removes_collaborator(OTHER, "carol")
        await story.advance("4 minutes")
        assert (await browser.get(path)).status == 200
        await story.advance("1 minute")
        assert (await browser.get(path)).status == 404
        pages.person("dora").adds_collaborator(OTHER, "carol", "triage")
        await story.advance("6 minutes")
        pages.github.faults.next("GET", "/permission|/user/", Fault.SERVER_ERROR, times=100)
        answer = await browser.get(path, HTML)
        assert answer.status == 503
        assert "GitHub cannot be asked" in await answer.text()
        assert (await browser.get(f"/r/{REPO}/activity")).status == 503, "it may be for them"
        assert (await browser.get(f"/r/{REPO}/commands")).status == 200
        pages.github.faults.clear()
        assert (await browser.get(path)).status == 200


async def test_a_suspended_or_removed_app_shows_nothing(story: Story) -> None:
    def keys(conn: Connection) -> tuple[str, ...]:
        repository, now = mirror.repository_named(conn, REPO), story.clock.now()
        assert repository is not None
        link = make_link(conn, repository, "pangeo", now + timedelta(days=1), now)
        return f"/link/{link}", f"/r/{REPO}/rota.ics?token={open_feed(conn, repository, now)}"

    keyed = await story.database.write(keys)
    async with open_pages(story, public=True) as pages:
        browser, reporter = await pages.signed_in("dora"), await pages.signed_in("dan")
        for act, there in (
            (pages.person("dora").suspends, False),
            (pages.person("dora").unsuspends, True),
            (pages.person("dora").uninstalls, False),
        ):
            await story.after(act, "acme")
            await story.advance("6 minutes")
            for path in (f"/r/{REPO}/commands", f"/r/{REPO}/activity", f"/r/{OTHER}/activity", *keyed):
                assert ((await browser.get(path)).status == 200) is there, (act, path)
            for visitor, path in ((browser, "/"), (pages.browser(), "/"), (reporter, "/me")):
                assert (REPO in await (await visitor.get(path, HTML)).text()) is there, (act, path)


async def test_a_renamed_repository_leads_on_whoever_may_see_it(story: Story) -> None:
    async with open_pages(story) as pages:
        worker, stranger = await pages.signed_in("carol"), await pages.signed_in("eve")
        await story.after(pages.person("dora").renames_repository, OTHER, "thing")
        await story.after(pages.person("dora").renames_repository, REPO, "tool")
        answer = await worker.get(f"/r/{OTHER}/activity?subject=7", HTML)
        assert (answer.status, answer.headers["Location"]) == (302, "/r/acme/thing/activity?subject=7")
        assert answer.headers["Cache-Control"] == "no-store"
        assert (await worker.get(answer.headers["Location"])).status == 200
        for browser in (stranger, pages.browser()):
            assert (await browser.get(f"/r/{OTHER}/activity", HTML)).status == 404
            answer = await browser.get("/r/ACME/Widget/commands.json", HTML)
            assert (answer.status, answer.headers["Location"]) == (302, "/r/acme/tool/commands.json")
