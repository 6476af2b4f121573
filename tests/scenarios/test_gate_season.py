"""A short season at the gate: what must not happen does not, and is seen where a rule is broken."""

from __future__ import annotations

import pytest

from bot.community.contributions.rules import GateOutcome, GateRule, Unmet
from handlers.contributions import gate
from tests.harness.in_process.gate_season import KINDS, play

pytestmark = pytest.mark.slow


async def test_a_short_season_has_no_faults_and_is_decided_alike_again() -> None:
    played = await play(len(KINDS), has_paths=False)
    assert played.faults.all == []
    assert played.faults.happened["opened with 0 + 1 requests"] >= 8
    assert played.different == ()
    assert played.faults.happened["remedies"] == 3
    assert played.faults.happened["reminders"] > 1


async def test_in_observe_mode_nothing_is_done() -> None:
    happened = (await play(len(KINDS), mode="observe")).faults.happened
    assert sum(count for kind, count in happened.items() if kind.endswith(": open")) == len(KINDS) - 1
    assert happened["draft: open draft"] == 1
    assert happened["reminders"] == 0


async def test_a_season_in_which_everything_waits_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing_passes(*_: object, **__: object) -> GateOutcome:
        return GateOutcome((Unmet(rule=GateRule.UNLINKED),))

    monkeypatch.setattr(gate, "gate_outcome", nothing_passes)
    faults = (await play(3)).faults
    assert faults.touched
    assert faults.late
