"""Search over issues and pull requests.

https://docs.github.com/en/rest/search/search#search-issues-and-pull-requests
"""

from __future__ import annotations

from fakegithub.http.call import Call
from fakegithub.http.reply import Reply
from fakegithub.http.routing import route
from fakegithub.payloads import issues
from fakegithub.rest.issues import search_query
from fakegithub.rest.issues.issues import SORTS


@route("GET", "/search/issues")
def search_issues(call: Call) -> Reply:
    """What fits the query `q`, by `sort` and `order`; newest first unless they say otherwise."""
    matches = search_query.search(call.state, call.caller, call.query.get("q", ""))
    key = SORTS.get(call.query.get("sort", ""), SORTS["created"])
    matches.sort(key=key, reverse=call.query.get("order") != "asc")
    return call.page(
        matches,
        lambda issue: {**issues.webhook_issue(call.state, issue), "score": 1.0},
        "items",
        incomplete_results=False,
        search_type="lexical",
    )
