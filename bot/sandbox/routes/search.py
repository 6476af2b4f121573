"""Search over issues and pull requests."""

from __future__ import annotations

from bot.sandbox import searching
from bot.sandbox.payloads import issues
from bot.sandbox.routes.issues import SORTS
from bot.sandbox.routing import Call, Reply, route


@route("GET", "/search/issues")
def search_issues(call: Call) -> Reply:
    """What fits the query `q`, by `sort` and `order`; newest first unless they say otherwise."""
    found = searching.search(call.state, call.caller, call.query.get("q", ""))
    key = SORTS.get(call.query.get("sort", ""), SORTS["created"])
    found.sort(key=key, reverse=call.query.get("order") != "asc")
    return call.page(
        found,
        lambda each: {**issues.issue(call.state, each), "score": 1.0},
        total_count=len(found),
        incomplete_results=False,
        search_type="lexical",
        items=...,
    )
