"""Good first issues that fit somebody and are free, the nearest first, each with a short reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from heapq import nsmallest
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from bot.community.patterns import paths_in
from bot.core.feature import Section
from bot.core.markdown import code
from bot.core.model import Subject, contains

_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = {
    "about", "after", "also", "before", "could", "does", "dont", "fails", "from", "have", "into",
    "issue", "make", "more", "need", "should", "some", "that", "their", "there", "this", "when",
    "where", "with", "without", "would", "support", "allow", "change", "update", "missing", "better",
    "improve", "test", "tests", "docs", "documentation",
}  # fmt: skip


NOT_NOW = frozenset(
    {
        "blocked", "s-blocked", "status: blocked", "stale", "lifecycle/stale", "lifecycle/rotten", "on hold",
        "do-not-merge/hold", "duplicate", "invalid", "wontfix", "needs-info", "needs info", "question",
    }
)  # fmt: skip
"""Labels (in lower case) of issues that are not to be started now."""
CACHED = 16_384
"""Texts whose paths and words are kept once read: reading costs far more than ranking."""
MOST_RANKED = 200
"""So many are put in order at most."""


class Suggestions(Section):
    """Which issues are offered to newcomers, and how many at once."""

    labels: tuple[str, ...] = ("good first issue",)
    """Labels that mark an issue as fit for a newcomer."""
    count: Annotated[int, Field(ge=0, le=10)] = 3
    """So many suggestions at most in one comment."""
    after: Literal["opening", "human"] = "opening"
    """Beside a first pull request: at once, or once somebody else than its author has spoken there."""


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
    login: str = ""

    @classmethod
    def of(cls, subject: Subject, paths: Iterable[str] = ()) -> Interests:
        """The interests that one subject shows."""
        return cls.of_all(subject.author.id, [subject], paths, subject.author.login)

    @classmethod
    def of_all(
        cls, person_id: int, subjects: Sequence[Subject], paths: Iterable[str] = (), login: str = ""
    ) -> Interests:
        """The interests that several subjects show."""
        labels = dict.fromkeys(label for each in subjects for label in each.labels)
        words = frozenset(word for each in subjects for word in words_of(each.title))
        return cls(person_id, tuple(paths)[:100], tuple(labels), words, login)


def offer_key(number: int, day: date) -> str:
    """The fact, in the repository's scope, that an issue was offered to somebody on a day."""
    return f"offer:{number}:{day.isoformat()}"


def is_free(issue: Subject, person_id: int) -> bool:
    """Whether an issue can be offered to this person, as far as its own state tells."""
    return not (
        issue.state != "open"
        or issue.assignees
        or issue.is_pull_request
        or issue.locked
        or issue.author.id == person_id
        or _text(issue.title, issue.body, issue.labels).not_now
    )


def rank(
    issues: Iterable[Subject], interests: Interests, marks: Collection[str], most: int = MOST_RANKED
) -> list[Suggestion]:
    """Free issues, best first; always the same order for the same facts (ties: the lower number).

    `marks` are the labels that make an issue a good first one: they say nothing about fit. What a text names
    is read once and kept, so that thousands are ranked in milliseconds.
    """
    mine = _Mine.of(interests, marks)
    free = ((-mine.score(each), each.number, each) for each in issues if is_free(each, interests.person_id))
    best = nsmallest(most, free, key=lambda each: each[:2])
    return [Suggestion(issue, mine.reason(issue), -score) for score, _, issue in best]


def about(issue: Subject, topic: str) -> bool:
    """Whether an issue has to do with a topic, by its labels and words."""
    words = topic.casefold().split()
    text = f"{issue.title}\n{issue.body}\n{' '.join(issue.labels)}".casefold()
    return all(word in text for word in words)


def lacks(issue: Subject) -> tuple[str, ...]:
    """What a description still lacks to be somebody's first issue."""
    text = f"{issue.title}\n{issue.body}"
    missing = [] if len(issue.body.strip()) >= 100 else ["what is to be reached"]
    missing += [] if paths_in(text) else ["where in the code"]
    missing += [] if "test" in text.casefold() else ["how to test it"]
    return tuple(missing)


def words_of(text: str) -> frozenset[str]:
    """The telling words of a title."""
    return frozenset(word for word in _WORD.findall(text[:300].casefold()) if word not in _COMMON)


class _Text(NamedTuple):
    """What an issue's text says, read once."""

    named: tuple[str, ...]
    tops: frozenset[str]
    words: frozenset[str]
    labels: frozenset[str]
    not_now: bool
    base: int


@lru_cache(maxsize=CACHED)
def _text(title: str, body: str, labels: tuple[str, ...]) -> _Text:
    named, folded = paths_in(f"{title}\n{body}"), frozenset(each.casefold() for each in labels)
    base = 2 * bool(named) + (len(body) > 100)  # a described issue is a kinder first one
    return _Text(named, _tops(named), words_of(title), folded, not folded.isdisjoint(NOT_NOW), base)


def _tops(paths: Iterable[str]) -> frozenset[str]:
    return frozenset(path.split("/", 1)[0] for path in paths)


@dataclass(frozen=True)
class _Mine:
    """Interests, prepared for asking thousands of issues."""

    interests: Interests
    labels: frozenset[str]
    folders: frozenset[str]

    @classmethod
    def of(cls, interests: Interests, marks: Collection[str]) -> _Mine:
        """The labels that say something about fit, and the top folders and files touched."""
        labels = frozenset(each.casefold() for each in interests.labels if not contains(marks, each))
        return cls(interests, labels, _tops(interests.paths))

    def score(self, issue: Subject) -> int:
        """How well it fits: nearness in the code first, then labels, words and a good description."""
        text = _text(issue.title, issue.body, issue.labels)
        return (
            text.base
            + (10 * self._nearest(text)[0] if text.tops & self.folders else 0)
            + 5 * len(text.labels & self.labels)
            + min(len(text.words & self.interests.words), 3)
        )

    def reason(self, issue: Subject) -> str:
        """The strongest reason, in a few words."""
        text = _text(issue.title, issue.body, issue.labels)
        depth, path = self._nearest(text)
        if depth:
            return f"beside what you touched: {code(path, 80)}"
        if shared := [each for each in issue.labels if each.casefold() in self.labels]:
            return f"also {code(shared[0], 50)}"
        words = text.words & self.interests.words
        return f"about {min(words)}" if words else "free today"

    def _nearest(self, text: _Text) -> tuple[int, str]:
        near = ((_depth(mine, theirs), theirs) for mine in self.interests.paths for theirs in text.named)
        return max(near, default=(0, ""))


def _depth(one: str, other: str) -> int:
    """How near two paths are: 0 nothing in common, 1 the same top folder …, one more for the same file."""
    a, b = one.split("/"), other.split("/")
    common = 0
    for mine, theirs in zip(a[:-1], b[:-1], strict=False):
        if mine != theirs:
            break
        common += 1
    return common + 1 if a == b else common
