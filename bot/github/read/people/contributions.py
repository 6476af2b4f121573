"""Whether somebody has opened anything in an owner's repositories before, which only the search tells.

https://docs.github.com/en/rest/search/search#search-issues-and-pull-requests
"""

import re
from collections.abc import Iterable
from datetime import datetime

from pydantic import AwareDatetime

from bot.core.errors import Unreachable
from bot.core.model import Value, same
from bot.github.client import Client
from bot.github.errors import Gone, RequestRefused
from bot.github.shapes import LocatedSubject, SearchResults

SEARCHABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
BOTH = "(is:issue OR is:pull-request)"
"""An App's search must say what it looks for; without the parentheses it would find what is both."""
PULLS = "is:pull-request"


class OpenedItem(Value):
    """An issue or pull request (`owner/repo#7`) that somebody opened."""

    ref: str
    created_at: AwareDatetime


def has_older(opened: Iterable[OpenedItem | LocatedSubject], apart_from: str, limit: datetime) -> bool:
    """Return whether any of these is from before `limit` (UTC), `apart_from` aside."""
    return any(one.created_at < limit and not same(one.ref, apart_from) for one in opened)


async def contributed(
    client: Client, owner: str, login: str, apart_from: str, limit: datetime, kinds: str = BOTH
) -> bool:
    """Return whether there is any issue or pull request of theirs from before `limit` (UTC), `apart_from`
    aside. The two oldest are asked for, so that one request settles it. Raise `Unreachable` where the search
    does not come to an end."""
    if not SEARCHABLE.fullmatch(login):
        return False
    query = f"author:{login} user:{owner} {kinds}"
    params: dict[str, str | int] = {
        "q": query,
        "sort": "created",
        "order": "asc",
        "per_page": 2,
        "advanced_search": "true",
    }
    try:
        results = await client.get("/search/issues", SearchResults, params)
    except (Gone, RequestRefused):  # an account that nobody may search for
        return False
    if has_older(results.items, apart_from, limit):
        return True
    if results.incomplete_results:  # the search ran out of its time: nothing is known
        raise Unreachable("GitHub's search did not come to an end")
    return False
