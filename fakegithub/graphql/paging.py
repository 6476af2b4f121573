"""Connections: lists a page at a time, from a cursor on.

A cursor bears the sort key of the item it follows, so that a list may change while somebody pages through it.

https://docs.github.com/en/graphql/guides/using-pagination-in-the-graphql-api
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from fakegithub.graphql.errors import Failure

MOST = 100
"""Items of a page."""
Item = TypeVar("Item")


def check_bounds(field: str, arguments: Mapping[str, Any]) -> None:
    """A page has a size, and it is not too large. Failure otherwise."""
    size = arguments.get("first")
    if size is None:
        raise Failure(
            "MISSING_PAGINATION_BOUNDARIES",
            f"You must provide a `first` or `last` value to properly paginate the `{field}` connection.",
        )
    if size > MOST:
        raise Failure(
            "EXCESSIVE_PAGINATION",
            f"Requesting {size} records on the `{field}` connection exceeds the `first` limit of {MOST} "
            "records.",
        )


def time_key(at: datetime, id_: int) -> str:
    """A sort key by time, things of the same second by number."""
    return f"{at:%Y-%m-%dT%H:%M:%S}/{id_:012d}"


def connection(
    items: Iterable[Item],
    arguments: Mapping[str, Any],
    *,
    key: Callable[[Item], str] | None = None,
    newest_first: bool = False,
) -> dict[str, Any]:
    """The page that `first` and `after` in `arguments` mean, out of all `items`; without a `key` they stay in
    their order."""
    keyed = [(key(item) if key else f"{at:09d}", item) for at, item in enumerate(items)]
    if key is not None:
        keyed.sort(key=lambda pair: pair[0], reverse=newest_first)
    rest = keyed
    if (after := _read(arguments.get("after"))) is not None:
        rest = [pair for pair in rest if (pair[0] < after if newest_first else pair[0] > after)]
    page = rest[: arguments["first"]]
    return {
        "totalCount": len(keyed),
        "nodes": [item for _, item in page],
        "pageInfo": {
            "endCursor": _cursor(page[-1][0]) if page else None,
            "hasNextPage": len(page) < len(rest),
        },
    }


def _cursor(key: str) -> str:
    return b64encode(f"cursor:v2:{key}".encode()).decode()


def _read(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    try:
        mark, version, key = b64decode(cursor, validate=True).decode().split(":", 2)
    except ValueError:
        mark = version = key = ""
    if (mark, version) != ("cursor", "v2"):
        raise Failure("INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor.")
    return key
