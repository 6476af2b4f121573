"""What counts as stale by a repository's policies (`lifecycle.stale`), and whose turn it is there. Pure."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Annotated, NamedTuple

from bot.community.cases import asks_reporter
from bot.community.templates import usable_with
from bot.community.waiting import WORDS
from bot.core.config.accounts import Login
from bot.core.config.base import Section
from bot.core.config.names.references import LabelName, MilestoneTitle, OwnWords
from bot.core.config.shared import LifecycleConfig, SubjectType
from bot.core.keys import COMMANDED, UNLABELLED
from bot.core.model import Subject, Value, contains, same
from bot.core.ports.records import Deed
from bot.core.schedule import Duration

FROZEN = "lifecycle/frozen"
"""What has this label is never stale."""
LABELLED = ("issues.labeled", "pull_request.labeled")
DEEDS = (*WORDS, *LABELLED, *UNLABELLED)
"""What is asked about a subject before it is called stale."""
VARIABLES = ("author", "day", "label")
"""What the repository's own words may use; `day` is when it is closed, or empty."""


class OnlyWhere(Section):
    """What a policy is for."""

    labels: tuple[LabelName, ...] = ()
    """Labels of which one is needed; none: whatever its labels are."""
    all_of: tuple[LabelName, ...] = ()
    """Labels that are all needed."""

    def fits(self, labels: Collection[str]) -> bool:
        """Return whether what has these labels is meant."""
        one = not self.labels or any(contains(labels, label) for label in self.labels)
        return one and all(contains(labels, label) for label in self.all_of)

    def names(self, label: str) -> bool:
        """Return whether a label is one of those that are needed."""
        return contains((*self.labels, *self.all_of), label)


class NeverStale(Section):
    """What a policy leaves alone."""

    labels: tuple[LabelName, ...] = ()
    """Whatever has one of these labels."""
    milestones: bool | tuple[MilestoneTitle, ...] = False
    """`true`: whatever has a milestone; or the titles of some."""
    assignees: bool | tuple[Login, ...] = False
    """`true`: whatever somebody is assigned to; or their logins."""
    drafts: bool = False
    """Pull requests that are drafts."""

    def covers(self, subject: Subject) -> bool:
        """Return whether a subject is left alone."""
        milestone = (subject.milestone,) if subject.milestone else ()
        return (
            contains(subject.labels, FROZEN)
            or any(contains(subject.labels, label) for label in self.labels)
            or _is_one(milestone, self.milestones)
            or _is_one(subject.assignee_logins, self.assignees)
            or (self.drafts and subject.draft)
        )


def _is_one(names: Collection[str], listed: bool | tuple[str, ...]) -> bool:
    if isinstance(listed, bool):
        return listed and bool(names)
    return any(contains(listed, name) for name in names)


class StalePolicy(Section):
    """When an issue or pull request is marked as stale, and whether it is closed later."""

    on: SubjectType | None = None
    """Whether it is for issues or for pull requests alone; left out: for both."""
    only: OnlyWhere = OnlyWhere()
    """What it is for."""
    after: Duration = Duration.parse("60d")
    """So long nothing has happened."""
    label: LabelName = "stale"
    """The label that says so, one that the repository has; it goes with the next word of a person."""
    close_after: Duration | None = None
    """So long after that it is closed without a word; left out: never."""
    exempt: NeverStale = NeverStale()
    """What it leaves alone."""
    say: Annotated[OwnWords, usable_with(VARIABLES)] | None = None
    """The words of the comment, or a file with them, such as `.github/stewardbot/stale.md`."""

    def fits(self, subject: Subject) -> bool:
        """Return whether it is for a subject."""
        if self.on is not None and (self.on == "pull_request") is not subject.is_pull_request:
            return False
        return self.only.fits(subject.labels)


class LifecycleSection(LifecycleConfig):
    """Who may close, how long is too long, and what is done about it."""

    stale: tuple[StalePolicy, ...] = ()
    """Policies for what nothing happens on; the first that fits counts. Without one nothing is marked."""

    def policy(self, subject: Subject) -> StalePolicy | None:
        """Return the first policy that fits, unless it leaves the subject alone."""
        first = next((policy for policy in self.stale if policy.fits(subject)), None)
        return None if first is None or first.exempt.covers(subject) else first

    def is_marked(self, subject: Subject) -> bool:
        """Return whether a subject has the label of a policy."""
        return any(contains(subject.labels, policy.label) for policy in self.stale)


class StaleMark(Value):
    """That a subject was called stale: when, by which label, and when it is closed (None: never)."""

    at: datetime
    label: str
    close_at: datetime | None = None


class LastWord(NamedTuple):
    """When somebody last said something, and whether it waits on the maintainers since."""

    at: datetime
    waits_on_us: bool


def last_word(
    subject: Subject, deeds: Iterable[Deed], ours: Collection[int], policy: StalePolicy
) -> LastWord:
    """Return the last word of these deeds (oldest first); `ours` are the ids of maintainers.

    Whatever others said waits on the maintainers, and so does what they have approved. A label that asks the
    author for something, or for which the policy is, passes the turn as a word does.
    """
    at, waits_on_us = subject.created_at, subject.author.id not in ours
    for deed in deeds:
        if deed.detail.get("bot") or deed.detail.get("wordless"):
            continue
        label = str(deed.detail.get("label", ""))
        if deed.what in WORDS:
            at = deed.at
            if deed.person_id not in ours:
                waits_on_us = True
            elif deed.detail.get("verdict") != "approved":
                waits_on_us = False
        elif deed.what in LABELLED and (asks_reporter((label,)) or policy.only.names(label)):
            waits_on_us = False
    return LastWord(at, waits_on_us)


def was_taken_off(deeds: Iterable[Deed], label: str) -> bool:
    """Return whether a person took a label off: it is not set there again."""
    return any(
        deed.what in UNLABELLED
        and same(str(deed.detail.get("label", "")), label)
        and (not deed.detail.get("bot") or bool(deed.detail.get(COMMANDED)))
        for deed in deeds
    )
