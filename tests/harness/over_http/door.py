"""GitHub's side of the door: signs and posts, over real HTTP."""

from __future__ import annotations

import asyncio
import io
import json
import uuid
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientResponse, ClientSession, CookieJar

from bot.clock import VirtualClock
from bot.store.backlog import Backlog, WaitReason
from bot.store.inbox import Arrival
from bot.web.server import listen, make_app
from fakegithub.webhooks.webhook import signature

SECRET = "a secret of some length"
PATH = "/api/github/webhooks"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass
class MemoryInbox:
    """An inbox that forgets with the process; `trouble` is raised instead of storing."""

    arrivals: dict[str, Arrival] = field(default_factory=dict)
    trouble: Exception | None = None
    gate: asyncio.Event | None = None
    settled: asyncio.Event = field(default_factory=asyncio.Event)

    async def put(self, arrival: Arrival, /) -> bool:
        """Store; while there is a gate, only once it opens."""
        if self.gate is not None:
            await self.gate.wait()
        self.settled.set()
        if self.trouble is not None:
            raise self.trouble
        if arrival.guid in self.arrivals:
            return False
        self.arrivals[arrival.guid] = arrival
        return True


@dataclass
class MemoryStore:
    """What the store says about itself; nothing at all while there is a gate that is shut."""

    head: bool = True
    oldest: datetime | None = None
    effects: dict[WaitReason, int] = field(default_factory=dict)
    pauses: dict[str, int] = field(default_factory=dict)
    trouble: Exception | None = None
    gate: asyncio.Event | None = None
    numbers: dict[str, dict[str, int]] = field(default_factory=dict)
    looks: int = 0

    async def at_head(self) -> bool:
        self.looks += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.trouble is not None:
            raise self.trouble
        return self.head

    async def backlog(self) -> Backlog:
        return Backlog(self.effects, self.pauses, self.oldest, None)

    async def counts(self) -> Mapping[str, Mapping[str, int]]:
        if self.trouble is not None:
            raise self.trouble
        return self.numbers


@dataclass
class Client:
    """Somebody who asks the server on a port; `close` ends both."""

    port: int
    session: ClientSession
    stack: AsyncExitStack

    async def get(self, path: str, **more: Any) -> ClientResponse:
        """Ask for a page."""
        return await self.session.get(path, **more)

    async def post(self, path: str, **more: Any) -> ClientResponse:
        """Send something."""
        return await self.session.post(path, **more)

    async def close(self) -> None:
        """Leave, and close the server."""
        await self.stack.aclose()


@dataclass
class House:
    """A running server with everything around it in plain sight."""

    client: Client
    inbox: MemoryInbox
    store: MemoryStore
    nudges: list[int]
    clock: VirtualClock

    async def post(
        self,
        payload: object = None,
        *,
        body: bytes | None = None,
        event: str | None = "issues",
        guid: str | None = "",
        headers: Mapping[str, str | None] | None = None,
        secret: str = SECRET,
    ) -> ClientResponse:
        """Send a signed delivery; `headers` overrule (None leaves one out)."""
        raw = json.dumps(payload).encode() if body is None else body
        sent: dict[str, str | None] = {
            "Content-Type": "application/json",
            "X-GitHub-Event": event,
            "X-GitHub-Delivery": guid if guid != "" else str(uuid.uuid4()),
            "X-Hub-Signature-256": signature(raw, secret),
            **(headers or {}),
        }
        return await self.client.post(
            PATH,
            data=io.BytesIO(raw),
            headers={name: value for name, value in sent.items() if value is not None},
        )


def sign(body: bytes, secret: str = SECRET) -> str:
    """The signature GitHub puts on a body."""
    return signature(body, secret)


async def open_house(**settings: Any) -> House:
    """Start a server; its client must be closed by the caller."""
    inbox, store, nudges, clock = MemoryInbox(), MemoryStore(), [], VirtualClock(START)
    app = make_app(
        inbox=inbox,
        readiness=store,
        numbers=store,
        clock=clock,
        on_stored=lambda: nudges.append(len(inbox.arrivals)),
        **{"webhook_secret": SECRET, **settings},
    )
    stack = AsyncExitStack()
    port = await stack.enter_async_context(listen(app, "127.0.0.1", 0))
    session = ClientSession(f"http://127.0.0.1:{port}", cookie_jar=CookieJar(unsafe=True))
    await stack.enter_async_context(session)
    return House(Client(port, session, stack), inbox, store, nudges, clock)


def ago(seconds: float) -> datetime:
    """An instant before the start."""
    return START - timedelta(seconds=seconds)
