"""One visit: who looks at which repository, when, and how far they see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.core.model import Repository
from bot.web.visits.sight import Grants, Sight
from bot.web.visits.store import PageStore


class Filters(BaseModel):
    """What a page is asked for: its filters, and the further parts of its path. Each field has a default."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


F = TypeVar("F", bound=Filters)


@dataclass(frozen=True)
class Visitor:
    """Somebody who signed in; GitHub vouches for both."""

    account_id: int
    login: str


@dataclass(frozen=True)
class Visit:
    """What a page needs to know to answer. `now` is UTC; `public_url` is where links to us begin, if known.

    `repository` is None on pages of no repository; those have the sight NOTHING.
    """

    opened: PageStore | None
    """None on a server without a store, where there are no pages of repositories."""
    now: datetime
    visitor: Visitor | None = None
    repository: Repository | None = None
    sight: Sight = Sight.NOTHING
    grants: Grants = field(default_factory=Grants)
    query: Mapping[str, str] = field(default_factory=dict)
    """The GET form as it was sent, and the further parts of the path; hostile until `filters` has read it."""
    public_url: str | None = None
    repositories: frozenset[int] = frozenset()
    """Ids of the repositories that GitHub showed this visitor when they signed in; their role there is asked
    anew: see `sight_into`."""
    look: Callable[[str], Awaitable[Sight | None]] | None = None

    async def sight_into(self, full_name: str) -> Sight | None:
        """Return how far this visitor sees into another repository; None: it is not there for them."""
        return None if self.look is None else await self.look(full_name)

    @property
    def store(self) -> PageStore:
        """What the page reads of."""
        assert self.opened is not None, "this page needs a store"
        return self.opened

    @property
    def of(self) -> Repository:
        """The repository, on a page of one."""
        assert self.repository is not None, "this page is of no repository"
        return self.repository

    def filters(self, shape: type[F]) -> tuple[F, tuple[str, ...]]:
        """Return the form, and a sentence about each field that cannot be (its default stands instead)."""
        sent = {name: value for name, value in self.query.items() if value and name in shape.model_fields}
        try:
            return shape.model_validate(sent), ()
        except ValidationError as refused:
            # What does not fit together has no place of its own: then nothing of it counts.
            wrong = (
                dict.fromkeys(str(part) for error in refused.errors() for part in error["loc"][:1]) or sent
            )
            good = {name: value for name, value in sent.items() if name not in wrong}
            sentences = tuple(
                f"What was given for {name} is not possible; it is left out here." for name in wrong
            )
            return shape.model_validate(good), sentences
