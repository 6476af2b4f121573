"""Whose turn it is: newcomers' pull requests and support questions that wait for the maintainers. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.community.cases import CaseState, asks_reporter
from bot.core.model import Subject
from bot.core.ports.reader import WaitingRun
from bot.core.ports.records import Deed

WORDS = (
    "issues.opened",
    "issues.reopened",
    "issue_comment.created",
    "pull_request.opened",
    "pull_request.reopened",
    "pull_request.ready_for_review",
    "pull_request.synchronize",
    "pull_request_review.submitted",
    "pull_request_review_comment.created",
)
"""Deeds by which somebody says something, and the turn passes to the other side."""
NEWCOMER_MERGES = 3
"""A person with so many merged pull requests with an owner is no newcomer any more."""


@dataclass(frozen=True)
class Waiting:
    """A subject that waits for the maintainers since an instant (UTC)."""

    subject: Subject
    since: datetime


def is_of(run: WaitingRun, pull: Subject) -> bool:
    """Return whether a run belongs to a pull request. GitHub does not say which it is where the commit comes
    from a fork, so it is known by its head; one whose head nobody told us, by its author."""
    return pull.head_sha == run.head_sha if pull.head_sha else pull.author.id == run.actor.id


def may_wait(subject: Subject, case: CaseState | None) -> bool:
    """Return whether a subject can be the maintainers' turn at all: not a draft, and nobody asked its
    author."""
    waits_on_author = case is not None and (not case.is_open or case.waits_on_reporter)
    if subject.draft or waits_on_author or asks_reporter(subject.labels):
        return False
    return subject.is_open and subject.author.is_person


def waiting_since(
    subject: Subject, deeds: Iterable[Deed], ours: Collection[int], installed_at: datetime | None
) -> datetime | None:
    """Return since when the last human word is not ours; None if it is, or when we cannot know.

    `deeds` are those on the subject, oldest first; `ours` are the ids of the people who look after the
    repository. An approval leaves the turn with us: the change is not merged yet. What was said before we
    came is unknown.
    """
    unseen = installed_at is not None and subject.created_at < installed_at and subject.comments > 0
    since = None if unseen else subject.created_at
    for deed in deeds:
        if not _is_word(deed):
            continue
        if deed.person_id not in ours:
            since = since or deed.at
        elif deed.detail.get("verdict") != "approved":
            since = None
    return since


def _is_word(deed: Deed) -> bool:
    """Return whether somebody said something: no program, and no command alone."""
    return deed.what in WORDS and not (deed.detail.get("bot") or deed.detail.get("wordless"))


def question_since(deeds: Iterable[Deed], ours: Collection[int]) -> datetime | None:
    """Return since when somebody's question on an issue has had no word of ours; None if there is none.

    For issues that are claimed: who wrote them, and what else is said there, does not wait for anybody.
    """
    since = None
    for deed in deeds:
        if not _is_word(deed):
            continue
        if deed.person_id in ours:
            since = None
        elif deed.detail.get("asks"):
            since = since or deed.at
    return since
