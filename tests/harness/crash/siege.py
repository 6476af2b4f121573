"""A siege: life after life of a mortal bot over one database file, while a community goes on writing.

GitHub stands through all of it, and it is slow: a write is applied a while after it was sent, also when
whoever sent it has died meanwhile. At the end everything that was acknowledged must have led to its one
answer, in the order in which it was asked.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import sys
from collections import Counter, deque
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Self

import aiohttp

from bot.clock import SystemClock
from fakegithub import GitHub, Reply, Server, Webhook
from tests.harness import new_database
from tests.harness.crash.mortal import POINTS, SECRET, Orders
from tests.harness.worlds import WIDGET, acme

PATIENCE = 6.0
"""Seconds of real time after which a life that did not reach its point is ended all the same."""
LATENESS = 0.12
"""A write is applied up to so many seconds after it was sent."""
WORLD = acme(
    {
        "name": WIDGET,
        "collaborators": {"alice": "admin", "bob": "write"},
        "labels": ["bug", "kind/bug"],
        "files": {".github/stewardbot.yml": "mode: act\nlabels: {}\n"},
    }
)


@dataclass
class Toll:
    """What a siege did and what it cost."""

    kills: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    stops: int = 0
    """How often one was stopped past its lease, and went on."""
    unfinished: int = 0
    """Kills that left something undone behind them."""
    documents: int = 0
    """GraphQL documents that were sent."""
    asked: int = 0
    set_aside: int = 0
    """Over these the process died three times; `replay GUID --apply` would try them again."""
    lost: int = 0
    doubled: int = 0
    disordered: int = 0

    @property
    def killed(self) -> int:
        """How often the bot died at the point it was to die at."""
        return sum(self.kills.values())


class Late:
    """GitHub, applying writes late: also those whose sender is gone."""

    def __init__(self, github: GitHub, random: Random) -> None:
        self._handle = github.api.handle
        self._random = random

    async def handle(
        self, method: str, path_with_query: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Reply:
        """See `Api.handle`."""
        if method == "POST" and path_with_query.endswith(("/comments", "/graphql")):
            await asyncio.sleep(self._random.random() * LATENESS)
        return await self._handle(method, path_with_query, headers, body)


class Siege:
    """Use as an async context manager.

    `unsafe` switches a safeguard of the bot off; with `is_deaf` the bot does not hear of what it did itself;
    with `batches` it writes by GraphQL documents.
    """

    def __init__(
        self,
        folder: Path,
        seed: int,
        *,
        unsafe: str = "",
        is_deaf: bool = False,
        url: str = "",
        batches: bool = False,
    ) -> None:
        self._is_deaf, self._batches = is_deaf, batches
        self._random = Random(seed)
        self._file = folder / "siege.db"
        self._url = url or f"sqlite+aiosqlite:///{self._file}"
        self._unsafe = unsafe
        self._mail: deque[Webhook] = deque()
        self._number = 0
        self._questions: dict[str, str] = {}
        """What each of them asks, by the GUID of its delivery."""
        self.toll = Toll()

    async def __aenter__(self) -> Self:
        self._github = GitHub.of(WORLD, clock=SystemClock().now, secret=SECRET)
        late = Late(self._github, self._random)
        self._github.api.handle = late.handle  # type: ignore[method-assign]
        self._server = Server(self._github)
        await self._server.start()
        new_database.make(self._url)
        self._nursery = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.harness.crash.nursery",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        assert self._nursery.stdin is not None
        self._nursery.stdin.close()
        await self._nursery.wait()
        await self._server.stop()

    async def _tell(self, said: dict[str, Any]) -> int:
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(json.dumps(said).encode() + b"\n")
        await self._nursery.stdin.drain()
        return int(await self._nursery.stdout.readline())

    async def lives(self, point: str, after: int = 1) -> None:
        """One life that is to end at `point`; an empty point: it lives until all is done."""
        port = free_port()
        orders = Orders(
            url=self._url,
            api_url=self._server.url,
            app_id=self._github.state.app.id,
            port=port,
            point=point,
            after=after,
            unsafe=self._unsafe,
            batches=self._batches,
        )
        pid = await self._tell(asdict(orders))
        if point:
            self._community_writes()
        door = f"http://127.0.0.1:{port}/api/github/webhooks"
        quiet, until = 0, asyncio.get_running_loop().time() + (PATIENCE if point else 60.0)
        while is_alive(pid) and asyncio.get_running_loop().time() < until:
            self._collects()
            if not await self._posts(door):
                await asyncio.sleep(0.02)
            quiet = quiet + 1 if not self._mail and not self._open() else 0
            if quiet > 5:
                break
        died = not is_alive(pid)
        if not died:
            os.kill(pid, signal.SIGKILL)
        await self._tell({"bury": pid})
        if point:
            (self.toll.kills if died else self.toll.missed)[point] += 1
            self.toll.unfinished += died and (self._open() > 0 or bool(self._mail))

    def _community_writes(self) -> None:
        self._number += 1
        reporter, asker = f"reporter{self._number}", self._github.person("bob")
        if self._number % 2:
            self._github.person("alice").creates_repository(f"acme/r{self._number}")
        for _ in range(2):
            issue = self._github.person(reporter).opens_issue(WIDGET, "Something", "It is something.")
            for _ in range(3):
                self.toll.asked += 1
                asker = self._github.person(f"asker{self.toll.asked // 40}")
                asker.comments(WIDGET, issue, f"/kind nope-{self.toll.asked:05}")

    def _collects(self) -> None:
        """Take what GitHub has to say."""
        bot = self._github.state.app.bot.login
        for each in self._github.webhooks:
            is_own = each.payload["sender"]["login"] == bot
            if not is_own and each.event == "issue_comment":
                self._questions[each.guid] = each.payload["comment"]["body"].split()[-1]
            if not (is_own and self._is_deaf):
                self._mail.append(each)
        self._github.webhooks.clear()

    async def _posts(self, door: str) -> bool:
        """Post what GitHub has to say, again and again until it is acknowledged."""
        posted = False
        while self._mail:
            webhook = self._mail[0]
            try:
                async with self._session.post(
                    door, data=webhook.body, headers=webhook.headers(SECRET, self._github.state.app.id)
                ) as answer:
                    if answer.status != 202:
                        return posted
            except (aiohttp.ClientError, TimeoutError):
                return posted
            self._mail.popleft()
            posted = True
        return posted

    def _open(self) -> int:
        """Rows of work that is not done."""
        return self._count(
            "SELECT count(*) FROM deliveries WHERE state = 'new'",
            "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'intent')",
            "SELECT count(*) FROM timers WHERE state = 'waiting' AND feature = 'engine'",
        )

    def _count(self, *queries: str) -> int:
        return sum(int(row[0]) for query in queries for row in self._rows(query))

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as database:
            return database.execute(query).fetchall()

    async def ends(self) -> Toll:
        """Let the bot finish in peace, then count what was lost, doubled or out of order."""
        await self.lives("")
        return self.counts()

    def counts(self) -> Toll:
        """Count what was lost, doubled or out of order."""
        repository = self._github.state.repository(WIDGET)
        assert repository is not None
        bot = self._github.state.app.bot.login
        seen: Counter[str] = Counter()
        for issue in repository.issues.values():
            bodies = [c.body for c in issue.comments.values() if c.author and c.author.login == bot]
            answered = [
                name for body in bodies for name in dict.fromkeys(re.findall(r"`kind/(nope-\d+)`", body))
            ]
            seen.update(answered)
            first = list(dict.fromkeys(answered))
            self.toll.disordered += first != sorted(first)
        self.toll.doubled = sum(count - 1 for count in seen.values())
        self.toll.documents = self._github.api.count("POST", "/graphql$", writes=True)
        set_aside = self._rows("SELECT guid FROM deliveries WHERE outcome = 'set aside'")
        self.toll.set_aside = len(set_aside)
        told = {self._questions[guid] for (guid,) in set_aside if guid in self._questions}
        self.toll.lost = self.toll.asked - len(seen.keys() | told)
        return self.toll


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_alive(pid: int) -> bool:
    return state_of(pid) != "Z"


def state_of(pid: int) -> str:
    """The kernel's letter for what a process does: T is stopped, Z is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "Z"


async def besiege(
    folder: Path,
    seed: int,
    kills: int,
    *,
    unsafe: str = "",
    is_deaf: bool = False,
    points: tuple[str, ...] = POINTS,
    batches: bool = False,
) -> Toll:
    """`kills` lives, each doomed at a point drawn by the seed, then peace."""
    random = Random(f"{seed}:points")
    async with Siege(folder, seed, unsafe=unsafe, is_deaf=is_deaf, batches=batches) as siege:
        for number in range(kills):
            point = points[number % len(points)]
            # Recovery and first sync come about once a life.
            await siege.lives(point, after=1 if point.startswith("in ") else random.choice((1, 1, 2, 4)))
        return await siege.ends()
