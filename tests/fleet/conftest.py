"""Workers log as in `serve`: a traceback with all that is in sight would hold up the others for seconds."""

import pytest

from bot import logs


@pytest.fixture(autouse=True)
def plain_log() -> None:
    """As on a server."""
    logs.configure("INFO", "json")
