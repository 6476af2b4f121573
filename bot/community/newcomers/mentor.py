"""Who offered to stand by newcomers, about what, for how many at a time, and when they are away. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Annotated

from pydantic import Field, RootModel

from bot.core.config.accounts import Login
from bot.core.config.base import Section
from bot.core.memory import Memory
from bot.core.model import Subject, Value, same

FEATURE = "mentors"
"""Under this name everything about mentors is remembered and said, whoever brings it about."""
MOST_TOPICS = 10
"""So many topics of one mentor are kept."""
LONGEST_TOPIC = 50
MOST_NEWCOMERS = 1000


class Mentor(Section):
    """What a mentor helps with."""

    topics: tuple[str, ...] = ()
    """What they know about, in words of titles and labels."""
    capacity: Annotated[int, Field(ge=1, le=MOST_NEWCOMERS)] = 2
    """So many newcomers at a time."""
    away_until: date | None = None
    """The last day of an absence; nobody new comes to them until then. `/mentor away` says the same."""


class Mentors(RootModel[dict[Login, Mentor]]):
    """Mentors by their login."""


class MentorOffer(Value):
    """What somebody said of themselves by `/mentor me`, or (`out`) by `/unmentor`."""

    login: str
    account_id: int = 0
    """Of the account that said so; 0 in offers of releases before this was kept."""
    topics: tuple[str, ...] = ()
    capacity: int | None = None
    out: bool = False

    @classmethod
    def read(cls, login: str, account_id: int, words: Collection[str]) -> MentorOffer:
        """Return the offer in the words after `/mentor me`: topics, and a number for how many at a time."""
        numbers = [int(word) for word in words if word.isdecimal() and len(word) < 10]
        topics = [word.strip(",")[:LONGEST_TOPIC] for word in words if not word.isdecimal()]
        room = min(max(numbers[0], 1), MOST_NEWCOMERS) if numbers else None
        some = tuple(filter(None, topics))[:MOST_TOPICS]
        return cls(login=login, account_id=account_id, topics=some, capacity=room)


class Absence(Value):
    """The days on which somebody is away; no last day: until they say that they are back."""

    login: str
    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Return whether a day is one of them."""
        return self.since <= day and (self.until is None or day <= self.until)


OFFERS = Memory(FEATURE, "mentor:", MentorOffer)
"""In the repository's scope, by login in lower case."""


class Mentee(Value):
    """A newcomer, and the subjects on which their mentor stands by them."""

    id: int
    login: str
    numbers: tuple[int, ...] = ()


class MentorLoad(Value):
    """A mentor and the newcomers they stand by."""

    mentor: str
    pairs: tuple[Mentee, ...] = ()


LOADS = Memory(FEATURE, "with:", MentorLoad)
"""In the repository's scope, by login of the mentor in lower case."""
ABSENCES = Memory(FEATURE, "away:", Absence)
"""In the repository's scope, by login in lower case."""


def current_mentors(config: Mentors | None, offers: Iterable[MentorOffer]) -> dict[str, Mentor]:
    """Return everybody who is a mentor now: those of the file, and what people said of themselves since."""
    mentors = dict(config.root) if config is not None else {}
    for offer in offers:
        known = next((login for login in mentors if same(login, offer.login)), None)
        if offer.out:
            mentors.pop(known or offer.login, None)
            continue
        mentor = mentors[known] if known else Mentor()
        topics, capacity = offer.topics or mentor.topics, offer.capacity or mentor.capacity
        mentors[known or offer.login] = mentor.model_copy(update={"topics": topics, "capacity": capacity})
    return mentors


def is_away(mentor: Mentor, absence: Absence | None, day: date) -> bool:
    """Return whether a mentor is away on a day, by the file or by their own word."""
    by_file = mentor.away_until is not None and day <= mentor.away_until
    return by_file or (absence is not None and absence.covers(day))


def best_matches(
    mentors: Mapping[str, Mentor], load: Mapping[str, int], subject: Subject, without: Collection[str]
) -> list[str]:
    """Return mentors with room, the best first: by topics shared with the subject, then by how little
    they have.

    `load` counts newcomers by login in lower case; `without` are people who are not to be asked.
    """
    text = f"{subject.title} {' '.join(subject.labels)}".casefold()
    gone = {login.casefold() for login in without}
    ranked = [
        (-sum(topic.casefold() in text for topic in mentor.topics), load.get(login.casefold(), 0), login)
        for login, mentor in mentors.items()
        if login.casefold() not in gone and load.get(login.casefold(), 0) < mentor.capacity
    ]
    return [login for _, _, login in sorted(ranked, key=lambda row: (row[0], row[1], row[2].casefold()))]
