"""Whether somebody has opened anything in an owner's repositories before, which only the search tells.

https://docs.github.com/en/rest/search/search#search-issues-and-pull-requests
"""

import re
from datetime import datetime

from bot.core.errors import Unreachable
from bot.core.model import same
from bot.github.client import Client
from bot.github.errors import Gone, RequestRefused
from bot.github.shapes import SearchResults

SEARCHABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
BOTH = "(is:issue OR is:pull-request)"
"""An App's search must say what it looks for; without the parentheses it would find what is both."""
PULLS = "is:pull-request"


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
    others = [item for item in results.items if not same(item.ref, apart_from)]
    if any(other.created_at < limit for other in others):
        return True
    if results.incomplete_results:  # the search ran out of its time: nothing is known
        raise Unreachable("GitHub's search did not come to an end")
    return False
