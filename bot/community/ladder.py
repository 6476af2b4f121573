"""Steps towards becoming a maintainer: kinds of work are counted, and people proposed; nothing is granted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field, RootModel

from bot.core.context import Deed
from bot.core.feature import Section
from bot.core.model import Role

Kind = Literal["merged", "pull_requests", "reviews", "issues", "comments"]
_DEEDS: Mapping[str, Kind] = {
    "pull_request.merged": "merged",
    "pull_request.opened": "pull_requests",
    "pull_request_review.submitted": "reviews",
    "issues.opened": "issues",
    "issue_comment.created": "comments",
}
_ROLES = {"triage": Role.TRIAGE, "review": Role.WRITE, "commit": Role.WRITE, "writ": Role.WRITE}
WORDS: Mapping[str, str] = {
    "merged": "merged changes",
    "pull_requests": "pull requests",
    "reviews": "reviews",
    "issues": "issues",
    "comments": "comments",
}


class Rung(Section):
    """One rung of the ladder: what it is called, what shows readiness, and who is told."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    when: dict[Kind, Annotated[int, Field(ge=1, le=2**31 - 1)]] = Field(default_factory=dict)
    """Kinds of work and how much of each, such as {merged: 10, reviews: 5}."""
    tell: str
    """A login or @owner/team that decides."""

    def is_reached(self, counts: Mapping[str, int]) -> bool:
        """Whether somebody has done all that it asks for."""
        return bool(self.when) and all(counts[kind] >= least for kind, least in self.when.items())

    def is_held(self, role: Role) -> bool:
        """Whether somebody with this role has what the rung is named after, or more."""
        named = (least for word, least in _ROLES.items() if self.name.casefold().startswith(word))
        return role >= next(named, Role.MAINTAIN)


class Ladder(RootModel[tuple[Rung, ...]]):
    """Steps towards becoming a maintainer; proposed to people, never granted."""


def counted(deeds: Iterable[Deed]) -> Counter[str]:
    """How much of each kind of work somebody has done."""
    return Counter(_DEEDS[deed.what] for deed in deeds if deed.what in _DEEDS)


def kind_of(what: str) -> tuple[str, ...]:
    """The kind of work that one line of the ledger is, if it is one."""
    return (_DEEDS[what],) if what in _DEEDS else ()


def proposal(rung: Rung, login: str, counts: Mapping[str, int], repository: str) -> str:
    """What those who decide are told, with the evidence."""
    evidence = " and ".join(f"{counts[kind]} {WORDS[kind]}" for kind in rung.when)
    return (
        f"For {rung.tell.removeprefix('@')}: {login} has {evidence} in {repository}, which is what its file "
        f"asks of “{rung.name}”. Nothing was changed, and {login} was not told: it is yours to decide."
    )
