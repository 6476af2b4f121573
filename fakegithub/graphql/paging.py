"""Connections: lists a page at a time, forwards or backwards from a cursor.

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
    sizes = {name: size for name in ("first", "last") if (size := arguments.get(name)) is not None}
    if not sizes:
        raise Failure(
            "MISSING_PAGINATION_BOUNDARIES",
            f"You must provide a `first` or `last` value to properly paginate the `{field}` connection.",
        )
    for name, size in sizes.items():
        if size > MOST:
            raise Failure(
                "EXCESSIVE_PAGINATION",
                f"Requesting {size} records on the `{field}` connection exceeds the `{name}` limit of "
                f"{MOST} records.",
            )
        if size < 0:
            raise Failure("BAD_USER_INPUT", f"`{name}` on the `{field}` connection cannot be less than zero.")


def time_key(at: datetime, id_: int) -> str:
    """A sort key by time, things of the same second by number."""
    return f"{at:%Y-%m-%dT%H:%M:%S}/{id_:012d}"


def connection(
    items: Iterable[Item],
    arguments: Mapping[str, Any],
    *,
    key: Callable[[Item], str] | None = None,
    newest_first: bool = False,
    edge: Callable[[Item], dict[str, Any]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """The page that `first`, `after`, `last` and `before` in `asked` mean, out of all `items`.

    Without a `key` the items stay in their order. `edge` gives an edge's own fields, `more` are the
    connection's own.
    """
    keyed = [(key(item) if key else f"{at:09d}", item) for at, item in enumerate(items)]
    if key is not None:
        keyed.sort(key=lambda pair: pair[0], reverse=newest_first)
    rest = keyed
    if (after := _read(arguments.get("after"))) is not None:
        rest = [pair for pair in rest if (pair[0] < after if newest_first else pair[0] > after)]
    if (before := _read(arguments.get("before"))) is not None:
        rest = [pair for pair in rest if (pair[0] > before if newest_first else pair[0] < before)]
    page = rest
    if (first := arguments.get("first")) is not None:
        page = page[:first]
    if (last := arguments.get("last")) is not None:
        page = page[max(len(page) - last, 0) :]
    edges = [
        {"cursor": _cursor(at), "node": item, **(edge(item) if edge is not None else {})} for at, item in page
    ]
    return {
        "totalCount": len(keyed),
        "nodes": [item for _, item in page],
        "edges": edges,
        "pageInfo": {
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
            "hasNextPage": bool(page) and page[-1][0] != keyed[-1][0],
            "hasPreviousPage": bool(page) and page[0][0] != keyed[0][0],
        },
        **more,
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
