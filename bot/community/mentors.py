"""Mentors: people who offered to stand by newcomers; who suits whom, and who has room. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Any

from pydantic import Field, RootModel

from bot.core.feature import Section
from bot.core.model import Subject, same

Login = Annotated[str, Field(min_length=1, max_length=100)]
OPTED = "mentor:"
"""In the repository's scope: what somebody said of themselves by command; a key a login in lower case."""
LOAD = "load:"
"""In the repository's scope: the numbers somebody stands by at present."""


class Mentor(Section):
    """What a mentor helps with."""

    topics: tuple[str, ...] = ()
    capacity: Annotated[int, Field(ge=1, le=1000)] = 2
    """So many newcomers at a time."""


class Mentors(RootModel[dict[Login, Mentor]]):
    """Mentors by their login."""


def opted_in(config: Mentors | None, said: Mapping[str, Any]) -> dict[str, Mentor]:
    """Everybody who is a mentor now: those of the file, and what people said since by command."""
    mentors = dict(config.root) if config is not None else {}
    for key, value in said.items():
        login = key.removeprefix(OPTED)
        known = next((each for each in mentors if same(each, login)), None)
        if value.get("out"):
            mentors.pop(known or login, None)
        elif known is None:
            mentors[str(value.get("login", login))] = Mentor(topics=tuple(value.get("topics", ())))
    return mentors


def matched(
    mentors: Mapping[str, Mentor], load: Mapping[str, int], subject: Subject, without: Collection[str]
) -> list[str]:
    """Mentors with room, the best first: by topics shared with the subject, then by how little they have."""
    text = f"{subject.title} {' '.join(subject.labels)}".casefold()
    gone = {each.casefold() for each in without}
    ranked = [
        (-sum(topic.casefold() in text for topic in mentor.topics), load.get(login.casefold(), 0), login)
        for login, mentor in mentors.items()
        if login.casefold() not in gone and load.get(login.casefold(), 0) < mentor.capacity
    ]
    return [login for _, _, login in sorted(ranked, key=lambda each: (each[0], each[1], each[2].casefold()))]
