"""The simulated GitHub by its two faces, over HTTP and in process, with somebody who listens at the wire."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import aiohttp
import jwt
from aiohttp import web
from jwt.types import Options

from bot.clock import VirtualClock
from bot.github.connection import API_VERSION, OLDER_API_VERSION, Connection
from bot.github.service import GitHubService
from bot.github.tokens import AppTokens
from bot.github.transport import Answer, HttpTransport, InProcessTransport, Transport
from bot.simulation.simulation import throwaway_key
from fakegithub import GitHub, Server
from tests.contract.description import Exchange
from tests.contract.world import NOON, WORLD

InterfaceName = Literal["in process", "over HTTP"]
INTERFACES: tuple[InterfaceName, ...] = ("in process", "over HTTP")
VERSIONS: dict[InterfaceName, str] = {"in process": API_VERSION, "over HTTP": OLDER_API_VERSION}
"""Each face is asked by our client in one version of the API, so that both are tried."""
WITHIN = 20.0
UNCHECKED: Options = {"verify_exp": False, "verify_iat": False}
"""Of a JWT: its times are those of a virtual clock."""


@dataclass
class Wire:
    """A transport that keeps what passes."""

    transport: Transport
    passed: list[Exchange] = field(default_factory=list)

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, within: float
    ) -> Answer:
        """See `Transport`."""
        answer = await self.transport.send(method, url, headers, body, within)
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        exchange = Exchange(method, path, body, answer.status, dict(answer.headers), answer.body)
        self.passed.append(exchange)
        return answer


@dataclass
class Interface:
    """A fresh simulated GitHub and the bot's side of the wire."""

    name: InterfaceName
    github: GitHub
    clock: VirtualClock
    wire: Wire
    tokens: AppTokens
    service: GitHubService
    _server: Server | None
    _heard: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def installation(self) -> int:
        """The App's installation on acme."""
        installation = self.github.state.installation("acme")
        assert installation is not None
        return installation.id

    async def ask(self, method: str, path: str, body: object = None, authorization: str = "") -> Exchange:
        """One request as anybody could make it."""
        sent = b"" if body is None else json.dumps(body).encode()
        headers = {"authorization": authorization} if authorization else {}
        await self.wire.send(method, f"{self.github.state.api_url}{path}", headers, sent, WITHIN)
        return self.wire.passed[-1]

    async def webhooks(self) -> list[tuple[str, dict[str, Any]]]:
        """All webhooks that wait, as a receiver hears them."""
        if self._server is None:
            waiting = self.github.webhooks
            return [
                (webhook.event, webhook.payload)
                for webhook in (waiting.popleft() for _ in range(len(waiting)))
            ]
        await self._server.deliver_all()
        heard, self._heard[:] = list(self._heard), []
        return heard


@asynccontextmanager
async def facing(name: InterfaceName) -> AsyncIterator[Interface]:
    """A simulated GitHub as long as the block runs."""
    clock = VirtualClock(NOON)
    github = GitHub.of(WORLD, clock=clock.now, verify_jwt=_ours)
    if name == "in process":
        yield _face(name, github, clock, InProcessTransport(github.api.handle), None)
        return
    server, heard = Server(github), _Receiver(github.secret)
    await server.start()
    async with aiohttp.ClientSession() as session, heard.listening() as server.webhook_url:
        yield _face(name, github, clock, HttpTransport(session), server, heard.heard)
    await server.stop()


def _face(
    name: InterfaceName,
    github: GitHub,
    clock: VirtualClock,
    transport: Transport,
    server: Server | None,
    heard: list[tuple[str, dict[str, Any]]] | None = None,
) -> Interface:
    wire = Wire(transport)
    connection = Connection(wire, clock, api_url=github.state.api_url)
    connection.api_version = VERSIONS[name]
    tokens = AppTokens(connection, github.state.app.id, throwaway_key())
    service = GitHubService(connection, tokens)
    return Interface(name, github, clock, wire, tokens, service, server, heard if heard is not None else [])


def _ours(token: str) -> bool:
    """Whether a JWT is signed with the App's key, as GitHub would find out."""
    try:
        jwt.decode(token, throwaway_key().public_key(), algorithms=["RS256"], options=UNCHECKED)
    except jwt.InvalidTokenError:
        return False
    return True


class _Receiver:
    """Hears webhooks over HTTP, and believes only those that are signed."""

    def __init__(self, secret: str) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self._secret = secret.encode()

    async def _hear(self, request: web.Request) -> web.Response:
        body = await request.read()
        signed = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        if request.headers["X-Hub-Signature-256"] != f"sha256={signed}":
            return web.Response(status=401)
        self.heard.append((request.headers["X-GitHub-Event"], json.loads(body)))
        return web.Response(status=202)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """The address to send to."""
        app = web.Application(client_max_size=2**25)
        app.router.add_post("/", self._hear)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
        finally:
            await runner.cleanup()
