"""`stewardbot demo --serve` as somebody at a terminal has it, with a browser beside it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

READY = "Ctrl-C ends it."
PATIENCE = 60.0
"""Seconds of real time after which something that should happen never will."""


@dataclass
class ServedDemo:
    """A demo that was played and goes on; `said` is what stands on the terminal."""

    process: asyncio.subprocess.Process
    browser: aiohttp.ClientSession
    said: str = ""
    complained: str = ""
    url: str = field(default="", init=False)

    async def signs_in(self, login: str) -> None:
        """Choose on the simulated GitHub who one is."""
        await signs_in(self.browser, self.url, login)

    async def page(self, url: str) -> str:
        """What stands on a page; all of it as one line."""
        async with self.browser.get(url if "//" in url else self.url + url) as answer:
            assert answer.status == 200, url
            return " ".join((await answer.text()).split())

    async def presses(self, form: str) -> None:
        """Press the button of a form."""
        where = re.search(r'action="([^"]+)"', form)
        assert where, form
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
        async with self.browser.post(self.url + where[1], data=fields) as answer:
            assert answer.status == 200, await answer.text()


async def signs_in(browser: aiohttp.ClientSession, url: str, login: str) -> None:
    """Choose on the simulated GitHub who one is, and come back to the bot at `url`."""
    async with browser.get(f"{url}/login") as choice:
        assert f"login={login}" in await choice.text()
    async with browser.get(f"{choice.url}&login={login}") as answer:
        assert answer.status == 200, await answer.text()


def new_browser() -> aiohttp.ClientSession:
    """A browser that keeps the cookies of this machine's addresses."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


@asynccontextmanager
async def served_demo(out: Path, *options: str) -> AsyncIterator[ServedDemo]:
    """Play, serve, and end it with Ctrl-C: it ends well, and nothing is complained of."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--serve", "--out", str(out), *options),
        env=os.environ | {"NO_COLOR": "1", "COLUMNS": "300"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    errors = asyncio.create_task(process.stderr.read())
    try:
        async with new_browser() as browser:
            demo = ServedDemo(process, browser)
            async with asyncio.timeout(PATIENCE):
                while READY not in demo.said:
                    line = await process.stdout.readline()
                    assert line, (demo.said, await errors)
                    demo.said += line.decode()
            demo.url = re.findall(r"pages: (\S+)", demo.said)[0]
            yield demo
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(PATIENCE):
            assert await process.wait() == 0
            assert "Traceback" not in (await errors).decode()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
