"""What comes next for somebody whose change was merged: one issue in the area they know, a notch harder."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.community.patterns import paths_in
from bot.community.suggestions import HARDER, Interests, Suggestion, Suggestions, words_of
from bot.core.context import Surroundings
from bot.core.markdown import Markdown, escape
from bot.core.memory import Memory
from bot.core.messages import DEFAULT, Language
from bot.core.model import EPOCH, Subject, User, Value, contains
from bot.services.journey import FEATURE
from bot.services.suggestions import find_suggestions, marked_issues

MOST_PATHS = 20
"""So many paths of an area are kept."""


class Area(Value):
    """The area of somebody to whom nothing could be named when their change was merged.

    `number` is that pull request; issues opened from `since` until `until` (UTC) may come back to them.
    """

    id: int
    login: str
    number: int
    since: datetime
    until: datetime
    paths: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, person: User, number: int, since: datetime, until: datetime, area: Interests) -> Area:
        """Return what is kept of somebody's interests."""
        return cls(
            id=person.id,
            login=person.login,
            number=number,
            since=since,
            until=until,
            paths=area.paths[:MOST_PATHS],
            labels=area.labels,
            words=tuple(sorted(area.words)),
        )

    @property
    def interests(self) -> Interests:
        """The interests that were kept."""
        return Interests(self.id, self.paths, self.labels, frozenset(self.words), self.login)


AREA = Memory(FEATURE, "area:", Area)
"""In the repository's scope, by a person's id: to whom a later issue may come back."""


def in_area(issue: Subject, area: Interests, marks: Collection[str]) -> bool:
    """Return whether an issue has to do with what somebody worked on: a folder, a label or a word of its
    title.

    `marks` are labels that say nothing about an area.
    """
    tops = {path.split("/", 1)[0] for path in area.paths}
    named = {path.split("/", 1)[0] for path in paths_in(f"{issue.title}\n{issue.body}")}
    labels = [label for label in issue.labels if not contains(marks, label)]
    return bool(
        tops & named
        or any(contains(area.labels, label) for label in labels)
        or words_of(issue.title) & area.words
    )


async def next_steps(
    ctx: Surroundings, area: Interests, without: Collection[int] = (), since: datetime = EPOCH
) -> list[Suggestion]:
    """Return issues in the area opened after `since` that are free, the harder ones first, then those for
    first-timers."""
    config = ctx.repo.section("newcomers.suggestions", Suggestions) or Suggestions()
    marks = (*config.labels, HARDER)
    first = await marked_issues(ctx)
    numbers = {issue.number for issue in first}
    harder = [e for e in await ctx.records.open_subjects(label=HARDER) if e.number not in numbers]
    for issues in (harder, first):
        near = [issue for issue in issues if issue.created_at > since and in_area(issue, area, marks)]
        if suggestions := await find_suggestions(ctx, near, area, without=without):
            return suggestions
    return []


def step_values(step: Suggestion, language: Language = DEFAULT) -> dict[str, Markdown]:
    """Return what the messages about one issue say of it."""
    title = escape(step.issue.title, 60)
    return {"number": Markdown(str(step.issue.number)), "title": title, "reason": step.reason_in(language)}
