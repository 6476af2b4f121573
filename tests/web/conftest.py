"""A server for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.harness.over_http.door import House, open_house


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
