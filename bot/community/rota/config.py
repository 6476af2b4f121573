"""What a repository's file says about a rota, checked with sentences that say how to fix it."""

import re
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, field_validator, model_validator

from bot.core.config.accounts import LOGIN_SHAPE, IsLogin, LoginOrTeam
from bot.core.config.names.references import Names, Thing
from bot.core.markdown.quoting import Markdown, bare, code
from bot.core.messages import load
from bot.core.schedule import Change, Duration, Hours, WorkingDay, ZoneName, human_day

TEXT = load(f"{__package__}.messages")

_LOGIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}", re.IGNORECASE | re.ASCII)
_LOGIN_OR_TEAM = re.compile(r"@?[a-z0-9][a-z0-9_-]*(/[a-z0-9_.-]+)?", re.IGNORECASE | re.ASCII)


def _login(value: object) -> str:
    if isinstance(value, str) and _LOGIN.fullmatch(login := value.strip().removeprefix("@")):
        return login
    hint = " (put it in quotes if it is)" if isinstance(value, int | bool) else ""
    raise ValueError(f"{code(str(value), 60)} is no GitHub login{hint}: write it like alice")


def _or_a_login(schema: dict[str, Any]) -> None:
    """The JSON schema of a person: the short form is a login alone."""
    whole = dict(schema)
    schema.clear()
    shape = whole["properties"]["login"]["pattern"]
    schema["anyOf"] = [{"type": "string", "description": "A login.", "pattern": shape}, whole]


class Person(BaseModel):
    """Someone on the rota; what is left out is inherited from the file's own zone and working days."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_or_a_login)

    login: Annotated[str, LOGIN_SHAPE, BeforeValidator(_login), IsLogin, Names(Thing.ASSIGNEE)]
    """Their login."""
    timezone: ZoneName | None = None
    """Their zone."""
    hours: Hours | None = None
    """When they work, such as 09:00-13:00."""
    days: tuple[WorkingDay, ...] | None = None
    """The days on which they work."""
    max_open: int | None = None
    """So many open cases they have at most."""

    @model_validator(mode="before")
    @classmethod
    def _bare_login(cls, data: Any) -> Any:
        return data if isinstance(data, dict | Person) else {"login": data}

    @model_validator(mode="after")
    def _can_work(self) -> Self:
        if self.days is not None and not self.days:
            raise ValueError(f"{self.login} works on no day: leave `days` out, or name at least one")
        if self.max_open is not None and self.max_open < 1:
            raise ValueError(
                f"max_open of {self.login} is {self.max_open}: write at least 1, or leave it out"
            )
        return self


class RotaConfig(BaseModel):
    """A rota as written in the file. `starts` is the first change; `otherwise` answers for empty slots.

    `holidays` are the common ones: shifts over them are shared out evenly. `otherwise` is a login, or
    `@team`, as written. `timezone` and `working_days` are those of the file where they are left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    people: tuple[Person, ...]
    """Who takes turns, in this order."""
    on_duty: int = 1
    """So many are on duty at once, each joining one change after the other."""
    change: Change = Change.parse("every monday 09:00")
    """When the turn goes to the next, such as `every wednesday 10:00`."""
    starts: date = date(2026, 1, 5)
    """The day of the first change; the first of `people` is on duty from then."""
    acknowledge_within: Duration = Duration(1, "day", working=True)
    """Until then whoever has a case is to say a word; else it goes to the next."""
    answer_within: Duration = Duration(2, "day", working=True)
    """Until then a case is to be answered; reporters are told so only where the file says it."""
    otherwise: Annotated[LoginOrTeam, Names(Thing.ASSIGNEE)] | None = None
    """Who has a case when nobody on the rota can: a login, or @team."""
    holidays: tuple[date, ...] = ()
    """Days on which nobody works."""
    timezone: ZoneName | None = None
    """The zone of the changes; left out: the file's."""
    working_days: tuple[WorkingDay, ...] | None = None
    """Days on which people work; left out: the file's."""

    @field_validator("starts")
    @classmethod
    def _plausible(cls, value: date) -> date:
        if not 2000 <= value.year <= 2200:
            raise ValueError(f"starts is {value}: write the day of the first change, like 2026-01-07")
        return value

    @field_validator("otherwise")
    @classmethod
    def _names_someone(cls, value: str | None) -> str | None:
        if value is not None and not _LOGIN_OR_TEAM.fullmatch(value):
            raise ValueError(
                f"otherwise is {code(value, 60)}: write a login like carol, or a team like @core"
            )
        return value

    @model_validator(mode="after")
    def _people_suffice(self) -> Self:
        if not self.people:
            raise ValueError("people is empty: name at least one login")
        seen: set[str] = set()
        for person in self.people:
            if person.login.casefold() in seen:
                raise ValueError(f"{person.login} is named twice in people: name each person once")
            seen.add(person.login.casefold())
        if self.on_duty < 1:
            raise ValueError(f"on_duty is {self.on_duty}: write at least 1")
        if self.on_duty > len(self.people):
            only = "is only 1 person" if len(self.people) == 1 else f"are only {len(self.people)} people"
            raise ValueError(f"on_duty is {self.on_duty}, but there {only}: name more, or lower on_duty")
        return self

    @property
    def promises(self) -> bool:
        """Whether reporters are told by when an answer is due: only where the file itself says so."""
        return "answer_within" in self.model_fields_set

    @property
    def logins(self) -> tuple[str, ...]:
        """The people's logins, in the order of their turns."""
        return tuple(person.login for person in self.people)

    def person(self, login: str) -> Person | None:
        """Return the entry of one person (ignoring case), or None for a stranger to this rota."""
        key = login.casefold()
        return next((person for person in self.people if person.login.casefold() == key), None)

    def warnings(self) -> list[Markdown]:
        """Return what is allowed but may surprise, each as one sentence."""
        sentences = []
        if len(self.people) == 1:
            sentences.append(TEXT.alone(login=bare(self.logins[0])))
        if self.otherwise is None:
            sentences.append(TEXT.no_otherwise())
        first = self.change.first_day(self.starts)
        if first != self.starts and "starts" in self.model_fields_set:
            days = {"day": human_day(self.starts, now=None), "first": human_day(first, now=None)}
            sentences.append(TEXT.starts_late(change=code(str(self.change)), **days))
        return sentences
