"""What may be heard, from whom, and where."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.core.model import Subject, User


class Meaning(StrEnum):
    """What somebody says in plain words."""

    OFFER = "offer"
    """They would take the issue on."""
    WHO_HAS_IT = "who_has_it"
    """They ask whether somebody works on it, or whether it is free."""
    GIVING_UP = "giving_up"
    """They let go of what they claimed, without any doubt."""
    DOUBTFUL = "doubtful"
    """They may be about to let go."""
    RENEWAL = "renewal"
    """They claimed it, and say a word."""
    STUCK = "stuck"
    """They claimed it, and ask for a hand."""
    WAITING = "waiting"
    """They claimed it, and wait for an employer or for permission."""
    PROMISE = "promise"
    """They will look at it, and say nothing else."""
    ANSWER = "answer"
    """They say more than a promise."""
    SOLVED = "solved"
    """It works; nothing is left to do."""
    THANKS = "thanks"
    """Thanks, and nothing else."""
    NOT_SUPPORT = "not_support"
    """It is no question, or has the wrong label."""
    ANY_UPDATE = "any_update"
    """They ask how it stands, or who can help."""
    CAME_BACK = "came_back"
    """It is there again, or should be opened again."""
    OUTAGE = "outage"
    """A service does not work, for many."""
    CLOSE_PLEASE = "close_please"
    """They would have it closed."""
    NOTHING = "nothing"
    """Nothing that anything follows from."""


class Speaker(StrEnum):
    """Who writes: by account id, never by login."""

    AUTHOR = "author"
    """Whoever opened the issue, and holds no claim on it."""
    CLAIMANT = "claimant"
    """Whoever holds a claim here."""
    STEWARD = "steward"
    """Whoever has the case, or looks after the repository."""
    OTHER = "other"
    """Anybody else."""

    @classmethod
    def of(cls, writer: User, subject: Subject) -> Speaker:
        """Return who writes on a subject, where claims and roles do not count."""
        return cls.AUTHOR if writer.id == subject.author.id else cls.OTHER


class ThreadKind(StrEnum):
    """Where they write."""

    ISSUE = "issue"
    """An open issue that is no support case."""
    CASE = "case"
    """An open support case."""
    CLOSED = "closed issue"
    """A closed issue that is no case."""
    CLOSED_CASE = "closed case"
    """A support case that is done with."""
    PULL_REQUEST = "pull request"
    """A pull request: its author asks how it stands; nothing else is heard there."""


_ASKS = (Meaning.WHO_HAS_IT, Meaning.ANY_UPDATE, Meaning.CLOSE_PLEASE)
_CLAIMED = (Meaning.RENEWAL, Meaning.GIVING_UP, Meaning.DOUBTFUL, Meaning.WAITING, Meaning.STUCK)
_BACK = (Meaning.CAME_BACK,)

AUDIBLE: Mapping[tuple[Speaker, ThreadKind], tuple[Meaning, ...]] = {
    (Speaker.CLAIMANT, ThreadKind.ISSUE): _CLAIMED,
    (Speaker.CLAIMANT, ThreadKind.CASE): _CLAIMED,
    (Speaker.OTHER, ThreadKind.ISSUE): (Meaning.OFFER, *_ASKS),
    (Speaker.OTHER, ThreadKind.CASE): (*_ASKS, Meaning.OUTAGE),
    (Speaker.OTHER, ThreadKind.CLOSED): _BACK,
    (Speaker.OTHER, ThreadKind.CLOSED_CASE): _BACK,
    (Speaker.AUTHOR, ThreadKind.ISSUE): (Meaning.OUTAGE, *_ASKS),
    (Speaker.AUTHOR, ThreadKind.CASE): (
        Meaning.NOT_SUPPORT,
        Meaning.OUTAGE,
        *_ASKS,
        Meaning.SOLVED,
        Meaning.THANKS,
    ),
    (Speaker.AUTHOR, ThreadKind.CLOSED): _BACK,
    (Speaker.AUTHOR, ThreadKind.CLOSED_CASE): _BACK,
    (Speaker.AUTHOR, ThreadKind.PULL_REQUEST): (Meaning.WHO_HAS_IT, Meaning.ANY_UPDATE),
    (Speaker.STEWARD, ThreadKind.CASE): (Meaning.THANKS, Meaning.PROMISE),
}
"""What may be heard from whom, where; of several the first. Nothing else is."""
