"""What a scene of the season may see and use: the simulated GitHub, its people, and when they are at work."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from string import Template
from typing import Any

from bot.core.schedule import WorkingHours
from bot.demo.community import CALEB, LIBRARY, ZONES, config
from fakegithub import GitHub
from fakegithub.model.records import Issue
from fakegithub.people.person import Person

Scene = Iterator[datetime]
"""A scene does something, then tells when it goes on."""

SILENCE = (CALEB, datetime.fromisoformat("2026-03-25T10:00Z"), datetime.fromisoformat("2026-04-01T12:00Z"))
"""One steward says no word for a week: nobody knows why, and nobody asks in public."""

_OWN_LINE = re.compile(r"\s*$|#|```|[-*>/|]|\d+\.\s")
_PACKAGES = ("cmocean", "gsw", "pyresample", "utide", "xesmf", "rioxarray")
_IMAGES = ("Estuary 2026.02", "Python", "Estuary with R")
_REGIONS = ("Elbe", "Humber", "Gironde", "Tagus", "Scheldt", "Ems")
_MONTHS = ("May", "June", "September")


class SceneContext:
    """The simulated GitHub of one season, and what its scenes leave for one another and for the report."""

    def __init__(self, github: GitHub) -> None:
        self.github = github
        self.prepared: list[int] = []
        """Good first issues made for the docathon, in the order of the list."""
        self.file = config("estuary")
        """The bot's own file in the library, as its maintainers have it at the moment."""
        self.shown: dict[str, tuple[str, int]] = {}
        """Conversations worth showing, by what they show: repository and number."""

    @property
    def now(self) -> datetime:
        """The instant of the season."""
        return self.github.state.now()

    def person(self, login: str) -> Person:
        """Somebody who acts."""
        return self.github.person(login)

    def issue(self, repo: str, number: int) -> Issue:
        """Return an issue or pull request as it stands now."""
        issue = self.github.state.issue(repo, number)
        assert issue is not None, f"{repo}#{number}"
        return issue

    def assignee(self, repo: str, number: int) -> str | None:
        """Return the login of the person who has the issue now; None for nobody."""
        return next(iter(self.issue(repo, number).assignee_logins), None)

    def show(self, what: str, repo: str, number: int) -> None:
        """Remember a conversation for the report; the first of its sort is shown."""
        self.shown.setdefault(what, (repo, number))

    def is_silent(self, login: str) -> bool:
        """Whether somebody says no word at the moment."""
        who, since, until = SILENCE
        return login == who and since <= self.now < until

    def after(self, login: str, rng: Random, low: float, high: float) -> datetime:
        """Return an instant `low` to `high` hours from now, moved into the working time of a person."""
        moment = self.now + timedelta(minutes=round(rng.uniform(low, high) * 60))
        start = WorkingHours(zone=ZONES.get(login, "Europe/London")).next_start(moment)
        if start > moment:  # Nobody answers everything on the stroke of nine.
            start += timedelta(minutes=rng.randrange(3, 170))
        return start


def wording(rng: Random) -> Mapping[str, str]:
    """Return what differs from one text to the next: versions, places, sizes."""
    return {
        "version": f"0.14.{rng.randrange(6)}",
        "python": rng.choice(("3.11", "3.12", "3.13")),
        "xarray": rng.choice(("2025.10", "2026.1", "2026.2")),
        "number": str(rng.randrange(4, 30)),
        "size": str(rng.choice((20, 35, 60, 80, 120))),
        "package": rng.choice(_PACKAGES),
        "image": rng.choice(_IMAGES),
        "region": rng.choice(_REGIONS),
        "month": rng.choice(_MONTHS),
    }


def written(text: str, words: Mapping[str, str]) -> str:
    """Return a text of the season with its words put in, each paragraph on one line, as people type."""
    lines: list[str] = []
    fenced = False
    for line in Template(text).safe_substitute(words).strip().splitlines():
        joins = lines and not fenced and not _OWN_LINE.match(line) and not _OWN_LINE.match(lines[-1])
        if joins:
            lines[-1] += f" {line}"
        else:
            lines.append(line)
        fenced ^= line.startswith("```")
    return "\n".join(lines)


def opens(
    context: SceneContext, login: str, text: Mapping[str, Any], words: Mapping[str, str], repo: str = LIBRARY
) -> int:
    """Somebody opens an issue out of the season's texts."""
    return context.person(login).opens_issue(
        repo, written(text["title"], words), written(text["body"], words)
    )
