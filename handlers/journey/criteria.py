"""Steps towards becoming a maintainer: kinds of work are counted, and people proposed; nothing is granted."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, RootModel

from bot.core.config.accounts import LoginOrTeam
from bot.core.feature import Deed, Section
from bot.core.memory import Memory, Moment
from bot.core.model import contains
from bot.core.permissions import Role
from bot.services.journey import FEATURE

Kind = Literal["merged", "pull_requests", "reviews", "answers", "docs", "issues", "comments"]
DOCUMENTED = "docs.merged"
"""In the ledger: a merged change of somebody to the documentation."""
_ONCE_PER_SUBJECT: Mapping[str, Kind] = {
    "pull_request.merged": "merged",
    "pull_request.opened": "pull_requests",
    "pull_request_review.submitted": "reviews",
    DOCUMENTED: "docs",
    "issues.opened": "issues",
}
"""Work that counts once for each issue or pull request."""
_COMMENT = "issue_comment.created"
_OPENED = ("issues.opened", "pull_request.opened")
_ROLES = {"triage": Role.TRIAGE, "review": Role.WRITE, "commit": Role.WRITE, "writ": Role.WRITE}
_DOCS_FOLDERS = ("docs", "doc", "documentation")
_DOCS_FILES = (".md", ".rst", ".adoc", ".txt")
_DOCS_LABELS = ("documentation", "docs", "area/docs", "kind/documentation")


RUNG = Memory(FEATURE, "rung:", Moment)
"""In the repository's scope, by rung and person's id: when somebody was proposed for it."""


class Rung(Section):
    """One rung of the ladder: what it is called, what shows readiness, and who is told."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    """What it is called, such as triager."""
    when: dict[Kind, Annotated[int, Field(ge=1, le=2**31 - 1)]] = Field(default_factory=dict)
    """Kinds of work and how much of each, such as {merged: 10, reviews: 5}."""
    tell: LoginOrTeam
    """A login or @owner/team that decides."""

    def is_reached(self, counts: Mapping[str, int]) -> bool:
        """Return whether somebody has done all that it asks for."""
        return bool(self.when) and all(counts[kind] >= least for kind, least in self.when.items())

    def is_granted_by(self, role: Role) -> bool:
        """Return whether somebody with this role has what the rung is named after, or more."""
        named = (least for word, least in _ROLES.items() if self.name.casefold().startswith(word))
        return role >= next(named, Role.MAINTAIN)

    def proposed(self, person_id: int) -> Memory[datetime]:
        """Return the fact that somebody has been proposed for it, or did not need to be."""
        return RUNG.of(self.key, person_id)

    @property
    def key(self) -> str:
        """How it is remembered."""
        return self.name.casefold()


class Ladder(RootModel[tuple[Rung, ...]]):
    """Steps towards becoming a maintainer; proposed to people, never granted."""


def counted(deeds: Iterable[Deed]) -> Counter[str]:
    """Return how much of each kind of work somebody has done in a repository, given all their deeds there.

    One issue or pull request counts once for a kind, however often they came back to it; a review of one's
    own change counts for nothing.
    """
    known = list(deeds)
    own = {deed.number for deed in known if deed.what in _OPENED}
    works = {
        (_ONCE_PER_SUBJECT[deed.what], deed.number)
        for deed in known
        if deed.what in _ONCE_PER_SUBJECT
        and not (_ONCE_PER_SUBJECT[deed.what] == "reviews" and deed.number in own)
    }
    comments = [deed for deed in known if deed.what == _COMMENT]
    counts = Counter[str](kind for kind, _ in works)
    counts["comments"] = len(comments)
    counts["answers"] = len({deed.number for deed in comments if deed.detail.get("answers")})
    return counts


def is_documentation(labels: Collection[str], paths: Collection[str]) -> bool:
    """Return whether a change is one to the documentation: a label says so, or all it touches is."""
    if any(contains(_DOCS_LABELS, label) for label in labels):
        return True
    return bool(paths) and all(_documents(path.casefold()) for path in paths)


def _documents(path: str) -> bool:
    return path.split("/", 1)[0] in _DOCS_FOLDERS or path.endswith(_DOCS_FILES)
