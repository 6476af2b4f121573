"""A delivery that takes the process with it three times is set aside, and only that one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.clock import VirtualClock
from bot.core.states import OperatorMode
from bot.operations import diagnostics
from bot.operations.replay_request import ReplayRequest, queue_different, replay_requested
from bot.store import dead_work, inbox
from bot.store.database import Database
from tests.harness.crash.killer import KILLED, SAID
from tests.store.conftest import NOW

pytestmark = pytest.mark.slow


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Callable[[str], int]]:
    """Live once more, the first time as `first`; the exit code."""
    words = [sys.executable, "-m", "tests.harness.crash.killer", str(tmp_path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:  # noqa: S603  our own
        stdin, stdout = nursery.stdin, nursery.stdout
        assert stdin is not None
        assert stdout is not None

        def live(which: str) -> int:
            stdin.write(f"{which}\n")
            stdin.flush()
            return int(stdout.readline())

        yield live
        stdin.close()


async def test_what_kills_three_times_is_set_aside_and_nothing_else_is_lost(
    tmp_path: Path, life: Callable[[str], int]
) -> None:
    assert [life("first"), life("again"), life("again")] == [KILLED] * 3
    assert life("again") == 0
    said = json.loads((tmp_path / SAID).read_text())
    assert said["ready"]["dead"] == {"set aside": 1}
    assert 'stewardbot_deliveries{state="set aside"} 1.0' in said["metrics"]

    async with Database(f"sqlite:///{tmp_path}/town.db", VirtualClock(NOW)) as db:
        stored = await db.read(lambda conn: inbox.since(conn, NOW.replace(year=2000)))
        by_outcome: dict[str | None, list[inbox.Delivery]] = {}
        for delivery in stored:
            by_outcome.setdefault(delivery.outcome, []).append(delivery)
        (aside,) = by_outcome["set aside"]
        assert json.loads(aside.payload)["issue"]["title"] == "kill"
        assert (aside.state, aside.attempts) == ("dead", 3)
        assert aside.reason == "the process died 3 times while it was being decided"
        assert len(by_outcome["acted"]) == 3, "the two others, and the command behind it in its lane"
        assert {each.state for each in stored} == {"done", "dead"}

        finding = diagnostics.dead_deliveries(await db.read(dead_work.dead_deliveries))
        assert (finding.state, finding.statement) == ("doubt", "1 set aside")
        assert f"stewardbot replay {aside.guid} --apply" in finding.fix
        report = await replay_requested(db, ReplayRequest([aside.guid]), OperatorMode.ACT)
        assert await queue_different(db, report) == 1
    assert [life("again"), life("again")] == [KILLED] * 2, "and it has its three tries again"
