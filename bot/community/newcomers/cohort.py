"""A cohort as the repository's file writes it: a visit, a sprint, a docathon, a class. Pure."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, RootModel, field_validator, model_validator

from bot.core.config.accounts import Login, LoginOrTeam
from bot.core.config.base import Section
from bot.core.config.names.references import Names, Thing
from bot.core.config.repository_config import RepositoryConfig
from bot.core.config.shared import IssueNumber
from bot.core.feature import ConfigWarning
from bot.core.markdown.quoting import code
from bot.core.memory import Memory
from bot.core.messages import load
from bot.core.model import contains
from bot.core.schedule import Duration

TEXT = load(__name__)


class BoardOrigin(StrEnum):
    """Where a board comes from, if the file does not name an issue."""

    OPEN = "open"
    """The bot opens one."""


FEATURE = "cohorts"
"""Under this name everything about cohorts is remembered."""
MEMBER = Memory(FEATURE, "member:", bool)
"""In the repository's scope, by cohort and person's id: somebody came; whether by their own word alone. It
holds no login."""
SECTION = "newcomers.cohorts"
STILL_HERE = (30, 90, 180)
"""Days after the end at which it is counted who is still here."""
LAST_REVIEWS = timedelta(days=14)
"""So long after its end the board still follows what happens."""
WINDOW = timedelta(days=30)
"""A person who does something within so long after such a day is still here."""


def _typed(name: str) -> str:
    if not re.fullmatch(r"\w[\w .+-]{0,59}", name) or "  " in name:
        raise ValueError(
            "this name cannot be typed after `/cohort`: write letters, digits, single blanks, and . + _ -"
        )
    return name


Name = Annotated[str, AfterValidator(_typed)]


class Cohort(Section):
    """People who come together for a while: a visit, a sprint, a class."""

    host: Annotated[Login, Names(Thing.PERSON)]
    """Who looks after them, by login; hears first of everything."""
    title: Annotated[str, Field(max_length=200)] = ""
    """The name that people use, where it is another; an answer in `form_field` may say either."""
    members: tuple[LoginOrTeam, ...] = ()
    """Logins, and teams as @owner/team; others join by `/cohort` or by `form_field`."""
    form_field: str | None = None
    """The field of the issue form in which somebody names the cohort they belong to."""
    since: Annotated[date, Field(alias="from")]
    """The first day."""
    until: date
    """The last day."""
    ahead: Duration = Duration.parse("1 week")
    """So long before the first day its issues are reserved, its board is opened and its host is told."""
    reserve: tuple[IssueNumber, ...] = ()
    """Issues kept for its people, by number, from `ahead` of the first day to the end of the last."""
    reserve_label: Annotated[str, Field(min_length=1, max_length=100), Names(Thing.LABEL)] | None = None
    """Issues with this label are kept in the same way."""
    board: IssueNumber | Literal[BoardOrigin.OPEN] | None = None
    """The issue that shows how it goes and carries the closing report; `open` lets the bot open one."""
    pin: bool = False
    """Whether the board is pinned to the top of that issue, once, where GitHub can."""

    @field_validator("ahead")
    @classmethod
    def _is_calendar(cls, ahead: Duration) -> Duration:
        if ahead.working:
            raise ValueError(f"{code(str(ahead))} depends on whose working time it is: write it like 1 week")
        return ahead

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until < self.since:
            raise ValueError(f"this cohort ends ({self.until}) before it begins ({self.since})")
        return self

    @property
    def prepares(self) -> date:
        """The day from which it is prepared; at the latest the first."""
        return self.since - min(self.ahead.calendar, self.since - date.min)

    def is_on(self, day: date) -> bool:
        """Return whether a day is one of its days."""
        return self.since <= day <= self.until

    def is_near(self, day: date) -> bool:
        """Return whether a day is one of its days, or of those before in which it is prepared."""
        return self.prepares <= day <= self.until

    def is_shown(self, day: date) -> bool:
        """Return whether its board is kept up: until the last reviews are through."""
        return self.prepares <= day <= _later(self.until, LAST_REVIEWS)

    def reports_due(self, day: date) -> int:
        """Return how many of its reports are due: one after its end, one after each window of
        `STILL_HERE`."""
        ends = (self.until, *(_later(self.until, timedelta(days=days) + WINDOW) for days in STILL_HERE))
        return sum(end < day for end in ends)


def _later(day: date, length: timedelta) -> date:
    return day + min(length, date.max - day)


class Cohorts(RootModel[dict[Name, Cohort]]):
    """Cohorts by their name."""

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        spelled: dict[str, str] = {}
        for name in self.root:
            if (other := spelled.setdefault(name.casefold(), name)) != name:
                raise ValueError(
                    f"{code(other)} and {code(name)} are one name to `/cohort`: give one another name"
                )
        return self

    def named(self, name: str) -> tuple[str, Cohort] | None:
        """Return a cohort in the file's spelling of its name, in any case."""
        folded = name.casefold()
        return next(
            ((known, cohort) for known, cohort in self.root.items() if known.casefold() == folded), None
        )


def tag(name: str) -> str:
    """Return how keys name a cohort; `~` keeps its name from being a login."""
    return f"~{name.casefold()}"


def cohorts_of(repo: RepositoryConfig) -> dict[str, Cohort]:
    """Return the cohorts of a repository's file by their name."""
    section = repo.section(SECTION, Cohorts)
    return section.root if section is not None else {}


def config_warnings(repo: RepositoryConfig) -> Iterator[ConfigWarning]:
    """Return what may surprise in a file that is right, by the value's path."""
    cohorts = cohorts_of(repo)
    for name, cohort in cohorts.items():
        at = ("newcomers", "cohorts", name)
        if cohort.board is None:
            yield at, TEXT.no_board(name=code(name))
        if (cohort.reserve or cohort.reserve_label) and "newcomers.claims" not in repo.sections:
            yield at, TEXT.no_claims(name=code(name))
        for place, login in enumerate(cohort.members):
            if "/" in login and not login.startswith("@"):
                yield (*at, "members", place), TEXT.team_without_at(team=code(f"@{login}"))
        for place, number in enumerate(cohort.reserve):
            for other, rival in cohorts.items():
                together = cohort.is_near(rival.since) or rival.is_near(cohort.since)
                if other < name and together and number in rival.reserve:
                    yield (*at, "reserve", place), TEXT.reserved_twice(number=number, other=code(other))
    numbers = Counter(cohort.board for cohort in cohorts.values() if isinstance(cohort.board, int))
    for name, cohort in cohorts.items():
        if isinstance(cohort.board, int) and cohort.board in cohort.reserve:
            yield ("newcomers", "cohorts", name, "board"), TEXT.board_reserved(number=cohort.board)
        if isinstance(cohort.board, int) and numbers[cohort.board] > 1:
            yield ("newcomers", "cohorts", name, "board"), TEXT.board_shared(number=cohort.board)


def reserves(cohort: Cohort, number: int, labels: tuple[str, ...]) -> bool:
    """Return whether an issue is one of those that a cohort keeps for its people."""
    return number in cohort.reserve or (
        cohort.reserve_label is not None and contains(labels, cohort.reserve_label)
    )
