"""Search over issues and pull requests."""

from __future__ import annotations

from fakegithub.http.routing import Call, Reply, route
from fakegithub.payloads import issues
from fakegithub.routes.issues import SORTS
from fakegithub.state import search


@route("GET", "/search/issues")
def search_issues(call: Call) -> Reply:
    """What fits the query `q`, by `sort` and `order`; newest first unless they say otherwise."""
    found = search.search(call.state, call.caller, call.query.get("q", ""))
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
