"""Good first issues that fit somebody and are free, the nearest first, each with a short reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from bot.community.patterns import paths_in
from bot.core.markdown import code
from bot.core.model import Subject, contains

_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = {
    "about", "after", "also", "before", "could", "does", "dont", "fails", "from", "have", "into",
    "issue", "make", "more", "need", "should", "some", "that", "their", "there", "this", "when",
    "where", "with", "without", "would", "support", "allow", "change", "update", "missing", "better",
    "improve", "test", "tests", "docs", "documentation",
}  # fmt: skip


@dataclass(frozen=True)
class Suggestion:
    """An issue for somebody, and why it may suit them."""

    issue: Subject
    reason: str
    score: int


@dataclass(frozen=True)
class Interests:
    """What is known of somebody's work: paths they touched, labels and title words of their subjects."""

    person_id: int
    paths: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, subject: Subject, paths: Iterable[str] = ()) -> Interests:
        """The interests that one subject shows."""
        return cls(subject.author.id, tuple(paths), subject.labels, words_of(subject.title))


def offer_key(number: int, day: date) -> str:
    """The fact, in the repository's scope, that an issue was offered to somebody on a day."""
    return f"offer:{number}:{day.isoformat()}"


def is_free(issue: Subject, person_id: int) -> bool:
    """Whether an issue can be offered to this person, as far as its own state tells."""
    return (
        issue.is_open
        and not issue.is_pull_request
        and not issue.locked
        and not issue.assignees
        and issue.author.id != person_id
    )


def rank(issues: Iterable[Subject], interests: Interests, marks: Collection[str]) -> list[Suggestion]:
    """Free issues, best first; always the same order for the same facts (ties: the lower number).

    `marks` are the labels that make an issue a good first one: they say nothing about fit.
    """
    suited = [_fit(issue, interests, marks) for issue in issues if is_free(issue, interests.person_id)]
    return sorted(suited, key=lambda each: (-each.score, each.issue.number))


def words_of(text: str) -> frozenset[str]:
    """The telling words of a title."""
    return frozenset(word for word in _WORD.findall(text[:300].casefold()) if word not in _COMMON)


def _fit(issue: Subject, interests: Interests, marks: Collection[str]) -> Suggestion:
    named = paths_in(f"{issue.title}\n{issue.body}")
    score = 2 * bool(named) + (len(issue.body) > 100)  # a described issue is a kinder first one
    reasons: list[str] = []
    depth, path = max(
        ((_depth(mine, theirs), theirs) for mine in interests.paths for theirs in named), default=(0, "")
    )
    if depth:
        score += 10 * depth
        reasons.append(f"beside what you touched: {code(path, 80)}")
    shared = [each for each in issue.labels if contains(interests.labels, each) and not contains(marks, each)]
    if shared:
        score += 5 * len(shared)
        reasons.append(f"also {code(shared[0], 50)}")
    words = sorted(words_of(issue.title) & interests.words)
    if words:
        score += min(len(words), 3)
        reasons.append(f"about {words[0]}")
    return Suggestion(issue, reasons[0] if reasons else "free today", score)


def _depth(one: str, other: str) -> int:
    """How near two paths are: 0 nothing in common, 1 the same top folder …, one more for the same file."""
    a, b = one.split("/"), other.split("/")
    common = 0
    for mine, theirs in zip(a[:-1], b[:-1], strict=False):
        if mine != theirs:
            break
        common += 1
    return common + 1 if a == b else common
