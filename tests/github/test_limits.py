"""Our own tempo for created content, below GitHub's ceilings, and what GitHub says is left."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import VirtualClock
from bot.core import effects as fx
from bot.core.markdown import Markdown
from bot.github.limits import Pace, RateLimits
from tests.harness.in_process.client import NOON


def hurry(pace: Pace, clock: VirtualClock, count: int, installation: int = 1) -> float:
    """Create as many as possible as fast as allowed; the seconds it took."""
    began = clock.monotonic()
    for _ in range(count):
        clock.advance(pace.wait(installation))
        assert pace.wait(installation) == 0
        pace.took(installation)
    return clock.monotonic() - began


def test_a_few_go_at_once_and_many_leave_a_second_between_them() -> None:
    clock = VirtualClock(NOON)
    pace = Pace(clock)
    assert hurry(pace, clock, 10) == 0
    assert hurry(pace, clock, 20) == 20


def test_no_minute_and_no_hour_sees_more_than_githubs_ceilings() -> None:
    clock = VirtualClock(NOON)
    pace = Pace(clock, gap=0)
    assert hurry(pace, clock, 80) == 0
    assert pace.wait(1) == 60
    assert hurry(pace, clock, 420) == 6 * 60
    assert pace.wait(1) == 3600 - 360


def test_one_installation_does_not_slow_another() -> None:
    clock = VirtualClock(NOON)
    pace = Pace(clock)
    hurry(pace, clock, 30)
    assert pace.wait(1) > 0
    assert pace.wait(2) == 0


def test_what_counts_as_created() -> None:
    assert fx.PostComment(subject="a/b#1", body=Markdown("x")).creates
    assert not fx.AddLabels(subject="a/b#1", labels=("x",)).creates


def test_each_budget_of_githubs_is_spent_by_itself() -> None:
    paths = {
        "core": "/rate",
        "search": "/search/issues",
        "code_search": "/search/code",
        "graphql": "/graphql",
    }
    reset = NOON + timedelta(minutes=10)
    spent = {"limit": "30", "remaining": "0", "reset": str(reset.timestamp())}
    for resource, path in paths.items():
        limits = RateLimits(VirtualClock(NOON))
        headers = {f"x-ratelimit-{name}": value for name, value in spent.items()}
        limits.learn("app", path, headers | {"x-ratelimit-resource": resource})
        closed = {name for name, other in paths.items() if limits.closed_until("app", other) == reset}
        assert closed == {resource}
