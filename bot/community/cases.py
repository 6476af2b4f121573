"""A support case from opened to resolved: its state, and how it moves. Pure; instants are UTC."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from pydantic import ConfigDict, Field

from bot.core.keys import CASE_MEMORY
from bot.core.memory import Memory
from bot.core.model import Value, contains, same
from bot.core.pause import QuietTime

MOST_NOTES = 20
_WAITS = re.compile(
    r"(?:.* )?(?:(?:waiting (?:on|for)|awaiting|needs)"
    r" (?:author|reporter|response|reply|info|information|details)|more info(?:rmation)? needed)"
)


class Note(Value):
    """A remark for whoever has the case next."""

    at: datetime
    by: str
    text: str


class ReportedOutage(Value):
    """What a case knows of its incident: the number of the first report, and when the channel is told of it
    (None: there is no channel)."""

    first: int
    told_at: datetime | None = None


class CaseState(Value):
    """Where a case stands. It is closed once `resolved_at` is set, and open again when that is cleared.

    `holders` are all who had it since it was opened, in order; `announced` says that a comment names who
    has it; `by_hand` that a person chose who has it. `notice` is the key of the latest comment that called
    somebody, posted on the day `noticed_on` (by the repository's zone). `paused_at`: since when the
    reporter is asked and no clock runs. `retry_at` is when somebody is looked for again while nobody has
    it, or when `next_up`, who gets it, is at work. `turns` counts how often the word went from one side to
    the other; `guide` is the page that was offered. `reporter` is empty where a bot opened the issue:
    nobody is addressed. `answered_in` is the delivery of the answer, which may be taken back.
    `first_word_at` and `first_answer_at` stay whatever comes later; the two before are of whoever has it
    now, and of what was asked last. `thanked_at`: they say that it is answered, and nothing is due.
    `overdue`: the time for an answer has passed, and no date is given any more; `apologised`: the reporter
    was told so. `changes` counts the changes of hands by the clock, and `word_at` is when the reporter
    hears next that it still waits. `quiet`: the beginning of the latest quiet time in which its clocks
    stood still. `by_command`: resolved, but its issue not closed.
    """

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    opened_at: datetime
    reporter: str
    reporter_id: int
    because: str = ""
    rota: str = ""
    community: str | None = None
    guide: str | None = None
    steward: str | None = None
    by_hand: bool = False
    routed_at: datetime | None = None
    nudge_at: datetime | None = None
    ack_by: datetime | None = None
    answer_by: datetime | None = None
    retry_at: datetime | None = None
    next_up: str | None = None
    paused_at: datetime | None = None
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    answered_in: str = ""
    first_word_at: datetime | None = None
    first_answer_at: datetime | None = None
    thanked_at: datetime | None = None
    overdue: bool = False
    apologised: bool = False
    changes: int = 0
    word_at: datetime | None = None
    quiet: datetime | None = None
    resolved_at: datetime | None = None
    by_command: bool = False
    holders: tuple[str, ...] = Field(default=(), alias="asked")
    full: bool = False
    announced: bool = False
    notice: str | None = None
    noticed_on: date | None = None
    spoke_at: datetime | None = None
    spoke: str | None = None
    turns: int = 0
    labels: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    outage: ReportedOutage | None = None
    """Set while it is a report that something is down: no date is given then."""

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for something."""
        return self.resolved_at is None

    @property
    def is_waiting(self) -> bool:
        """Whether the steward has not said a word yet."""
        return self.is_open and self.acknowledged_at is None

    @property
    def is_unanswered(self) -> bool:
        """Whether an answer is still to come."""
        return self.is_open and self.answered_at is None

    @property
    def waits_on_reporter(self) -> bool:
        """Whether the next word is the reporter's: they were asked, they said thanks, or ours was the last
        word."""
        theirs = self.paused_at is not None or self.thanked_at is not None
        return theirs or (self.spoke is not None and not same(self.spoke, self.reporter))

    @property
    def first_word(self) -> datetime | None:
        """When one of us first showed that it is seen, whoever had it."""
        return self.first_word_at or self.acknowledged_at

    @property
    def first_answer(self) -> datetime | None:
        """When one of us first answered, whatever was asked afterwards."""
        return self.first_answer_at or self.answered_at

    def unheeded(self, times: Iterable[QuietTime]) -> tuple[QuietTime, ...]:
        """Return those quiet times of which its clocks do not know yet."""
        return tuple(time for time in times if self.quiet is None or time.since > self.quiet)

    def has(self, login: str) -> bool:
        """Return whether this person has the case now."""
        return self.steward is not None and same(self.steward, login)


CASE = Memory(*CASE_MEMORY, CaseState)
"""In the subject's scope."""


def parse_cases(stored: Mapping[int, object]) -> dict[int, CaseState]:
    """Return the cases in what `Records.cases` gives, by number."""
    return {number: case for number, state in stored.items() if (case := CASE.parse(state)) is not None}


def acknowledged(state: CaseState, at: datetime) -> CaseState:
    """Return the case once one of us has shown that it is seen."""
    seen = {
        "acknowledged_at": state.acknowledged_at or at,
        "first_word_at": state.first_word or at,
        "nudge_at": None,
    }
    return state.model_copy(update=seen | ({"retry_at": None, "next_up": None} if state.steward else {}))


def answered(state: CaseState, by: str, at: datetime) -> CaseState:
    """Return the case once one of us has answered, and so has seen it; the first answer counts."""
    state = acknowledged(state, at)
    if state.answered_at is not None:
        return state
    first = state.first_answer or at
    return state.model_copy(update={"answered_at": at, "answered_by": by, "first_answer_at": first})


def unanswered(state: CaseState) -> CaseState:
    """Return the case once it was taken back that one of us had answered: it is seen, and what was promised
    stays so."""
    first = None if state.first_answer == state.answered_at else state.first_answer
    return _open_question(state).model_copy(update={"first_answer_at": first})


def _open_question(state: CaseState) -> CaseState:
    clean = {"answered_at": None, "answered_by": None, "answered_in": "", "thanked_at": None}
    return state.model_copy(update={**clean, "first_answer_at": state.first_answer})


def thanked(state: CaseState, at: datetime) -> CaseState:
    """Return the case once its reporter has said that the answer was one."""
    return state.model_copy(update={"thanked_at": at})


def asked_again(state: CaseState, answer_by: datetime | None) -> CaseState:
    """Return the case once its reporter has written after an answer: one is waited for again, by a time of
    which nothing is said once an earlier one has passed."""
    waiting = _open_question(state)
    return waiting.model_copy(update={"answer_by": None if state.overdue or state.outage else answer_by})


def with_last_word(state: CaseState, login: str, at: datetime) -> CaseState:
    """Return the case once somebody has written: whose word was the last, and how often it has changed
    sides."""
    reporter = same(login, state.reporter)
    before = state.spoke is None or same(state.spoke, state.reporter)
    turned = state.turns + (reporter is not before)
    return state.model_copy(update={"spoke": login, "spoke_at": at, "turns": turned})


def resolved(
    state: CaseState, at: datetime, labels: Collection[str] = (), *, by_command: bool = False
) -> CaseState:
    """Return the case as done with; `labels` are those its issue has then. `by_command`: the issue is not
    closed."""
    update = {"resolved_at": at, "by_command": by_command, "paused_at": None, "nudge_at": None}
    return state.model_copy(update={**update, "labels": tuple(labels) or state.labels})


def reopened(state: CaseState) -> CaseState:
    """Return the case open again, as if nobody had been asked yet; its history and notes stay."""
    clean = (
        "resolved_at",
        "acknowledged_at",
        "answered_at",
        "answered_by",
        "thanked_at",
        "answer_by",
        "paused_at",
        "nudge_at",
        "retry_at",
        "outage",
        "next_up",
    )
    return state.model_copy(
        update={
            **dict.fromkeys(clean),
            **dict.fromkeys(("by_hand", "overdue", "apologised", "full"), False),
            "holders": (),
            "changes": 0,
            "answered_in": "",
        }
    )


def with_notice(state: CaseState, key: str, day: date) -> CaseState:
    """Return the case once a comment was posted to call somebody."""
    return state.model_copy(update={"notice": key, "noticed_on": day})


def with_note(state: CaseState, by: str, text: str, at: datetime) -> CaseState:
    """Return the case with one more note (the latest twenty are kept)."""
    return state.model_copy(update={"notes": (*state.notes, Note(at=at, by=by, text=text))[-MOST_NOTES:]})


def asks_reporter(labels: Collection[str]) -> str | None:
    """Return the label among `labels` that says the reporter is asked for something; None if none does."""
    spelled_out = (re.sub(r"[\W_]+", " ", label.casefold()).strip() for label in labels)
    return next(
        (label for label, words in zip(labels, spelled_out, strict=True) if _WAITS.fullmatch(words)), None
    )


def not_asked_again(state: CaseState) -> tuple[str, ...]:
    """Return who is not asked again: the reporter, and all who had it since it was opened."""
    return (state.reporter, *(login for login in state.holders if not contains((state.reporter,), login)))
