"""Whom a new comment calls, as what, and whether they are at work then.

A mention in a new comment is a call, also one in the text that the bot opens an issue with. It is an answer
instead where the one it mentions has written on that subject within the last minutes, or it was theirs and
was closed or merged then. A lasting comment is there to be consulted, and answers whoever opened the subject
at once: whom it names is called, at whatever hour.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.harness.words.finding import Finding
from tests.harness.words.season import Comment, Repository, Season

ANSWERED_WITHIN = timedelta(minutes=10)
MOST = {"host": 3.0, "mentor": 2.0, "steward": 3.0, "newcomer": 2.0, "maintainer": 1.0}
"""Calls per active person and week, by role; a maintainer has one letter besides."""
LETTERS = ("digest", "supply", "pains", "handover")
"""How the keys of regular letters begin."""
ROLE_OF_FEATURE = {"cohorts": "host", "mentors": "mentor", "steward": "steward"}


@dataclass(frozen=True)
class Call:
    """One person called by one comment."""

    comment: Comment
    person: str
    role: str
    at_work: bool

    @property
    def is_letter(self) -> bool:
        """Whether it is a regular letter."""
        return any(section.key.startswith(LETTERS) for section in self.comment.sections)

    @property
    def week(self) -> tuple[int, int]:
        """The year and week."""
        return self.comment.made_at.isocalendar()[:2]


def calls(season: Season) -> Iterator[Call]:
    """Return all calls of a season, in order."""
    latest: dict[tuple[str, str], datetime] = {}
    for comment in sorted(season.comments, key=lambda comment: comment.made_at):
        if not comment.by_bot:
            latest[comment.subject, comment.author] = comment.made_at
            continue
        repository = season.repository(comment.subject)
        truth = season.truth(comment.subject)
        closed_at = {truth.author: truth.closed_at}
        for person in comment.readers:
            acts = (latest.get((comment.subject, person)), closed_at.get(person))
            if not any(at and timedelta() <= comment.made_at - at <= ANSWERED_WITHIN for at in acts):
                known = repository.people.get(person)
                hours = known.hours if known else repository.hours
                role = role_of(comment, person, repository)
                yield Call(comment, person, role, hours.next_start(comment.made_at) == comment.made_at)


def role_of(comment: Comment, person: str, repository: Repository) -> str:
    """Return as what somebody is called: by the feature that speaks, if they are that in the file."""
    known = repository.people.get(person)
    if known is None:
        return "newcomer"
    spoken = (ROLE_OF_FEATURE.get(section.feature, "") for section in comment.sections)
    return next((role for role in spoken if role in known.roles), known.roles[-1])


def outside(season: Season) -> list[Finding]:
    """Return the calls outside of the called person's working hours."""
    return [
        Finding.of(call.comment, f"calls {call.person} at {call.comment.made_at:%a %d %b %H:%M} UTC")
        for call in calls(season)
        if not call.at_work and call.comment.sticky is None
    ]


def per_week(season: Season) -> dict[str, tuple[float, int]]:
    """Return calls per active person and week, by role: their mean, and the most of one person in a week.

    A person is active in a week in which they wrote, or were called.
    """
    counts: dict[str, Counter[tuple[str, tuple[int, int]]]] = defaultdict(Counter)
    wrote = {(c.author, c.made_at.isocalendar()[:2]) for c in season.comments if not c.by_bot}
    roles: dict[str, set[str]] = defaultdict(set)
    for call in calls(season):
        roles[call.role].add(call.person)
        counts[call.role][call.person, call.week] += not call.is_letter
    result = {}
    for role in MOST:
        active = {slot for slot in wrote if slot[0] in roles[role]} | set(counts[role])
        total = sum(counts[role].values())
        result[role] = (total / len(active) if active else 0.0, max(counts[role].values(), default=0))
    return result
