"""What GitHub says is left, and what counts."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import VirtualClock
from bot.core import effects as fx
from bot.core.markdown import Markdown
from bot.github.limits import RateLimits
from tests.harness.in_process.client import NOON


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
