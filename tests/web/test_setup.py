"""`/setup`: whoever has the address from the terminal makes the App; everybody else gets nothing of it."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientResponse, DummyCookieJar
from aiohttp.test_utils import TestClient, TestServer

from bot.clock import VirtualClock
from bot.core.errors import NoAccess, Unreachable
from bot.web.setup.desk import Made, SetupDesk
from bot.web.setup.invitation import LIFETIME, SetupInvitation
from bot.web.setup.manifest import app_manifest
from fakegithub import GitHub
from handlers import FEATURES
from tests.harness.over_http.browser import Browser

HERE, PUBLIC = "127.0.0.1:3000", "bot.example.org"
SECRET = "the-key-of-the-app"


class House:
    """A server that is set up, as seen from outside."""

    def __init__(self) -> None:
        self.clock = VirtualClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
        self.invitation = SetupInvitation(self.clock)
        self.codes: list[str] = []
        self.refuses: Exception | None = None
        self.slow = asyncio.Event()
        self.slow.set()

    async def make(self, code: str, public_url: str) -> Made:
        self.codes.append(f"{code} {public_url}")
        await self.slow.wait()
        if self.refuses:
            raise self.refuses
        return Made("https://github.com/apps/x/installations/new", "/srv/.env")

    def desk(self, public_url: str | None) -> SetupDesk:
        return SetupDesk(
            self.invitation,
            web_url="https://github.com",
            webhook="/api/github/webhooks",
            public_url=public_url,
            manifest=partial(app_manifest, FEATURES),
            make=self.make,
        )


class Visitor:
    """One browser that asks by one name of the server."""

    def __init__(self, browser: Browser, host: str = HERE) -> None:
        self.browser, self.host = browser, host

    @property
    def origin(self) -> str:
        return f"{'https' if self.host == PUBLIC else 'http'}://{self.host}"

    async def get(self, path: str) -> ClientResponse:
        return await self.browser.get(path, {"Host": self.host})

    async def sends(self, *, origin: str | None = None, **fields: str) -> ClientResponse:
        page = await (await self.get("/setup")).text()
        csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
        form = {
            "csrf": csrf,
            "name": "Helper",
            "organization": "",
            "public_url": f"https://{PUBLIC}",
        } | fields
        headers = {"Host": self.host, "Origin": self.origin if origin is None else origin}
        return await self.browser.post("/setup", form, headers)

    async def state(self) -> str:
        """The state that goes to GitHub with the form that was sent."""
        page = html.unescape(await (await self.sends()).text())
        (address,) = re.findall(r'action="(https://github.com[^"]*)"', page)
        return str(parse_qs(urlsplit(address).query)["state"][0])


@pytest.fixture
async def house() -> House:
    return House()


@pytest.fixture
async def client(house: House) -> AsyncIterator[TestClient[Any, Any]]:
    desk = house.desk(f"https://{PUBLIC}")
    async with TestClient(TestServer(desk.app()), cookie_jar=DummyCookieJar()) as opened:
        desk.opened(3000)
        yield opened


def visitor(client: TestClient[Any, Any], host: str = HERE) -> Visitor:
    return Visitor(Browser(client, GitHub.of()), host)


async def inside(house: House, client: TestClient[Any, Any], host: str = HERE) -> Visitor:
    """Somebody who opened the address from the terminal."""
    person = visitor(client, host)
    answer = await person.get(f"/setup?token={house.invitation.renew()}")
    assert (answer.status, answer.headers["Location"]) == (303, "/setup")
    return person


async def test_the_app_is_made_by_github_of_what_the_features_need(
    house: House, client: TestClient[Any, Any]
) -> None:
    person = await inside(house, client)
    page = html.unescape(await (await person.sends(organization="@acme")).text())
    assert 'action="https://github.com/organizations/acme/settings/apps/new?state=' in page
    manifest = json.loads(page.partition('name="manifest" value="')[2].partition('">')[0])
    assert manifest["name"] == "Helper"
    assert manifest["hook_attributes"] == {"url": f"https://{PUBLIC}/api/github/webhooks", "active": True}
    assert manifest["redirect_url"] == f"http://{HERE}/setup/created"
    assert manifest["default_permissions"]["issues"] == "write"
    assert manifest["default_permissions"]["contents"] == "read"
    assert manifest["public"] is False
    assert "issues" in manifest["default_events"]
    state = await person.state()
    done = await person.get(f"/setup/created?code=c1&state={state}")
    assert done.status == 200
    assert "/apps/x/installations/new" in await done.text()
    assert house.codes == [f"c1 https://{PUBLIC}"]


async def test_behind_a_proxy_the_cookie_goes_over_https_alone(
    house: House, client: TestClient[Any, Any]
) -> None:
    person = await inside(house, client, PUBLIC)
    (cookie,) = (await person.get(f"/setup?token={house.invitation.renew()}")).headers.getall("Set-Cookie")
    assert cookie.startswith("__Host-setup=")
    for attribute in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"):
        assert attribute in cookie
    assert (await person.sends()).status == 200


@pytest.mark.parametrize(
    "path", ["/setup", "/setup?token=", "/setup?token=guess", "/setup/created?code=c&state="]
)
async def test_without_the_address_from_the_terminal_nothing_is_shown(
    house: House, client: TestClient[Any, Any], path: str
) -> None:
    token = house.invitation.renew()
    answer = await visitor(client).get(path)
    text = await answer.text()
    assert answer.status == 403
    assert "<form" not in text
    assert token not in text
    assert house.codes == []


async def test_a_token_is_good_once_also_when_two_come_at_once(
    house: House, client: TestClient[Any, Any]
) -> None:
    token = house.invitation.renew()
    first, second = visitor(client), visitor(client)
    answers = await asyncio.gather(first.get(f"/setup?token={token}"), second.get(f"/setup?token={token}"))
    assert sorted(answer.status for answer in answers) == [303, 403]
    assert (await visitor(client).get(f"/setup?token={token}")).status == 403


async def test_it_ends_after_half_an_hour(house: House, client: TestClient[Any, Any]) -> None:
    token = house.invitation.renew()
    house.clock.set(house.clock.now() + LIFETIME)
    assert (await visitor(client).get(f"/setup?token={token}")).status == 403
    person = await inside(house, client)
    state = await person.state()
    house.clock.set(house.clock.now() + LIFETIME - timedelta(seconds=1))
    assert (await person.get("/setup")).status == 200
    house.clock.set(house.clock.now() + timedelta(seconds=1))
    assert (await person.get("/setup")).status == 403
    assert (await person.get(f"/setup/created?code=c&state={state}")).status == 403
    assert house.codes == []


async def test_a_name_that_somebody_else_leads_here_gets_nothing(
    house: House, client: TestClient[Any, Any]
) -> None:
    """DNS rebinding: the page of another site asks by its own name."""
    token = house.invitation.renew()
    answer = await visitor(client, "evil.example:3000").get(f"/setup?token={token}")
    assert answer.status == 421
    assert (await visitor(client).get(f"/setup?token={token}")).status == 303, "and the token is still good"


async def test_a_form_of_another_site_is_refused(house: House, client: TestClient[Any, Any]) -> None:
    person = await inside(house, client)
    for origin in ("https://evil.example", "null", "", "http://127.0.0.1:3001", f"https://{PUBLIC}"):
        assert (await person.sends(origin=origin)).status == 403
    assert (await person.sends(csrf="guess")).status == 403
    assert (await visitor(client).sends()).status == 403


async def test_an_answer_to_no_attempt_or_a_second_one_makes_nothing(
    house: House, client: TestClient[Any, Any]
) -> None:
    person = await inside(house, client)
    old = await person.state()
    state = await person.state()
    for wrong in (old, "guess", ""):
        assert (await person.get(f"/setup/created?code=c&state={wrong}")).status == 403
    assert (await visitor(client).get(f"/setup/created?code=c&state={state}")).status == 403
    house.slow.clear()
    both = [asyncio.ensure_future(person.get(f"/setup/created?code=c&state={state}")) for _ in range(2)]
    await asyncio.sleep(0.05)
    house.slow.set()
    assert sorted([(await answer).status for answer in both]) == [200, 403]
    assert len(house.codes) == 1


@pytest.mark.parametrize(
    ("trouble", "status"), [(NoAccess("no such code"), 400), (Unreachable("GitHub is away"), 503)]
)
async def test_a_github_that_makes_none_is_a_sentence_and_one_begins_again(
    house: House, client: TestClient[Any, Any], trouble: Exception, status: int
) -> None:
    person = await inside(house, client)
    house.refuses = trouble
    answer = await person.get(f"/setup/created?code=c&state={await person.state()}")
    assert answer.status == status
    house.refuses = None
    assert (await person.get(f"/setup/created?code=d&state={await person.state()}")).status == 200


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "1 to 34 characters"),
        ({"name": "x" * 35}, "1 to 34 characters"),
        ({"organization": "acme/x"}, "such as acme"),
        ({"public_url": "bot.example.org"}, "like https://bot.example.org"),
        ({"public_url": "javascript:alert(1)"}, "like https://bot.example.org"),
        ({"public_url": "https://user:word@bot.example.org"}, "like https://bot.example.org"),
        ({"public_url": "https://[::1"}, "like https://bot.example.org"),
    ],
)
async def test_what_cannot_be_is_a_sentence_on_the_form(
    house: House, client: TestClient[Any, Any], fields: dict[str, str], said: str
) -> None:
    person = await inside(house, client)
    page = html.unescape(await (await person.sends(**fields)).text())
    assert said in page
    assert "https://github.com" not in page


async def test_the_page_may_send_its_form_to_github_and_nowhere_else(
    house: House, client: TestClient[Any, Any]
) -> None:
    person = await inside(house, client)
    policy = (await person.sends()).headers["Content-Security-Policy"]
    assert "form-action 'self' https://github.com;" in policy
    assert "default-src 'none'" in policy
    shown = (await person.get("/setup")).headers
    assert "form-action 'self';" in shown["Content-Security-Policy"]
    assert shown["Cache-Control"] == "no-store"


async def test_all_else_says_what_to_do_and_a_platform_sees_it_lives(
    client: TestClient[Any, Any],
) -> None:
    answer = await visitor(client).get("/")
    assert answer.status == 404
    assert "Its terminal shows an address" in await answer.text()
    assert (await visitor(client, "10.0.0.1").get("/healthz")).status == 200
