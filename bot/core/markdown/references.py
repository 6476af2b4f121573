"""The issues and pull requests that a text names: `#7`, `GH-7`, `owner/repo#7`, addresses, closing words."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from bot.core.markdown.prose import plain

_REFERENCE = re.compile(
    r"(?P<closes>(?<![\w-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?:[ \t]{1,8}|:[ \t]{0,8}))?"
    r"(?:https?://(?:www\.)?github(?:\.[\w-]+){1,4}/(?P<page>[\w.-]+/[\w.-]+)/(?:issues|pull)/"
    r"|(?<![\w/#.-])(?P<repository>[\w.-]{1,100}/[\w.-]{1,100})?#|(?<![\w-])GH-)(?P<number>\d{1,9})\b",
    re.IGNORECASE,
)


class Reference(NamedTuple):
    """One name of an issue or pull request: `repository` (`owner/repo`) is empty for the text's own; `closes`
    says that a word of GitHub's stands before it that closes the issue with a merge.

    https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
    """

    repository: str
    number: int
    closes: bool


def references(body: str, title: str = "") -> tuple[Reference, ...]:
    """Return what a body (and title) names, the addresses of links too, in order; not in code, quotes and
    comments."""
    return references_in(f"{title}\n\n{plain(body, addresses=True)}")


def references_in(text: str) -> tuple[Reference, ...]:
    """Return what a text names that is taken as it is, in order, each once."""
    matches = (
        Reference(match["page"] or match["repository"] or "", int(match["number"]), bool(match["closes"]))
        for match in _REFERENCE.finditer(text)
    )
    return tuple(dict.fromkeys(matches))


def numbers_in(named: Iterable[Reference], repository: str, *, closing: bool = False) -> list[int]:
    """Return the numbers of what is named in a repository, closed ones first; with `closing` they alone."""
    here = repository.casefold()
    mine = [one for one in named if one.repository.casefold() in ("", here)]
    closed = [one.number for one in mine if one.closes]
    return list(dict.fromkeys(closed if closing else [*closed, *(one.number for one in mine)]))
