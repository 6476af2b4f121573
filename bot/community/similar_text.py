"""What of an issue is compared with others: without its form's words and its title's mark."""

import re
from collections import Counter
from collections.abc import Collection

from bot.community import forms

MOST_CHARACTERS = 4_000
_LONG_TITLE, _LONG_WORD = 300, 40
_SHARED, _ENOUGH = 0.05, 5
_PREFIX = re.compile(r"\s*(?:[\[【][^\[\]【】]{1,30}[\]】]\s*|[A-Za-z]{2,14}(?:\([\w./-]{1,30}\))?!?:\s+)")
_NO_BLANKS = re.compile(r"([぀-ヿ㐀-鿿가-힯])")
_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:ings?|ed|es|s|e)$")


def without_prefix(title: str) -> str:
    """Return a title without the marks before it: `[Bug] io: wrong mean` is `wrong mean`."""
    rest = title
    while match := _PREFIX.match(rest):
        rest = rest[match.end() :]
    return rest.strip() or title.strip()


def shared_lines(bodies: Collection[str]) -> frozenset[str]:
    """Return the lines that so many issues have that a template or a form must have brought them: one in
    twenty, and at least five. Compared are letters and digits alone."""
    times = Counter(key for body in bodies for key in _lines(body))
    return frozenset(key for key, number in times.items() if number >= max(_ENOUGH, _SHARED * len(bodies)))


def compared_text(title: str, body: str, shared: Collection[str] = ()) -> tuple[str, str]:
    """Return the stems of title and body that are compared, without what a form asks and without `shared`
    lines."""
    words = forms.parse(body).words[:MOST_CHARACTERS]
    own = (line for line in words.split("\n") if forms.heading_key(line[:200]) not in shared)
    return _stems(without_prefix(title)[:_LONG_TITLE]), _stems("\n".join(own))


def _lines(body: str) -> set[str]:
    return {key for line in forms.parse(body).words.split("\n") if (key := forms.heading_key(line[:200]))}


def _stems(text: str) -> str:
    """Return the words of a text without their endings; signs of scripts without blanks are words of their
    own."""
    apart = _NO_BLANKS.sub(r" \1 ", text.casefold())
    return " ".join(_ENDING.sub("", word[:_LONG_WORD]) for word in _WORD.findall(apart))
