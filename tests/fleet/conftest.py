"""Workers of a test look more often, and log as in `serve`."""

import pytest

from bot import logs


@pytest.fixture(autouse=True)
def plain_log() -> None:
    """A traceback with all that is in sight would hold up the others for seconds."""
    logs.configure("INFO", "json")


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the time between two looks."""
    for name, seconds in (("EVERY", 0.1), ("OTHERS_EVERY", 0.5), ("CHECK_EVERY", 1.0)):
        monkeypatch.setattr(f"bot.engine.run.fleet.runner.{name}", seconds)
