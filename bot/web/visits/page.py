"""A page, declared once: routes, navigation and the table test are made of these declarations."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.web.visits.sight import PageGrant, Sight
from bot.web.visits.visit import Visit


@dataclass(frozen=True)
class Shown:
    """A template and the view it shows, a frozen dataclass or a model. `mistakes` are sentences about a
    form."""

    template: str
    view: object = None
    mistakes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Download:
    """A body that is no page: JSON, CSV, a calendar. `fresh` in seconds: how long a program may keep it.
    `name`: of the file that a browser keeps instead of showing it."""

    body: bytes
    content_type: str
    fresh: int = 0
    status: int = 200
    name: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """Another place of ours, a path that begins with `/`."""

    path: str


class NotHere(Exception):
    """There is no such thing for this visitor: the refusal that a missing page and a private one share."""


def table_name(table: str) -> str:
    """Return the name of the page that is a table of another page, for programs."""
    return f"{table}-download"


Answer = Shown | Download | Elsewhere


@dataclass(frozen=True)
class Page:
    """One address, who may see it, and what it answers.

    A path with `{owner}/{repo}` is of a repository: the page is asked only about one that exists, and whose
    visitor sees `needs` or has one of `grants`. `personal`: only for somebody who signed in. `answer` may
    raise `NotHere`. A page of the method POST changes something.
    """

    name: str
    path: str
    title: str
    answer: Callable[[Visit], Awaitable[Answer]]
    needs: Sight = Sight.NOTHING
    grants: frozenset[PageGrant] = frozenset()
    personal: bool = False
    own_key: bool = False
    """Whether a key in its address opens it: no role is asked, and `answer` is asked without a repository."""
    method: Literal["GET", "POST"] = "GET"
    menu: str = ""
    """Its word in the navigation; empty: not there."""
    tables: tuple[str, ...] = ()
    """Names of its tables for programs, each a page of its own: see `table_name`."""
    example: Mapping[str, str] = field(default_factory=dict)
    """An example of each further part of its path, for the tests and the docs."""

    @property
    def is_of_repository(self) -> bool:
        """Whether its path names a repository."""
        return "{owner}/{repo}" in self.path

    def admits(self, visit: Visit) -> bool:
        """Return whether this visitor may see it."""
        if self.personal and visit.visitor is None:
            return False
        sight = visit.sight if self.is_of_repository else Sight.NOTHING
        return sight >= self.needs or any(grant in visit.grants for grant in self.grants)

    def address(self, full_name: str = "", **parts: str) -> str:
        """Return its path, for a repository and with the further parts filled in."""
        path = self.path.replace("{owner}/{repo}", full_name)
        for name, value in {**self.example, **parts}.items():
            path = path.replace(f"{{{name}}}", value)
        return path
