"""A short season of newcomers: what must never happen does not, and is seen where a rule is broken."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from bot.community.newcomers.claim_state import ClaimState, with_next_turn
from bot.services import suggestions
from bot.services.claims import claim_decision, take
from bot.services.claims.claim_decision import ClaimDecision
from handlers.claims import timers
from tests.harness.in_process.claim_season import Findings, play

pytestmark = pytest.mark.slow

Break = Callable[[pytest.MonkeyPatch], None]


async def short(stop_at: str = "") -> Findings:
    """Twelve days of twelve people and three issues."""
    return await play(people=12, issues=3, days=12, seed=14, stop_at=stop_at)


async def test_a_short_season_has_no_faults() -> None:
    found = await short()
    assert found.faults == 0, found
    assert found.happened["claimed"] > 3
    assert found.happened["waited"] > 1
    assert found.happened["turns"] > 1
    assert found.happened["fell silent"] > 0


def offers_are_kept_for_nobody(broken: pytest.MonkeyPatch) -> None:
    async def never(*_: Any) -> bool:
        return False

    count = itertools.count()
    broken.setattr(suggestions, "_is_offered", never)
    broken.setattr(suggestions, "_offer", lambda *_: suggestions.OFFER.of(next(count)))


def an_issue_is_never_busy(broken: pytest.MonkeyPatch) -> None:
    async def never(*_: Any) -> bool:
        return False

    broken.setattr(take, "_is_busy", never)


def time_does_not_pass(broken: pytest.MonkeyPatch) -> None:
    broken.setattr(timers, "apply_expiry", lambda *_, **__: None)


def claims_are_renewed_by_nothing(broken: pytest.MonkeyPatch) -> None:
    def anew(found: ClaimDecision, **_: Any) -> None:
        for each in found.state.holders:
            found.renew(each.id)

    broken.setattr(timers, "apply_expiry", anew)


def the_last_comes_first(broken: pytest.MonkeyPatch) -> None:
    def passed(held: ClaimState, *args: Any, **named: Any) -> ClaimState:
        turned = held.model_copy(update={"waiting": held.waiting[::-1]})
        after = with_next_turn(turned, *args, **named)
        return after.model_copy(update={"waiting": after.waiting[::-1]})

    broken.setattr(claim_decision, "with_next_turn", passed)


def every_day_is_quiet(broken: pytest.MonkeyPatch) -> None:
    broken.setattr(ClaimDecision, "may_comment_today", property(lambda _: True))


@pytest.mark.parametrize(
    ("break_it", "fault"),
    [
        (offers_are_kept_for_nobody, "double_offers"),
        (an_issue_is_never_busy, "doubly_held"),
        (time_does_not_pass, "released_late"),
        (claims_are_renewed_by_nothing, "released_late"),
        (the_last_comes_first, "out_of_turn"),
        (every_day_is_quiet, "too_many_words"),
    ],
)
async def test_a_season_in_which_a_rule_is_broken_shows_it(
    monkeypatch: pytest.MonkeyPatch, break_it: Break, fault: str
) -> None:
    break_it(monkeypatch)
    assert getattr(await short(stop_at=fault), fault) > 0
