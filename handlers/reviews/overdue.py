"""Reviews that were asked for and have not come: who is reminded, when, and in which words. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from bot.community.waiting import WORDS
from bot.core.config.base import Section
from bot.core.memory import Memory
from bot.core.model import Subject, Value, contains, same
from bot.core.ports.records import Deed
from bot.core.schedule import Duration, spoken_day


class Reviews(Section):
    """Reminders about reviews."""

    remind_after: Duration = Duration.parse("3 working days")
    """A review that was asked for is recalled after so long without a word."""


class ReviewRequest(Value):
    """A person or (`is_team`, `login` being its slug) a team whose review was asked for; instants are UTC."""

    login: str
    is_team: bool = False
    since: datetime
    due: datetime

    def stands(self, subject: Subject) -> bool:
        """Whether GitHub still lists them among those asked."""
        if self.is_team:
            return contains(subject.teams, self.login)
        return contains([each.login for each in subject.reviewers], self.login)

    def has_spoken(self, deeds: Iterable[Deed], members: Collection[str]) -> bool:
        """Whether they (or, of a team, one of its `members`) have said anything here since."""
        people = members if self.is_team else (self.login,)
        return any(
            deed.at >= self.since and deed.what in WORDS and contains(people, deed.person) for deed in deeds
        )

    def mention(self, owner: str) -> str:
        """How GitHub calls them."""
        return f"@{owner}/{self.login}" if self.is_team else f"@{self.login}"


class PendingReviews(Value):
    """All reviews that a pull request waits for, as far as nobody was reminded of them yet."""

    asked: tuple[ReviewRequest, ...] = ()
    noticed: date | None = None
    """The day (by the repository's zone) of the latest reminder here."""

    def with_(self, new: ReviewRequest) -> PendingReviews:
        """With one more; who is asked again is asked from now."""
        kept = (
            each for each in self.asked if not (same(each.login, new.login) and each.is_team is new.is_team)
        )
        return self.model_copy(update={"asked": (*kept, new)})

    def without(self, gone: Sequence[ReviewRequest]) -> PendingReviews:
        """Without these."""
        return self.model_copy(update={"asked": tuple(each for each in self.asked if each not in gone)})

    def put_off(self, late: Sequence[ReviewRequest], until: datetime) -> PendingReviews:
        """With these due at `until`."""
        moved = tuple(e.model_copy(update={"due": until}) if e in late else e for e in self.asked)
        return self.model_copy(update={"asked": moved})

    def next_due(self) -> datetime | None:
        """When somebody is to be reminded."""
        return min((each.due for each in self.asked), default=None)


PENDING = Memory("reviews", "asked", PendingReviews)
"""In the subject's scope: whom a review was asked of, and since when."""


def reminder(asked: Sequence[ReviewRequest], owner: str, zone: str) -> str:
    """The comment, where there is no private channel: to the reviewers, never to the author."""
    who = ", ".join(each.mention(owner) for each in asked)
    since = spoken_day(min(each.since for each in asked), zone)
    return (
        f"{who}: a review was asked for on {since}. Any word here shows that you have it; `/uncc` hands it "
        "back, no reason needed. The author need not do anything."
    )


def private_reminder(asked: Sequence[ReviewRequest], ref: str, zone: str, *, private: bool) -> str:
    """The message for a private channel. What happens in a private repository is not told outside it."""
    who = ", ".join(each.login for each in asked)
    if private:
        return f"{who}: a review you were asked for waits; GitHub's notifications have it."
    since = spoken_day(min(each.since for each in asked), zone)
    return (
        f"{who}: {ref} waits for your review, asked for on {since}. Any word there shows that you have it; "
        "`/uncc` there hands it back, no reason needed."
    )
