"""The client's tests whose every request is tried under each version of GitHub's API."""

from __future__ import annotations

import pytest

from bot.github.connection import API_VERSION, OLDER_API_VERSION
from tests.harness.in_process import client


@pytest.fixture(params=[API_VERSION, pytest.param(OLDER_API_VERSION, marks=pytest.mark.slow)])
def each_version(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A GitHub that knows this version alone."""
    monkeypatch.setattr(client, "SPOKEN", request.param)
