"""A server for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.harness.over_http.door import House, open_house


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A private server on a free port."""
    opened = await open_house()
    yield opened
    await opened.client.close()
