"""Good first issues that fit somebody and are free, the nearest first, each with a short reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heapify, heappop

from bot.community.suggestions.learning import LABEL, LANGUAGE, PATH, PRIORS, SIZE, WORD
from bot.community.suggestions.reading import (
    IssueTraits,
    folders_of,
    group_traits,
    issue_traits,
    languages_of,
    text_traits,
    traits,
    words_of,
)
from bot.community.suggestions.sizes import Sizes
from bot.core.markdown import Markdown, code, escape, file_link
from bot.core.messages import DEFAULT, Language, Messages, load
from bot.core.model import EPOCH, Subject, contains

REASONS = load(f"{__package__}.reasons")

MOST_RANKED = 200
"""So many are put in order at most."""
MOST_PATHS = 100
_DESCRIBED = 1 << 40
"""Whatever is described comes before whatever is not."""
_DEEPEST = 4


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
        """Return the interests that one subject shows."""
        return cls.of_all(subject.author.id, [subject], paths, subject.author.login)

    @classmethod
    def of_all(
        cls, person_id: int, subjects: Sequence[Subject], paths: Iterable[str] = (), login: str = ""
    ) -> Interests:
        """Return the interests that several subjects show."""
        labels = dict.fromkeys(label for subject in subjects for label in subject.labels)
        words = frozenset(word for subject in subjects for word in words_of(subject.title))
        return cls(person_id, tuple(paths)[:MOST_PATHS], tuple(labels), words, login)


@dataclass(frozen=True)
class RankingFacts:
    """What a repository knows when it ranks: what signs count, how long issues took, and what is stale."""

    weights: Mapping[str, int] = field(default_factory=lambda: PRIORS)
    sizes: Sizes = field(default_factory=Sizes)
    stale_before: datetime | None = None
    """Issues without a word since then (UTC) are stale."""
    page: str = ""
    """The whole address of the repository, for links to its files."""
    closed: frozenset[str] = frozenset()
    """Hooks of what is not to be started now (`label:waiting for author`), beside the usual labels."""


NO_FACTS = RankingFacts()


def is_free(issue: Subject, person_id: int, facts: RankingFacts = NO_FACTS) -> bool:
    """Return whether an issue can be offered to this person, as far as its own state tells."""
    if not issue.is_open or issue.assignees or issue.is_pull_request or issue.locked:
        return False
    stale, traits = facts.stale_before, issue_traits(issue)
    if issue.author.id == person_id or (stale is not None and EPOCH < issue.updated_at < stale):
        return False
    return not traits.not_now and facts.closed.isdisjoint(traits.traits)


def rank(
    issues: Iterable[Subject],
    interests: Interests,
    marks: Collection[str],
    most: int = MOST_RANKED,
    facts: RankingFacts = NO_FACTS,
) -> list[Suggestion]:
    """Return free issues, best first; always the same order for the same facts (ties: the lower number).

    All are put in order first; which are free is then looked at from the best on, until there are enough.

    What is described (goal, pointer, test) comes first. `marks` are the labels that make an issue a good
    first one: they say nothing about fit. What a text says is read once and kept, and reasons are put into
    words only for those that are asked for, so that thousands are ranked in milliseconds.
    """
    fit = _Fit.of(interests, marks, facts)
    heap = list(fit.scored(issues))
    heapify(heap)
    best: list[tuple[Subject, int]] = []
    while heap and len(best) < most:
        score, _, issue = heappop(heap)
        if is_free(issue, interests.person_id, facts):
            best.append((issue, -score))
    among = tuple(issue for issue, _ in best)
    return [Suggestion(issue, score, fit, among) for issue, score in best]


@dataclass(frozen=True)
class _Fit:
    """Interests, prepared for asking thousands of issues."""

    folders: Mapping[str, int]
    """Each path and each folder above it, and how near whatever lies there is."""
    own: frozenset[str]
    """Hooks that somebody's work has in common with issues."""
    small: frozenset[str]
    """Hooks of what takes little time."""
    value: Mapping[str, int]
    """What each hook counts."""
    near: int
    """What each folder shared counts."""
    sizes: Sizes
    page: str

    @classmethod
    def of(cls, interests: Interests, marks: Collection[str], facts: RankingFacts) -> _Fit:
        """Labels that mark a good first issue say nothing about fit."""
        labels = [label for label in interests.labels if not contains(marks, label)]
        languages = languages_of(interests.paths)
        own = traits(labels=labels, languages=languages, words=interests.words)
        small = facts.sizes.small()
        value = dict.fromkeys(traits(folders=folders_of(interests.paths)), 0)
        value |= dict.fromkeys(small, facts.weights[SIZE])
        for trait in own:
            value[trait] = value.get(trait, 0) + facts.weights[trait.partition(":")[0]]
        return cls(_near(interests.paths), own, small, value, facts.weights[PATH], facts.sizes, facts.page)

    def scored(self, issues: Iterable[Subject]) -> Iterator[tuple[int, int, Subject]]:
        """(score, the best lowest; number; issue): what is described stands above all else.

        One loop, and fields read together, as a call or a look-up for each of thousands costs more than what
        is done with them.
        """
        value, near = self.value, self.near
        for issue in issues:
            fields = vars(issue)
            text = text_traits(fields["title"], fields["body"], fields["labels"])
            _, traits, _, lacks = text
            score = -10 * len(lacks) if lacks else _DESCRIBED
            is_near = False
            for trait in traits:
                if trait in value:
                    score += value[trait]
                    is_near = is_near or trait.startswith("folder:")
            if is_near:
                score += near * self.nearest(text)[0]
            yield -score, fields["number"], issue

    def signs(self, traits: IssueTraits) -> tuple[str, ...]:
        """Return the signs that an issue fits, the strongest kind first."""
        kinds = {trait.partition(":")[0] for trait in traits.traits if trait in self.own}
        signs = [PATH] if self.nearest(traits)[0] else []
        signs += [sign for sign in (LABEL, WORD, LANGUAGE) if sign in kinds]
        return (*signs, *([] if self.small.isdisjoint(traits.traits) else [SIZE]))

    def shared(self, traits: IssueTraits, kind: str) -> list[str]:
        """Return the names of one kind in common."""
        return [
            trait.partition(":")[2]
            for trait in traits.traits
            if trait in self.own and trait.startswith(f"{kind}:")
        ]

    def nearest(self, traits: IssueTraits) -> tuple[int, str]:
        """Return how near the nearest path is that an issue names, and which: 1 in the same top folder …"""
        best = (0, "")
        for path in traits.named:
            shared = path
            while shared and shared not in self.folders:
                shared = shared.rpartition("/")[0]
            best = max(best, (self.folders.get(shared, 0), path))
        return best


def _near(paths: Iterable[str]) -> dict[str, int]:
    """Return how near things are: as many folders as they share with a path, and one more for the same
    file."""
    near: dict[str, int] = {}
    for path in paths:
        parts = path.split("/")
        for shared in range(1, len(parts) + 1):
            near["/".join(parts[:shared])] = min(shared, _DEEPEST)
    return near


@dataclass(frozen=True)
class Suggestion:
    """An issue for somebody; why it may suit them is worked out when it is asked for."""

    issue: Subject
    score: int
    fit: _Fit = field(compare=False, repr=False)
    among: tuple[Subject, ...] = field(default=(), compare=False, repr=False)
    """All that were ranked together, the best first."""

    @property
    def signs(self) -> tuple[str, ...]:
        """The signs that it fits, the strongest kind first."""
        return self.fit.signs(issue_traits(self.issue))

    @property
    def free(self) -> dict[int, tuple[str, ...]]:
        """The signs of all that were ranked together, by number."""
        return {issue.number: self.fit.signs(issue_traits(issue)) for issue in self.among}

    @property
    def days(self) -> int | None:
        """How many days issues like it took; None if that is not known."""
        return self.fit.sizes.expected(group_traits(issue_traits(self.issue)))

    @property
    def reason(self) -> Markdown:
        """What `reason_in` returns, in English."""
        return self.reason_in(DEFAULT)

    def reason_in(self, language: Language) -> Markdown:
        """Return the strongest sign in a few words that can be checked, and what is known of its size."""
        words = REASONS[language]
        if self.days is None:
            return self._why(words)
        if self.days == 1:
            return words.takes_a_day(why=self._why(words))
        return words.takes_days(why=self._why(words), days=self.days)

    def _why(self, words: Messages) -> Markdown:
        traits, fit = issue_traits(self.issue), self.fit
        match next(iter(self.signs), None):
            case "path":
                return words.path(path=file_link(fit.page, fit.nearest(traits)[1]))
            case "label":
                shared = fit.shared(traits, LABEL)
                label = next(label for label in self.issue.labels if label.casefold() in shared)
                return words.label(label=code(label, 50))
            case "word":
                return words.word(word=escape(fit.shared(traits, WORD)[0]))
            case "language":
                return words.language(language=escape(fit.shared(traits, LANGUAGE)[0]))
        return words.free()
