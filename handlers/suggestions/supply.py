"""What is said to maintainers when few issues for newcomers are free: what is missing, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.community.suggestions.reading import lacks
from bot.core.model import Subject

MOST_NAMED = 5
"""So many issues of each kind are named."""
MOST_LACKING = 2
"""An issue that lacks more than this is not near to being somebody's first."""
LABEL = "the label"


def needs(issue: Subject, *, marked: bool, vouched: bool = True) -> tuple[str, ...]:
    """What stands between an issue and being offered: what its description lacks, and its label."""
    label = () if marked and vouched else (LABEL if not marked else f"{LABEL}, put on by somebody who may",)
    return (*lacks(issue), *label)


def nearest_to_first(issues: Iterable[Subject]) -> list[Subject]:
    """Issues without a mark that need little to become somebody's first, the nearest and shortest first."""
    near = [issue for issue in issues if len(lacks(issue)) <= MOST_LACKING]
    return sorted(near, key=lambda issue: (len(lacks(issue)), len(issue.body), issue.number))[:MOST_NAMED]


def note(
    place: str,
    free: int,
    unready: Sequence[tuple[Subject, tuple[str, ...]]],
    candidates: Sequence[Subject],
    unknown_labels: Sequence[str],
    learnt: str,
) -> str:
    """The weekly note. Names numbers only: `place` is a repository, which may be private."""
    count = f"{free} good first issues are" if free != 1 else "1 good first issue is"
    parts = [f"{place}: {count} free and described."]
    if unknown_labels:
        parts.append(f"The repository has no label {' or '.join(unknown_labels)} (`newcomers.suggestions`).")
    if unready:
        parts.append(f"Marked, but not ready: {_named(unready)}.")
    if candidates:
        needed = [(candidate, needs(candidate, marked=False)) for candidate in candidates]
        parts.append(f"Could become one: {_named(needed)}.")
    return " ".join([*parts, *filter(None, [learnt])])


def _named(issues: Sequence[tuple[Subject, tuple[str, ...]]]) -> str:
    lines = [f"#{issue.number} needs {_joined(missing)}" for issue, missing in issues[:MOST_NAMED]]
    more = len(issues) - MOST_NAMED
    return "; ".join([*lines, *([f"and {more} more"] if more > 0 else [])])


def _joined(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
