"""Browsers of people at the pages of a bot, which lives over a simulated GitHub in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.backstage import page_backstage, sign_in_parts
from bot.github.tokens import AppTokens
from bot.web.server import make_app
from bot.web.site import Site
from fakegithub import GitHub
from fakegithub.people.person import Person
from tests.harness.in_process.story import Story
from tests.harness.over_http.door import MemoryStore

PUBLIC_URL = "https://bot.example.org"
SESSION_SECRET = "a-secret-of-the-sessions-of-the-test"
HTML = {"Accept": "text/html"}


@dataclass
class Browser:
    """One browser: it keeps cookies, and follows no redirect unasked."""

    client: TestClient[Any, Any]
    github: GitHub
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)
    """What the last answer said about cookies, as it stood in its head."""

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> ClientResponse:
        """Ask for a page."""
        return await self.send("GET", path, headers or {}, None)

    async def post(
        self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> ClientResponse:
        """Send a form."""
        return await self.send("POST", path, headers or {}, dict(fields))

    async def begins(self, next: str = "/") -> dict[str, str]:
        """Begin to sign in; what GitHub is sent."""
        answer = await self.get(f"/login?next={next}")
        assert answer.status == 303, await answer.text()
        return {
            name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()
        }

    async def consents(self, login: str, sent: Mapping[str, str]) -> dict[str, str]:
        """Consent on GitHub; what it sends back."""
        self.github.person(login)
        query = "&".join(f"{name}={value}" for name, value in {**sent, "login": login}.items())
        reply = await self.github.api.handle("GET", f"/login/oauth/authorize?{query}", {}, b"")
        assert reply.status == 302, reply.body
        return {
            name: values[0] for name, values in parse_qs(urlsplit(reply.headers["location"]).query).items()
        }

    async def comes_back(self, answer: Mapping[str, str]) -> ClientResponse:
        """Bring GitHub's answer."""
        return await self.get("/callback?" + "&".join(f"{name}={value}" for name, value in answer.items()))

    async def signs_in(self, login: str, next: str = "/") -> ClientResponse:
        """Do all of it."""
        return await self.comes_back(await self.consents(login, await self.begins(next)))

    async def csrf(self) -> str:
        """The token of this browser's forms, as pages show it."""
        text = await (await self.get("/", HTML)).text()
        return text.partition('name="csrf" value="')[2].partition('"')[0]

    async def send(self, method: str, path: str, headers: Mapping[str, str], data: Any) -> ClientResponse:
        """Send a request as it is."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {**({"Cookie": cookie} if cookie else {}), **headers}
        answer = await self.client.request(method, path, headers=sent, data=data, allow_redirects=False)
        self.set_cookies = answer.headers.getall("Set-Cookie", [])
        for line in self.set_cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer


@dataclass
class Pages:
    """The pages of a bot, and all who look at them."""

    client: TestClient[Any, Any]
    story: Story
    secrets: tuple[str, ...]

    @property
    def github(self) -> GitHub:
        """The GitHub behind it."""
        return self.story.github

    def person(self, login: str) -> Person:
        """Somebody on GitHub."""
        return self.story.person(login).alone

    def browser(self) -> Browser:
        """A browser without any cookies."""
        return Browser(self.client, self.github)

    async def signed_in(self, login: str) -> Browser:
        """A browser in which somebody signed in."""
        browser = self.browser()
        answer = await browser.signs_in(login)
        assert answer.status == 303, await answer.text()
        return browser


def query_of(address: str) -> dict[str, str]:
    """The query of an address; each name once."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@asynccontextmanager
async def open_pages(
    story: Story,
    *,
    public: bool = False,
    public_url: str | None = PUBLIC_URL,
    secrets: tuple[str, ...] = (SESSION_SECRET,),
    more: Callable[[web.Application], None] = lambda app: None,
) -> AsyncIterator[Pages]:
    """Serve the pages of a story's bot, and what `more` adds."""
    app, connection = story.github.state.app, story.bot.github.connection
    tokens = story.bot.github.tokens
    assert isinstance(tokens, AppTokens)
    parts = sign_in_parts(
        connection,
        tokens,
        web_url="https://github.com",
        client_id=app.client_id,
        client_secret=app.client_secret,
        public_url=public_url,
        secrets=secrets,
    )
    store = MemoryStore()
    server = make_app(
        inbox=story.bot.inbox,
        readiness=store,
        numbers=store,
        clock=story.clock,
        webhook_secret="a-secret-of-the-test",
        site=Site(
            story.clock,
            partial(page_backstage, story.database, parts),
            public_dashboard=public,
            public_url=public_url,
        ),
    )
    more(server)
    async with TestClient(TestServer(server)) as client:
        yield Pages(client, story, secrets)
