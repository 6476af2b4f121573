"""Reviews that were asked for and have not come: of whom, since when, and when they are recalled. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from pydantic import ConfigDict, Field

from bot.community.waiting import WORDS
from bot.core.feature import Deed
from bot.core.markdown import Markdown, mention
from bot.core.memory import Memory
from bot.core.model import Subject, Value, contains, same


class ReviewRequest(Value):
    """A person or (`is_team`, `login` being its slug) a team whose review was asked for; instants are UTC."""

    login: str
    is_team: bool = False
    since: datetime
    due: datetime

    def stands(self, subject: Subject) -> bool:
        """Return whether GitHub still lists them among those asked."""
        if self.is_team:
            return contains(subject.teams, self.login)
        return contains([user.login for user in subject.reviewers], self.login)

    def has_spoken(self, deeds: Iterable[Deed], members: Collection[int]) -> bool:
        """Return whether they (or, of a team, one of its `members`, by id) have said anything here since."""
        return any(
            deed.at >= self.since
            and deed.what in WORDS
            and (deed.person_id in members if self.is_team else same(deed.person, self.login))
            for deed in deeds
        )

    def mention(self, owner: str) -> Markdown:
        """Return how GitHub calls them."""
        return mention(f"{owner}/{self.login}" if self.is_team else self.login)


class PendingReviews(Value):
    """All reviews that a pull request waits for, as far as nobody was reminded of them yet."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    requests: tuple[ReviewRequest, ...] = Field(default=(), alias="asked")
    noticed: date | None = None
    """The day (by the repository's zone) of the latest reminder here."""

    def with_request(self, new: ReviewRequest) -> PendingReviews:
        """With one more; who is asked again is asked from now."""
        others = tuple(
            request
            for request in self.requests
            if not (same(request.login, new.login) and request.is_team is new.is_team)
        )
        return self.model_copy(update={"requests": (*others, new)})

    def without(self, gone: Sequence[ReviewRequest]) -> PendingReviews:
        """Without these."""
        return self.model_copy(
            update={"requests": tuple(request for request in self.requests if request not in gone)}
        )

    def put_off(self, late: Sequence[ReviewRequest], until: datetime) -> PendingReviews:
        """With these due at `until`."""
        moved = tuple(
            request.model_copy(update={"due": until}) if request in late else request
            for request in self.requests
        )
        return self.model_copy(update={"requests": moved})

    def next_due(self) -> datetime | None:
        """Return when somebody is to be reminded."""
        return min((request.due for request in self.requests), default=None)


FEATURE = "reviews"
PENDING = Memory(FEATURE, "asked", PendingReviews)
"""In the subject's scope: whom a review was asked of, and since when."""
