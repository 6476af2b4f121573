"""What GitHub says is left, and what counts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.clock import SystemClock, VirtualClock
from bot.core import effects as fx
from bot.core.markdown import Markdown
from bot.github.limits import CHANGING, POINTS, READING, RateLimit, RateLimits
from tests.harness.in_process.client import NOON
from tests.harness.wall_clock import WallClock


def until(limits: RateLimits, scope: str, path: str) -> datetime | None:
    closed = limits.closed_until(scope, path)
    return closed.until if closed else None


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
        closed = {name for name, other in paths.items() if until(limits, "app", other) == reset}
        assert closed == {resource}


def test_no_minute_sees_more_points_than_github_bears_and_graphql_has_its_own() -> None:
    clock = VirtualClock(NOON)
    limits = RateLimits(clock, POINTS)
    path = "/repos/acme/widget/issues/1/labels"
    for _ in range(POINTS["core"] // CHANGING):
        assert limits.closed_until("installation:5", path) is None
        limits.spend("installation:5", path, CHANGING)
    assert until(limits, "installation:5", path) == NOON + timedelta(minutes=1)
    assert limits.closed_until("installation:5", "/graphql") is None
    assert limits.closed_until("installation:6", path) is None
    clock.advance(60)
    assert limits.closed_until("installation:5", path) is None, "a new minute"


def test_reading_costs_a_fifth_of_changing() -> None:
    clock = VirtualClock(NOON)
    limits = RateLimits(clock, POINTS)
    count = 0
    while limits.closed_until("app", "/app") is None:
        limits.spend("app", "/app", READING)
        count += 1
    assert count == POINTS["core"] - CHANGING + 1


@pytest.mark.parametrize("why", ["points of a minute", "a pause", "requests of an hour"])
def test_a_clock_that_is_put_back_silences_nobody(why: str) -> None:
    clock = WallClock(NOON)
    limits = RateLimits(clock, POINTS)
    match why:
        case "a pause":
            limits.close("app", NOON + timedelta(minutes=1))
        case "requests of an hour":
            limits.restore("app", "core", RateLimit(5000, 0, NOON + timedelta(minutes=1)))
        case _:
            for _ in range(POINTS["core"] // CHANGING):
                limits.spend("app", "/app", CHANGING)
    assert until(limits, "app", "/app") == NOON + timedelta(minutes=1)
    clock.jump(timedelta(days=-1).total_seconds())
    clock.advance(60)
    assert limits.closed_until("app", "/app") is None


def test_a_silence_that_github_asked_for_ends_at_one_moment_however_often_it_is_looked_at() -> None:
    clock = SystemClock()
    limits = RateLimits(clock)
    ends = clock.now() + timedelta(minutes=1)
    limits.close("installation:5", ends)
    assert {limits.closed["installation:5"] for _ in range(100)} == {ends}


def test_a_silence_that_has_ended_is_told_no_more() -> None:
    clock = VirtualClock(NOON)
    limits = RateLimits(clock)
    limits.close("installation:5", NOON + timedelta(minutes=1))
    limits.close("installation:6", NOON + timedelta(minutes=2))
    clock.advance(60)
    assert limits.closed == {"installation:6": NOON + timedelta(minutes=2)}


def test_few_requests_that_were_left_before_the_clock_was_put_back_are_not_saved_for_hours() -> None:
    clock = WallClock(NOON)
    limits = RateLimits(clock)
    few = RateLimit(5000, 40, NOON + timedelta(hours=1))
    limits.restore("installation:5", "core", few)
    assert limits.running("installation:5", "core") == few
    clock.jump(timedelta(hours=-5).total_seconds())
    assert limits.running("installation:5", "core") is None


@pytest.mark.parametrize("why", ["points of a minute", "a pause"])
def test_what_is_to_be_waited_for_is_always_to_come(why: str) -> None:
    clock = VirtualClock(NOON)
    for number in range(200):
        limits = RateLimits(clock, {"core": CHANGING, "graphql": CHANGING})
        clock.advance(4.427424 + number / 7)
        if why == "a pause":
            limits.close("app", clock.now() + timedelta(seconds=60))
        else:
            limits.spend("app", "/app", CHANGING)
        clock.advance(7.3)
        ends = until(limits, "app", "/app")
        while ends is not None:
            assert ends > clock.now()
            clock.advance((ends - clock.now()).total_seconds())
            ends = until(limits, "app", "/app")
