"""Patterns people write into the repository's file: regular expressions for text, globs for paths.

A pattern meets hostile text, so a regular expression is refused when it could take more than polynomial time,
and is only ever shown a few hundred characters at once.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

TEXT_CAP = 10_000
"""Characters of a text that rules look at; what comes after plays no part."""
_WINDOW, _OVERLAP = 400, 100
_MAX_PATTERN, _MAX_REPEATS, _MAX_OPTIONS = 300, 2, 6
_TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P?[<=!:#a-zA-Z-]*|[()|]|(?:[*+]|\{\d*,?\d*\})[?+]?|\?[?+]?|.",
    re.DOTALL,
)


def safe_pattern(pattern: str) -> str:
    """Return the pattern itself; ValueError says why it is none, or why it could run away on a long text."""
    if len(pattern) > _MAX_PATTERN:
        raise ValueError(f"the pattern has {len(pattern)} characters: write at most {_MAX_PATTERN}")
    try:
        re.compile(pattern, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError) as failure:
        raise ValueError(f"{pattern!r} is no regular expression: {failure}") from None
    _refuse_runaway(pattern)
    return pattern


TextPattern = Annotated[str, AfterValidator(safe_pattern)]
"""A config value: a regular expression that is safe on any text, read without regard to case."""


def _refuse_runaway(pattern: str) -> None:
    """Refuse what backtracking could make exponential: repeated groups that themselves repeat or choose."""
    groups = [False]  # for each open group: whether it holds a quantifier or a choice
    repeats = options = 0
    closed = False  # the last token closed a group that holds one
    for token in _TOKEN.findall(pattern):
        kind = token[0]
        if kind == "(":
            groups.append(False)
        elif kind == ")":
            closed = groups.pop() if len(groups) > 1 else False
            groups[-1] = groups[-1] or closed
            continue
        elif kind == "|":
            groups[-1] = True
            if len(groups) == 1:
                repeats = options = 0
        elif kind in "*+{":
            if closed:
                raise ValueError(
                    f"{pattern!r} repeats a group that itself repeats or offers a choice, which can run for"
                    " hours on a long text: write it without the outer repeat"
                )
            groups[-1] = True
            repeats += kind != "{" or "," in token
        elif kind == "?":
            groups[-1] = True
            options += 1
        closed = False
        if repeats > _MAX_REPEATS or options > _MAX_OPTIONS:
            raise ValueError(
                f"{pattern!r} has too many repeated parts for one alternative (at most {_MAX_REPEATS}):"
                " split it into two rules"
            )


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def first_match(pattern: str, text: str) -> str | None:
    """Return what a safe pattern finds first in a text (its first 10,000 characters), or None.

    Lines are looked at in overlapping windows: no match is longer than 400 characters or spans lines.
    """
    compiled = _compiled(pattern)
    for line in text[:TEXT_CAP].splitlines():
        for start in range(0, max(len(line) - _OVERLAP, 1), _WINDOW - _OVERLAP):
            if (match := compiled.search(line, start, min(start + _WINDOW, len(line)))) and match.group():
                return match.group()
    return None


def path_matches(path: str, glob: str) -> bool:
    """Return whether a path is meant by a glob: `*` stays inside a folder, `**` is any number of folders."""
    whole = f"{glob}**" if glob.endswith("/") else glob
    return _segments_match(tuple(path.split("/")), tuple(whole.removeprefix("/").split("/")))


def _segments_match(path: tuple[str, ...], glob: tuple[str, ...]) -> bool:
    reachable = {0}  # how many segments of the path the globs so far can account for
    for segment in glob:
        if segment == "**":
            reachable = set(range(min(reachable), len(path) + 1))
        else:
            reachable = {at + 1 for at in reachable if at < len(path) and fnmatchcase(path[at], segment)}
        if not reachable:
            return False
    return len(path) in reachable


_WORD = re.compile(r"[\w./+@-]+")
_FILE = re.compile(
    r"[\w-]+\.(?:py|md|rst|txt|toml|cfg|ini|ya?ml|json|ipynb|c|cc|cpp|h|rs|go|js|ts|jsx|tsx|sh|R|jl)"
)


def paths_in(text: str) -> tuple[str, ...]:
    """Paths of files or folders that a text names (`io/zarr.py`, `setup.py`), each once, in its order."""
    paths: dict[str, None] = {}
    for word in _WORD.findall(text[:TEXT_CAP]):
        path = word.removeprefix("./").rstrip(".,")
        if path.startswith(("/", "@", "-")) or len(path) > 300 or not re.search(r"[^\W\d_]", path):
            continue
        if "/" in path.rstrip("/") or _FILE.fullmatch(path):
            paths[path.rstrip("/")] = None
    return tuple(paths)
