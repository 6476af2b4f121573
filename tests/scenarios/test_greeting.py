"""Whoever is new is welcomed once, and nobody else ever, whatever comes in whatever order.

STEWARDBOT_EXAMPLES=10000 plays as many histories as that (about a quarter of an hour).
"""

from __future__ import annotations

import pytest

from tests.harness.examples import examples
from tests.harness.in_process.greeting_history import History

pytestmark = pytest.mark.slow

HISTORIES = examples(24)


async def test_each_newcomer_is_greeted_once_and_nobody_else_ever() -> None:
    greetings, wrong = 0, {}
    for seed in range(HISTORIES):
        history = History(seed)
        if faults := await history.live():
            wrong[seed] = [*history.told, *faults]
        greetings += history.greetings
    assert not wrong, f"of {sorted(wrong)}:\n" + "\n".join(next(iter(wrong.values())))
    assert greetings > HISTORIES
