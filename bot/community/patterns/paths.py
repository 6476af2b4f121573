"""Paths: those a text names, and the globs of a repository's file, which are matched as patterns are."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

from bot.community.patterns.matching import MAX_PATTERN, TEXT_CAP, compiled, search
from bot.core.config.names.references import Names, Thing
from bot.core.markdown.quoting import code

_MAX_WILD = 8
_MAX_PATH = 300
_PATHS_CAP = 200_000
"""Characters of all paths together; what comes after plays no part."""
_GLOB_PART = re.compile(r"\*+|\?|\[(?P<not>!?)(?P<set>\]?[^\]]*)\]|(?P<plain>.)", re.DOTALL)


def _safe_globs(globs: tuple[str, ...]) -> tuple[str, ...]:
    for glob in globs:
        if reason := _never_matches(glob):
            raise ValueError(f"the glob {code(glob, 60)} can never match: {reason}")
        if len(glob) > MAX_PATTERN:
            raise ValueError(f"a glob has {len(glob)} characters: write at most {MAX_PATTERN}")
        if sum(map(glob.count, "*?[")) - glob.count("**") > _MAX_WILD:
            raise ValueError(f"a glob has more than {_MAX_WILD} of `*`, `?` and `[`: write several globs")
    try:
        compiled(_pattern(globs))
    except ValueError as failure:
        raise ValueError(f"these globs cannot stand in one rule, write them into two: {failure}") from None
    return globs


def _never_matches(glob: str) -> str | None:
    """Return why no path that GitHub names can fit a glob, and what to write; None: some may."""
    if glob.startswith("!"):
        return "a leading ! turns nothing round here; leave it out, and name the paths that are meant"
    if "{" in glob and "}" in glob:
        return "braces stand for themselves; write one glob for each of the choices"
    if glob.startswith(("./", "../")) or "/../" in glob or "/./" in glob:
        return "paths begin at the root of the repository, as in docs/**"
    if "\\" in glob:
        return "folders are parted by /, as in docs/**"
    return "it is empty" if not glob.strip("/") else None


PathGlobs = Annotated[tuple[str, ...], AfterValidator(_safe_globs), Names(Thing.FILES)]
"""A config value: globs, of which one is enough."""


def first_path(paths: Iterable[str], globs: tuple[str, ...]) -> str | None:
    """Return the first path that a glob means: `*` stays inside a folder, `**` is any number of folders."""
    if not globs:
        return None
    lines = "\n".join(f"{path}/" for path in paths if len(path) <= _MAX_PATH)
    path = search(_pattern(globs), lines[:_PATHS_CAP])
    return path and path.removesuffix("/")


@lru_cache(128)
def _pattern(globs: tuple[str, ...]) -> str:
    return f"^(?-i:{'|'.join(map(_one, globs))})$"


def _one(glob: str) -> str:
    """Return a glob as a regular expression for a path that ends in a slash."""
    whole = f"{glob}**" if glob.endswith("/") else glob
    return "".join(
        "(?:.*/)?" if folder == "**" else f"{_GLOB_PART.sub(_part, folder)}/"
        for folder in whole.removeprefix("/").split("/")
    )


def _part(match: re.Match[str]) -> str:
    if plain := match["plain"]:
        return re.escape(plain)
    if (members := match["set"]) is not None:
        escaped = re.sub(r"([\\^\[])", r"\\\1", members)
        return f"[^/{escaped}]" if match["not"] else f"[{escaped}]"
    return "[^/]" if match[0] == "?" else "[^/]*"


_WORD = re.compile(r"[\w./+@-]+")
_FILE = re.compile(
    r"[\w-]+\.(?:py|md|rst|txt|toml|cfg|ini|ya?ml|json|ipynb|c|cc|cpp|h|rs|go|js|ts|jsx|tsx|sh|R|jl)"
)


def paths_in(text: str) -> tuple[str, ...]:
    """Return paths of files or folders that a text names (`io/zarr.py`, `setup.py`), each once, in its
    order."""
    paths: dict[str, None] = {}
    for word in _WORD.findall(text[:TEXT_CAP]):
        path = word.removeprefix("./").rstrip(".,")
        if path.startswith(("/", "@", "-")) or len(path) > 300 or not re.search(r"[^\W\d_]", path):
            continue
        if "/" in path.rstrip("/") or _FILE.fullmatch(path):
            paths[path.rstrip("/")] = None
    return tuple(paths)
