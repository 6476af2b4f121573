"""A server for each test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from importlib import import_module
from importlib.util import find_spec

import pytest

from tests.harness.over_http.door import House, open_house

LoopFactory = Callable[[], asyncio.AbstractEventLoop]


def pytest_asyncio_loop_factories(item: pytest.Item) -> dict[str, LoopFactory]:
    """The standard loop, and that of the extra `fast` for the tests that name it."""
    factories: dict[str, LoopFactory] = {"asyncio": asyncio.new_event_loop}
    named = [name for mark in item.iter_markers("asyncio") for name in mark.kwargs.get("loop_factories", ())]
    if "uvloop" in named and find_spec("uvloop") is not None:
        factories["uvloop"] = import_module("uvloop").new_event_loop
    return factories


@pytest.fixture(params=["protocol", "aiohttp"])
def http(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A delivery is read by each of the two that can; where no head is short enough, all are aiohttp's."""
    if request.param == "aiohttp":
        monkeypatch.setattr("bot.web.webhook.protocol.LARGEST_HEAD", 0)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A private server on a free port."""
    opened = await open_house()
    yield opened
    await opened.client.close()
