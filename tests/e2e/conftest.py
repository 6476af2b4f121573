"""A town for each test, and no log: what went wrong is in the database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.harness.over_http.town import Town


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    """Tracebacks are beautiful and take seconds to draw."""
    with capture_logs():
        yield


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """The ordinary one: one repository, triage and welcome on, the bot acting."""
    async with Town(tmp_path) as town:
        yield town
