"""Regular expressions from a repository's file, held against hostile text by RE2: its time is linear.

No other module imports RE2. Where it is not installed nothing matches, and `missing_engine` says so.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator

from bot.community.patterns.translation import EDGE, translate

try:
    import re2  # type: ignore[import-untyped]  # ships no types
except ImportError:
    re2 = None

TEXT_CAP = 10_000
"""Characters of a text that rules look at; what comes after plays no part."""
MAX_PATTERN = 300
_MAX_MEMORY = 1 << 20
"""Bytes that RE2 may use for one pattern, its caches included."""
_COMPILED = 128
"""Patterns that stay compiled; RE2's binding has such a cache of the same size itself."""
_MAX_TOGETHER = 1_500
"""About a second, where texts and patterns are at their worst."""
_WORD_EDGE = re.compile(r"\b")


def missing_engine() -> str:
    """Return a sentence if rules by `text` and `paths` are off because RE2 is not installed; else nothing."""
    if re2 is not None:
        return ""
    return (
        "google-re2 is not installed, so rules that look at `text` or `paths` are off: "
        "without it a pattern could take hours"
    )


def safe_pattern(pattern: str) -> str:
    """Return the pattern itself. ValueError says what of it cannot be used, and what to write instead."""
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"the pattern has {len(pattern)} characters: write at most {MAX_PATTERN}")
    translate(pattern)
    return pattern


TextPattern = Annotated[str, AfterValidator(safe_pattern)]
"""A config value: a regular expression, read without regard to case."""


def affordable(patterns: Iterable[str | None], globs: int = 0) -> None:
    """ValueError if a list's rules together could take too long on one text; they are compiled only after."""
    texts = [pattern for pattern in patterns if pattern]
    cost = sum(translate(pattern).cost for pattern in texts) + 4 * globs
    if cost > _MAX_TOGETHER:
        raise ValueError(
            f"these rules together cost {cost:,}, at most {_MAX_TOGETHER:,} are allowed (1 for a text, 4 for "
            "a path, 1 for a character under repetition or in a set, 10 for `\\w`): write fewer, or simpler"
        )
    for pattern in texts:
        compiled(pattern)


@lru_cache(_COMPILED)
def compiled(pattern: str) -> tuple[Any, bool]:
    """Return RE2's pattern (None where it is not installed), and whether it reads edges of words."""
    translation = translate(pattern)
    if re2 is None:
        return None, False
    options = re2.Options()
    options.case_sensitive = False
    options.never_nl = True
    options.max_mem = _MAX_MEMORY
    options.log_errors = False  # it would print the pattern
    try:
        return re2.compile(translation.text, options), translation.has_edges
    except re2.error:
        raise ValueError("the pattern is too large: write smaller counts, or two rules") from None


@lru_cache(4)
def _prepared(text: str, edges: bool) -> bytes:
    """Return a text in plain lines without the blank ones, with `edges` the words' edges marked."""
    whole = "\n".join(filter(None, text.replace(EDGE, "\ufffd").splitlines()))
    return (_WORD_EDGE.sub(EDGE * 2, whole) if edges else whole).encode("utf-8", "replace")


def first_match(pattern: str, text: str) -> str | None:
    """Return what a safe pattern finds first in a text (its first 10,000 characters), or None.

    Lines are looked at one by one: `^` and `$` are where a line begins and ends, and no match spans two.
    """
    return search(pattern, text[:TEXT_CAP])


def search(pattern: str, text: str) -> str | None:
    """Return what a pattern that has been compiled once finds first in a text, whatever its length."""
    engine, edges = compiled(pattern)
    if engine is None:
        return None
    lines, start = _prepared(text, edges), 0
    while match := engine.search(lines, start):
        if words := str(match.group(), "utf-8").replace(EDGE, ""):
            return words
        start = lines.find(b"\n", match.end()) + 1  # as ever: what matches nothing leaves the line
        if not start:
            break
    return None
