"""A town for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.town import Town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """The ordinary one: one repository, triage and welcome on, the bot acting."""
    async with Town(tmp_path) as town:
        yield town
