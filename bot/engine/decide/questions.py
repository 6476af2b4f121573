"""The questions to GitHub whose answers are stored with a decision, so that it can be replayed.

Subjects are not stored: the mirror has them. Long texts are not stored either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot.core.model import LabelInfo, User
from bot.core.permissions import Role
from bot.core.ports.reader import PullDetails, WaitingRun

T = TypeVar("T")

LONGEST = 4_000
"""Characters of a file that are stored."""


@dataclass(frozen=True)
class Question(Generic[T]):
    """A question by the name of its method on `Reader`, and how its answers become JSON and back."""

    name: str
    decode: Callable[[Any], T]
    encode: Callable[[T], Any]
    parameters: int = 3
    """How many of the arguments tell one answer from another."""

    def key(self, *args: object) -> str:
        """Return what an answer is stored under."""
        distinct = (arg for arg in args[: self.parameters] if arg is not None)
        return " ".join([self.name, *(_word(arg).lower() for arg in distinct)])


def _word(arg: object) -> str:
    return arg.login if isinstance(arg, User) else str(arg)


def _plain(name: str, decode: Callable[[Any], T]) -> Question[T]:
    """Return a question whose answer is JSON as it is."""
    return Question(name, decode, lambda answer: answer)


def _strings(name: str) -> Question[tuple[str, ...]]:
    return Question(name, tuple, list)


def _person(user: User) -> dict[str, Any]:
    return {"id": user.id, "login": user.login, "type": user.type}


def _member(answer: Any) -> User:
    """Return a person of a team; until November 2026 their login alone was stored."""
    return User(id=0, login=answer) if isinstance(answer, str) else User.model_validate(answer)


def _text(answer: Any) -> str | None:
    return None if answer is None else str(answer)


ROLE_OF = Question("role_of", Role.parse, lambda role: role.name.lower())
IS_MEMBER = _plain("is_member", bool)
TEAM = Question[tuple[User, ...] | None](
    "team",
    lambda people: None if people is None else tuple(map(_member, people)),
    lambda people: None if people is None else [_person(person) for person in people],
)
USER = Question[User | None](
    "user",
    lambda user: None if user is None else User.model_validate(user),
    lambda user: None if user is None else _person(user),
)
CAN_BE_ASSIGNED = _plain("can_be_assigned", bool)
LABELS = Question[tuple[LabelInfo, ...]](
    "labels",
    lambda names: tuple(LabelInfo(name=name) for name in names),
    lambda labels: [label.name for label in labels],
)
MILESTONES = _strings("milestones")
ISSUE_TYPES = _strings("issue_types")
BLOCKERS = _strings("blockers")
SUB_ISSUES = _strings("sub_issues")
FILE = _plain("file", _text)
FILES = _strings("files")
CHANGED_FILES = _strings("changed_files")
PULL_DETAILS = Question(
    "pull_details", PullDetails.model_validate, lambda details: details.model_dump(mode="json")
)
MAY = _plain("may", bool)
FAILING_CHECKS = _strings("failing_checks")
WAITING_RUNS = Question[tuple[WaitingRun, ...]](
    "waiting_runs",
    lambda runs: tuple(map(WaitingRun.model_validate, runs)),
    lambda runs: [{"head_sha": run.head_sha, "actor": _person(run.actor)} for run in runs],
)
REACTIONS = Question[tuple[tuple[str, User], ...]](
    "reactions",
    lambda given: tuple((content, User.model_validate(user)) for content, user in given),
    lambda given: [[content, _person(user)] for content, user in given],
)
HAS_CONTRIBUTED = Question("has_contributed", bool, bool, parameters=1)
"""It is about the person, whatever was left out of account."""
HAS_PROPOSED = Question("has_proposed", bool, bool, parameters=1)
CAN_SEE = _plain("can_see", bool)
