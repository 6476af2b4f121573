"""What may be heard, from whom, and where."""

from collections.abc import Mapping
from enum import StrEnum


class Heard(StrEnum):
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


class Writer(StrEnum):
    """Who writes: by account id, never by login."""

    AUTHOR = "author"
    """Whoever opened the issue, and holds no claim on it."""
    CLAIMANT = "claimant"
    """Whoever holds a claim here."""
    STEWARD = "steward"
    """Whoever has the case, or looks after the repository."""
    OTHER = "other"
    """Anybody else."""


class Place(StrEnum):
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
    """A pull request: nothing is heard there yet."""


_ASKS = (Heard.WHO_HAS_IT, Heard.ANY_UPDATE, Heard.CLOSE_PLEASE)
_CLAIMED = (Heard.RENEWAL, Heard.GIVING_UP, Heard.DOUBTFUL, Heard.WAITING, Heard.STUCK)
_BACK = (Heard.CAME_BACK,)

AUDIBLE: Mapping[tuple[Writer, Place], tuple[Heard, ...]] = {
    (Writer.CLAIMANT, Place.ISSUE): _CLAIMED,
    (Writer.CLAIMANT, Place.CASE): _CLAIMED,
    (Writer.OTHER, Place.ISSUE): (Heard.OFFER, *_ASKS),
    (Writer.OTHER, Place.CASE): (*_ASKS, Heard.OUTAGE),
    (Writer.OTHER, Place.CLOSED): _BACK,
    (Writer.OTHER, Place.CLOSED_CASE): _BACK,
    (Writer.AUTHOR, Place.ISSUE): (Heard.OUTAGE, *_ASKS),
    (Writer.AUTHOR, Place.CASE): (
        Heard.NOT_SUPPORT,
        Heard.OUTAGE,
        *_ASKS,
        Heard.SOLVED,
        Heard.THANKS,
    ),
    (Writer.AUTHOR, Place.CLOSED): _BACK,
    (Writer.AUTHOR, Place.CLOSED_CASE): _BACK,
    (Writer.STEWARD, Place.CASE): (Heard.THANKS, Heard.PROMISE),
}
"""What may be heard from whom, where; of several the first. Nothing else is."""
