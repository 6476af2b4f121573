"""Where somebody goes on after signing in: a path of ours, whatever was asked for."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

HOME = "/"
LONGEST = 1000
"""Characters of such a path; longer ones fit into no cookie."""

_OURS = re.compile(r"/(?!/)[\x21-\x5b\x5d-\x7e]*")
"""One slash and no second one, since `//evil.example` is another host; and no backslash, which browsers read
as a slash."""


def own_path(wish: str) -> str:
    """Return the path to go on to: `wish` if it is one of ours, else the front page."""
    if len(wish) > LONGEST or not _OURS.fullmatch(wish):
        return HOME
    return HOME if urlsplit(wish).path in _NOT_AGAIN else wish


_NOT_AGAIN = frozenset({"/login", "/callback", "/logout"})
"""Going on there would lead in a circle."""


def path_within(public_url: str | None, address: str) -> str:
    """Return the path of an address of ours; the front page for any other, and where ours is not known."""
    if not public_url or not address.startswith(f"{public_url}/"):
        return HOME
    return own_path(address.removeprefix(public_url))
