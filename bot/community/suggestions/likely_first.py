"""Which issues without a mark are like those that maintainers mark and newcomers take.

A sign (a folder that an issue names, a label, a language, a word of its title, a short text) speaks for an
issue by how much oftener marked ones have it than others:

    points = log2(share of the marked ones that have it / share of the others that have it)

Shares start from `PRIOR`. A marked issue that somebody claimed, or that is done, counts twice. Independent
signs add up: it is naive Bayes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2

from bot.community.suggestions.reading import issue_traits, lacks
from bot.core.memory import Memory, Moment
from bot.core.model import Subject, Value

LEAST_MARKED, LEAST_OTHERS = 8, 8
"""So many of each have to be known before anything is said of others."""
PRIOR = 0.5
LEAST_POINTS = 1.0
"""Twice as like the marked ones as like the others."""
MOST_SIGNS = 3
MOST_A_WEEK, LAPSE = 3, timedelta(weeks=3)
"""So many proposals are new in a week; what nobody heeds for so long does not come back."""
MOST_LACKING = 2
"""An issue that lacks more than this is not near to being somebody's first."""
SMALL = 1_500
"""Characters of a text that describes something small."""
SHORT, LONG = "size:short", "size:long"
_PER_LETTER = timedelta(days=6)


class FirstIssueProposal(Value):
    """An issue that was proposed to maintainers as a good first one."""

    number: int
    at: Moment
    signs: tuple[str, ...] = ()
    """What it shares with marked ones, the strongest first: `word:typo`, `folder:docs`."""
    declined: bool = False
    """Whether somebody with the triage role said that it is none."""


MEMORY = "suggestions"
"""Under this name is remembered what was learnt, and which labels nobody with the triage role put on."""
PROPOSALS = Memory(MEMORY, "proposals", tuple[FirstIssueProposal, ...])
"""In the repository's scope: all that was proposed, the latest last."""


@dataclass(frozen=True)
class FirstIssueSigns:
    """How often each sign stands in marked issues and in others."""

    marked: int
    others: int
    in_marked: Mapping[str, int]
    in_others: Mapping[str, int]

    @classmethod
    def of(cls, issues: Iterable[Subject], marks: Collection[str], taken: Collection[int]) -> FirstIssueSigns:
        """Count the signs of issues; `marks` are labels in lower case, `taken` numbers."""
        sides: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        total = [0, 0]
        for issue in issues:
            is_marked = is_first(issue, marks)
            times = 2 if is_marked and issue.number in taken else 1
            total[is_marked] += times
            for sign in signs_of(issue, marks):
                sides[is_marked][sign] += times
        return cls(total[True], total[False], sides[True], sides[False])

    @property
    def is_enough(self) -> bool:
        """Whether enough is known to say anything."""
        return self.marked >= LEAST_MARKED and self.others >= LEAST_OTHERS

    def points(self, sign: str) -> float:
        """Return how much a sign speaks for an issue, in doublings; below 0 it speaks against it."""
        inside = (self.in_marked.get(sign, 0) + PRIOR) / (self.marked + 2 * PRIOR)
        outside = (self.in_others.get(sign, 0) + PRIOR) / (self.others + 2 * PRIOR)
        return log2(inside / outside)

    def judge(self, issue: Subject, marks: Collection[str]) -> tuple[float, tuple[str, ...]]:
        """Return how like marked ones an issue is, in doublings, and the signs that say so, the strongest
        first."""
        points = {sign: self.points(sign) for sign in signs_of(issue, marks)}
        shared = sorted((sign for sign, value in points.items() if value > 0), key=lambda s: (-points[s], s))
        return sum(points.values()), tuple(shared[:MOST_SIGNS])


def is_first(issue: Subject, marks: Collection[str]) -> bool:
    """Return whether an issue bears one of these labels, which are in lower case."""
    return any(label.casefold() in marks for label in issue.labels)


def signs_of(issue: Subject, marks: Collection[str] = ()) -> tuple[str, ...]:
    """Return the signs of an issue; the marks themselves are none."""
    traits = (trait for trait in issue_traits(issue).traits if trait.removeprefix("label:") not in marks)
    return (*traits, SHORT if len(issue.body) <= SMALL else LONG)


def propose(
    candidates: Iterable[Subject],
    signs: FirstIssueSigns,
    marks: Collection[str],
    before: Sequence[FirstIssueProposal],
    now: datetime,
) -> tuple[FirstIssueProposal, ...]:
    """Return what is new to propose now: described, small, like the marked ones, and never proposed before;
    at most three a week, with what was proposed in its last days."""
    room = MOST_A_WEEK - sum(proposal.at > now - _PER_LETTER for proposal in before)
    known = {proposal.number for proposal in before}
    if not signs.is_enough or room <= 0:
        return ()
    ranked = list[tuple[int, float, FirstIssueProposal]]()
    for issue in candidates:
        lacking = len(lacks(issue))
        if issue.number in known or lacking > MOST_LACKING or not 0 < len(issue.body.strip()) <= SMALL:
            continue
        points, shared = signs.judge(issue, marks)
        if points >= LEAST_POINTS and shared:
            ranked.append((lacking, -points, FirstIssueProposal(number=issue.number, at=now, signs=shared)))
    ranked.sort(key=lambda row: (row[0], row[1], row[2].number))
    return tuple(proposal for _, _, proposal in ranked[:room])


def is_current(proposal: FirstIssueProposal, now: datetime) -> bool:
    """Return whether a proposal still waits for somebody: after three weeks nobody wants it."""
    return not proposal.declined and now - proposal.at < LAPSE
