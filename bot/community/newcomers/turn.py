"""Whose turn it is on what a newcomer works on: a maintainer's, theirs, or somebody else's. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.community.cases import asks_reporter
from bot.community.newcomers.stuck_signs import ANSWER
from bot.community.waiting import question_since, waiting_since
from bot.core.model import Subject
from bot.core.ports.records import Deed
from bot.core.schedule import Duration, WorkingHours

REVIEW = Duration.parse("3 working days")
"""A newcomer's pull request may wait so long for a word before they count as stuck."""


class Party(StrEnum):
    """For whom a newcomer waits."""

    REVIEW = "review"
    """A maintainer looks at their pull request."""
    ANSWER = "answer"
    """Somebody answers their question."""
    APPROVAL = "approval"
    """A maintainer lets the checks run on their pull request: GitHub waits for that."""
    REPORTER = "reporter"
    """Whoever reported the issue tells more."""
    NEWCOMER = "newcomer"
    """It is their own move."""


@dataclass(frozen=True)
class NewcomerTurn:
    """For whom a newcomer waits, since when, and whether that is long enough to look."""

    party: Party
    since: datetime
    is_long: bool


def turn(
    subject: Subject,
    person_id: int,
    words: Sequence[Deed],
    now: datetime,
    hours: WorkingHours,
    patience: timedelta,
    *,
    needs_approval: bool = False,
) -> NewcomerTurn:
    """Return whose turn it is; `words` are those on the subject, oldest first.

    `patience` is how long somebody may be silent while it is their own move. Nobody's role is asked: any
    person but the newcomer answers. What is a draft, or waits for its reporter, is never a maintainer's turn.
    """
    others = {deed.person_id for deed in words if deed.person_id != person_id and not deed.detail.get("bot")}
    theirs = subject.author.id == person_id
    last_word = max((deed.at for deed in words), default=subject.created_at)
    if needs_approval:
        return NewcomerTurn(Party.APPROVAL, last_word, is_long=True)
    if asks_reporter(subject.labels):
        party = Party.NEWCOMER if theirs else Party.REPORTER
        return NewcomerTurn(party, last_word, is_long=now - last_word >= patience)
    if not subject.draft:
        waits_since = waiting_since(subject, words, others, None) if theirs else question_since(words, others)
        if waits_since is not None:
            party, most = (
                (Party.REVIEW, REVIEW) if theirs and subject.is_pull_request else (Party.ANSWER, ANSWER)
            )
            return NewcomerTurn(party, waits_since, is_long=hours.add(waits_since, most) <= now)
    return NewcomerTurn(Party.NEWCOMER, last_word, is_long=now - last_word >= patience)
