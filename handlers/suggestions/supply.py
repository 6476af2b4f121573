"""What is said to maintainers when few issues for newcomers are free: what is missing, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.community.suggestions.reading import lacks
from bot.core.model import Subject
from handlers.suggestions.messages import TEXT

MOST_NAMED = 5
"""So many issues of each kind are named."""
MOST_LACKING = 2
"""An issue that lacks more than this is not near to being somebody's first."""


def needs(issue: Subject, *, marked: bool, vouched: bool = True) -> tuple[str, ...]:
    """Return what stands between an issue and being offered: what its description lacks, and its label."""
    if not marked:
        return (*lacks(issue), TEXT.label())
    return lacks(issue) if vouched else (*lacks(issue), TEXT.label_by_others())


def nearest_to_first(issues: Iterable[Subject]) -> list[Subject]:
    """Return issues without a mark that need little to become somebody's first, the nearest and shortest
    first."""
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
    """Return the weekly note. Names numbers only: `place` is a repository, which may be private."""
    parts = [TEXT.free_one(place=place) if free == 1 else TEXT.free_many(place=place, count=free)]
    if unknown_labels:
        parts.append(TEXT.unknown_labels(labels=TEXT.or_next().join(unknown_labels)))
    if unready:
        parts.append(TEXT.not_ready(issues=_named(unready)))
    if candidates:
        needed = [(issue, needs(issue, marked=False)) for issue in candidates]
        parts.append(TEXT.candidates(issues=_named(needed)))
    return " ".join([*parts, *filter(None, [learnt])])


def _named(issues: Sequence[tuple[Subject, tuple[str, ...]]]) -> str:
    lines = [
        TEXT.needs(number=issue.number, missing=_joined(missing)) for issue, missing in issues[:MOST_NAMED]
    ]
    more = len(issues) - MOST_NAMED
    return "; ".join([*lines, *([TEXT.more(count=more)] if more > 0 else [])])


def _joined(words: Sequence[str]) -> str:
    return TEXT.and_next().join(filter(None, [", ".join(words[:-1]), words[-1]]))
