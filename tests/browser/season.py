"""The demo's season, played once and served, for whoever looks at its pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bot.demo.community import END
from bot.demo.playback import Playback, open_playback, play
from bot.demo.scene import SceneContext
from bot.demo.season import season
from tests.harness.over_http.browser import HTML

COUNTING = "being counted"
"""What a page says until it has its numbers."""


@asynccontextmanager
async def played_season(folder: Path) -> AsyncIterator[Playback]:
    """What `demo --serve` serves, at the end of its season."""
    async with open_playback(folder / "demo.db") as playback:
        await play(playback, season(SceneContext(playback.github), 1), END, lambda _: None)
        yield playback


async def is_shown(visitor: aiohttp.ClientSession, url: str) -> bool:
    """Whether a visitor gets a page there, once its numbers are counted."""
    async with asyncio.timeout(30):
        while True:
            async with visitor.get(url, headers=HTML, allow_redirects=False) as answer:
                if answer.status != 200 or answer.content_type != "text/html":
                    return False
                if COUNTING not in await answer.text():
                    return True
            await asyncio.sleep(0.2)
