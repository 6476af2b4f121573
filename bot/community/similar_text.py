"""What of an issue is compared with others, without its form's words and its title's mark; and how alike two
are: the cosine of what each word tells of them."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from itertools import pairwise

from bot.community import forms

MOST_CHARACTERS = 2_000
OF_TITLE = 2.0
"""A word of the title counts so often."""
OF_PAIRS = 0.5
"""Two words in a row count as much of the commoner one, besides themselves."""
ALIKE = 0.2
"""Less alike are issues that have no more in common than any two of a repository."""
_LONG_TITLE, _LONG_WORD = 300, 40
_SHARED, _ENOUGH = 0.05, 5
_PREFIX = re.compile(r"\s*(?:[\[【][^\[\]【】]{1,30}[\]】]\s*|[A-Za-z]{2,14}(?:\([\w./-]{1,30}\))?!?:\s+)")
_NO_BLANKS = re.compile(r"([぀-ヿ㐀-鿿가-힯])")
_WORD = re.compile(r"[^\W_]+")
_EVERYWHERE = """
a after all also an and any are as at be been but by can could do does for from get had has have how
i if in into is it its just me my no not of on or our should so some than that the their them then
there these they this to was we were what when where which while why will with would you your
"""
_TELL_NOTHING = frozenset(_EVERYWHERE.split())
"""Words that every text has: in a repository of few issues their number does not show it."""
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
    words = (word[:_LONG_WORD] for word in _WORD.findall(apart) if word not in _TELL_NOTHING)
    return " ".join(_ENDING.sub("", word) for word in words)


def vector(title: str, body: str, weights: Mapping[str, float]) -> dict[str, float]:
    """Return what each stem, and each two in a row, tells of an issue, as a vector of length 1; `weights` are
    how much each stem tells anywhere. Empty where there are none."""
    values: defaultdict[str, float] = defaultdict(float)
    for stems, factor in ((title.split(), OF_TITLE), (body.split(), 1.0)):
        for stem, times in Counter(stems).items():
            values[stem] += factor * (1 + math.log(times)) * weights[stem]
        for pair in set(pairwise(stems)):
            values[" ".join(pair)] += factor * OF_PAIRS * min(weights[pair[0]], weights[pair[1]])
    length = math.sqrt(sum(value * value for value in values.values()))
    return {name: value / length for name, value in values.items()} if length else {}


def likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return how alike two issues are, between 0 and 1."""
    fewer, more = sorted((one, other), key=len)
    return sum(value * more[name] for name, value in fewer.items() if name in more)
