"""A season as `stewardbot demo` writes it down in `threads.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.community.cases import CASE
from bot.community.newcomers.claim_state import ISSUE_CLAIMS, ClaimState
from bot.core.keys import PROBLEM, REPLY
from bot.core.schedule import WorkingHours
from bot.core.schedule.local import Weekday
from bot.core.schedule.working import Hours
from tests.harness.words.truth import Truth

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Section:
    """One feature's part of a comment."""

    key: str
    feature: str
    message: str

    @property
    def name(self) -> str:
        """The message's full name, as `steward.routed`."""
        return f"{self.feature}.{self.message}"

    @property
    def is_reply(self) -> bool:
        """Whether it answers one text of a person, or one event."""
        return self.key.startswith((REPLY, PROBLEM))


@dataclass(frozen=True)
class Comment:
    """A comment, or (`id` None) the text that a subject was opened with."""

    subject: str
    id: int | None
    author: str
    by_bot: bool
    sticky: str | None
    sections: tuple[Section, ...]
    readers: tuple[str, ...]
    body: str
    made_at: datetime
    edited_at: tuple[datetime, ...]
    folded_at: datetime | None
    because: str

    @property
    def is_lasting(self) -> bool:
        """Whether it is there to be consulted: edited in place, and not folded away."""
        return self.by_bot and self.sticky is not None and self.folded_at is None

    @property
    def is_reply(self) -> bool:
        """Whether it is nothing but an answer to one text."""
        return bool(self.sections) and all(section.is_reply for section in self.sections)


@dataclass(frozen=True)
class Person:
    """Somebody whom a repository's file names: what they are, and when they are at work."""

    roles: tuple[str, ...]
    hours: WorkingHours


@dataclass
class Repository:
    """A repository: whom its file names, which paths it has, and its subjects by number."""

    name: str
    zone: str
    paths: frozenset[str]
    people: Mapping[str, Person]
    subjects: dict[int, Truth] = field(default_factory=dict)

    @property
    def hours(self) -> WorkingHours:
        """The repository's own working time."""
        return WorkingHours(zone=self.zone)


@dataclass
class Season:
    """All that was written, and what is true at the end."""

    seed: int = 0
    begin: datetime = EPOCH
    end: datetime = EPOCH
    human_events: int = 0
    repositories: dict[str, Repository] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)

    def repository(self, subject: str) -> Repository:
        """Return the repository of a subject."""
        return self.repositories[subject.partition("#")[0]]

    def truth(self, subject: str) -> Truth:
        """Return what is true of a subject at the end."""
        return self.repository(subject).subjects[int(subject.partition("#")[2])]

    @property
    def by_bot(self) -> list[Comment]:
        """What the bot wrote."""
        return [comment for comment in self.comments if comment.by_bot]


def read(lines: Iterable[str]) -> Season:
    """Return the season in the lines of a file. Raise `ValueError` or `KeyError` for what is none."""
    season = Season()
    for line in map(json.loads, lines):
        kind = line.pop("line")
        if kind == "season":
            season.seed, season.human_events = line["seed"], line["human_events"]
            season.begin, season.end = _time(line["begin"]), _time(line["end"])
        elif kind == "repository":
            season.repositories[line["repository"]] = _repository(line)
        elif kind == "subject":
            repository = season.repository(line["subject"])
            number = int(line["subject"].partition("#")[2])
            repository.subjects[number] = _truth(line, season, repository)
        elif kind == "comment":
            season.comments.append(_comment(line))
        else:
            raise ValueError(f"no line of a season is a {kind}")
    return season


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _repository(line: Mapping[str, Any]) -> Repository:
    people = {
        login: Person(
            tuple(person["roles"]),
            WorkingHours(
                person["zone"], tuple(map(Weekday.parse, person["days"])), Hours.parse(person["hours"])
            ),
        )
        for login, person in line["people"].items()
    }
    return Repository(line["repository"], line["timezone"], frozenset(line["paths"]), people)


def _truth(line: Mapping[str, Any], season: Season, repository: Repository) -> Truth:
    return Truth(
        subject=line["subject"],
        now=season.end,
        zone=repository.zone,
        state=line["state"],
        draft=line["draft"],
        author=line["author"],
        closed_at=_time(line["closed_at"]) if line["closed_at"] else None,
        labels=tuple(line["labels"]),
        assignees=tuple(line["assignees"]),
        claims=ISSUE_CLAIMS.parse(line["claims"]) or ClaimState(),
        case=CASE.parse(line["case"]),
        zones={login: person.hours.zone for login, person in repository.people.items()},
        others=repository.subjects,
    )


def _comment(line: dict[str, Any]) -> Comment:
    return Comment(
        **line
        | {
            "sections": tuple(Section(**section) for section in line["sections"]),
            "readers": tuple(line["readers"]),
            "made_at": _time(line["made_at"]),
            "edited_at": tuple(map(_time, line["edited_at"])),
            "folded_at": _time(line["folded_at"]) if line["folded_at"] else None,
        }
    )
