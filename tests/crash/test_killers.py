"""A delivery that takes the process with it three times is set aside, and only that one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.clock import VirtualClock
from bot.core.states import OperatorMode
from bot.operations import diagnostics
from bot.operations.replay_request import ReplayRequest, queue_different, replay_requested
from bot.store import given_up, inbox
from bot.store.database import Database
from tests.harness.crash.killer import KILLED
from tests.store.conftest import NOW

pytestmark = pytest.mark.slow


def life(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "tests.harness.crash.killer", str(folder), *more]
    return subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603  our own


async def test_what_kills_three_times_is_set_aside_and_nothing_else_is_lost(tmp_path: Path) -> None:
    ends = [life(tmp_path, "first"), life(tmp_path), life(tmp_path)]
    assert [end.returncode for end in ends] == [KILLED] * 3, ends[-1].stderr
    last = life(tmp_path)
    assert last.returncode == 0, last.stderr
    said = json.loads(last.stdout.splitlines()[-1])
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

        finding = diagnostics.given_up(await db.read(given_up.dead_deliveries))
        assert (finding.state, finding.statement) == ("doubt", "1 set aside")
        assert f"stewardbot replay {aside.guid} --apply" in finding.fix
        report = await replay_requested(db, ReplayRequest([aside.guid]), OperatorMode.ACT)
        assert await queue_different(db, report) == 1
    assert life(tmp_path).returncode == KILLED, "and it has its three tries again"
    assert life(tmp_path).returncode == KILLED
