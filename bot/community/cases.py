"""A support case from opened to resolved: its state, and how it moves. Pure; instants are UTC."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from bot.community.rota import Rota, available, incoming, working_hours
from bot.core.model import Value, contains, same, spelling


class Note(Value):
    """A remark for whoever has the case next."""

    at: datetime
    by: str
    text: str


class CaseState(Value):
    """Where a case stands. It is closed once `resolved_at` is set, and open again when that is cleared.

    `asked` are all who had it since it was opened, in order; `announced` says that a comment names who has
    it. `notice` is the key of the latest comment that
    called somebody, posted on the day `noticed_on` (by the repository's zone).
    """

    opened_at: datetime
    reporter: str
    reporter_id: int
    because: str = ""
    rota: str = ""
    steward: str | None = None
    routed_at: datetime | None = None
    ack_by: datetime | None = None
    answer_by: datetime | None = None
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    resolved_at: datetime | None = None
    asked: tuple[str, ...] = ()
    announced: bool = False
    notice: str | None = None
    noticed_on: date | None = None
    notes: tuple[Note, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for something."""
        return self.resolved_at is None

    @property
    def is_waiting(self) -> bool:
        """Whether the steward has not said a word yet."""
        return self.is_open and self.acknowledged_at is None

    def has(self, login: str) -> bool:
        """Whether this person has the case now."""
        return self.steward is not None and same(self.steward, login)


@dataclass(frozen=True)
class Choice:
    """Who is asked next. `person` is a login, `otherwise` a login or @team to be looked up; both may be None.

    `retry_at` is when somebody will be on duty, if nobody is to be had now.
    """

    person: str | None = None
    otherwise: str | None = None
    because: str = ""
    retry_at: datetime | None = None


def first_choice(rota: Rota, at: datetime, without: Collection[str], prefer: str | None = None) -> Choice:
    """Who takes a case: the first on duty who may (`prefer` if they are among them), else `otherwise`."""
    duty = available(rota, at, without)
    if duty.people:
        known = spelling(duty.people, prefer) if prefer else None
        return Choice(person=known or duty.people[0], because=duty.because)
    coming = incoming(rota, at)
    retry_at = coming.starts_at if coming and coming.person and not contains(without, coming.person) else None
    return Choice(otherwise=duty.otherwise, because=duty.because, retry_at=retry_at)


def next_choice(rota: Rota, at: datetime, without: Collection[str]) -> Choice:
    """Who takes a case over: another one on duty, then the incoming one, then `otherwise`."""
    choice = first_choice(rota, at, without)
    if choice.person is not None:
        return choice
    coming = incoming(rota, at)
    if (
        coming
        and coming.person
        and not contains(without, coming.person)
        and working_hours(rota, coming.person).next_start(at) < coming.ends_at
    ):
        return Choice(person=coming.person, because="next on duty")
    return choice


def routed(state: CaseState, rota: Rota, person: str, at: datetime) -> CaseState:
    """The case in somebody's hands; the clocks run in that person's working time from now."""
    hours = working_hours(rota, person)
    return state.model_copy(
        update={
            "steward": person,
            "routed_at": at,
            "ack_by": hours.add(at, rota.config.acknowledge_within),
            "answer_by": hours.add(at, rota.config.answer_within),
            "acknowledged_at": None,
            "asked": state.asked if contains(state.asked, person) else (*state.asked, person),
        }
    )


def heard(state: CaseState, at: datetime, *, words: bool) -> CaseState:
    """Somebody of ours spoke: that acknowledges the case; with `words` of their own it answers it, too."""
    update = {"acknowledged_at": state.acknowledged_at or at}
    if words:
        update["answered_at"] = state.answered_at or at
    return state.model_copy(update=update)


def resolved(state: CaseState, at: datetime) -> CaseState:
    """The case is done with."""
    return state.model_copy(update={"resolved_at": at})


def reopened(state: CaseState) -> CaseState:
    """The case waits again, as if nobody had been asked yet; its history and notes stay."""
    return state.model_copy(
        update={"resolved_at": None, "acknowledged_at": None, "answered_at": None, "asked": ()}
    )


def noticed(state: CaseState, key: str, day: date) -> CaseState:
    """A comment was posted to call somebody."""
    return state.model_copy(update={"notice": key, "noticed_on": day})


def noted(state: CaseState, by: str, text: str, at: datetime) -> CaseState:
    """The case with one more note (the latest twenty are kept)."""
    return state.model_copy(update={"notes": (*state.notes, Note(at=at, by=by, text=text))[-20:]})


def has_words(body: str) -> bool:
    """Whether a comment says more than commands and quotes: only human words answer a case."""
    lines = (line.strip() for line in body.splitlines())
    return any(line and not line.startswith(("/", ">")) for line in lines)
