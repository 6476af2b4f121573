"""Globs of minimatch (actions/labeler) as globs of the repository's file that mean the same.

https://github.com/isaacs/minimatch
"""

import re
from collections.abc import Iterator

from pydantic import TypeAdapter, ValidationError

from bot.community.patterns import PathGlobs

_EXTENDED = re.compile(r"[!?+*@]\(")
_BRACES = re.compile(r"\{([^{},]*,[^{}]*)\}")
_RANGE = re.compile(r"\{(?:[^{},.]|\.(?!\.))*\.\.[^{},]*\}")
_MOST = 32
"""So many globs may come of one with braces."""
_CHECK: TypeAdapter[tuple[str, ...]] = TypeAdapter(PathGlobs)


class GlobRefusal(ValueError):
    """A glob that has no counterpart; the text says why."""


def is_negated(glob: str) -> bool:
    """Return whether a glob means all that does not fit what follows its exclamation mark."""
    return glob.startswith("!") and not glob.startswith("!(")


def converted(glob: str) -> tuple[str, ...]:
    """Return globs of which one fits exactly where a glob of minimatch does. Raise `GlobRefusal`."""
    if _EXTENDED.search(glob) or _RANGE.search(glob):
        raise GlobRefusal(f"the pattern in {glob} has no counterpart; write the globs that it stands for")
    globs = tuple(_without_sets(part) for part in _expanded(glob))
    try:
        return _CHECK.validate_python(globs)
    except ValidationError as error:
        raise GlobRefusal(error.errors()[0]["msg"].removeprefix("Value error, ")) from None


def _expanded(glob: str) -> Iterator[str]:
    """Yield what a glob with braces stands for: `*.{js,ts}` is `*.js` and `*.ts`."""
    globs = [glob]
    while any(_BRACES.search(part) for part in globs):
        if len(globs) > _MOST:
            raise GlobRefusal(f"{glob} stands for more than {_MOST} globs; write those that are meant")
        globs = [whole for part in globs for whole in _choices(part)]
    yield from globs


def _choices(glob: str) -> list[str]:
    match = _BRACES.search(glob)
    if match is None:
        return [glob]
    return [f"{glob[: match.start()]}{choice}{glob[match.end() :]}" for choice in match[1].split(",")]


def _without_sets(glob: str) -> str:
    return glob.replace("[^", "[!")
