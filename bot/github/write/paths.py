"""The paths of one place, below which its effects are written."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.ports.writer import Place
from bot.github.errors import RequestRefused
from bot.github.routes import repo_route


@dataclass(frozen=True)
class Paths:
    """The paths below a repository, and below an issue or pull request in it."""

    place: Place

    def number(self) -> int:
        """Return the number of the issue or pull request. Raise `RequestRefused` where the place is a whole
        repository."""
        if self.place.number is None:
            raise RequestRefused("this belongs to an issue or pull request")
        return self.place.number

    def repo(self, *parts: str | int) -> str:
        """Return a path below the repository."""
        return repo_route(self.place.repository, *parts)

    def issue(self, *parts: str | int) -> str:
        """Return a path below the issue, which a pull request is as well. Raise as `number` does."""
        return self.repo("issues", self.number(), *parts)
