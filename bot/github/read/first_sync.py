"""The first look at a repository: its labels, what is open, who is at home there, and its milestones, a
request a page.

The cursor is all the memory it needs: whoever stops (a spent budget, a restart) goes on after the last page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.core.errors import NoAccess, Unreachable
from bot.core.model import LabelInfo, Repository, Subject, User
from bot.core.ports.reader import MilestoneInfo
from bot.github.errors import Gone, RequestRefused
from bot.github.read.asking import asking
from bot.github.routes import repo_route, route
from bot.github.tokens import Tokens

PAGES_MOST = 5_000
"""Pages of a hundred that are read of one list."""
Kind = Literal["labels", "subjects", "people", "milestones"]
Item = LabelInfo | Subject | User | MilestoneInfo
SHAPES: dict[Kind, type[Item]] = {
    "labels": LabelInfo,
    "subjects": Subject,
    "people": User,
    "milestones": MilestoneInfo,
}


@dataclass
class SyncPage:
    """One page. `cursor` goes on after it; None: that was the last."""

    kind: Kind
    labels: Sequence[LabelInfo] = ()
    subjects: Sequence[Subject] = ()
    people: Sequence[User] = ()
    milestones: Sequence[MilestoneInfo] = ()
    cursor: str | None = None
    all_members: bool = False
    """Whether all members of the organization have been told now, those who hide it too."""


@dataclass(frozen=True)
class _Step:
    kind: Kind
    path: str
    optional: bool = False
    """Whether an installation may lack the right to see it."""
    members: bool = False

    @property
    def shape(self) -> type[Item]:
        return SHAPES[self.kind]

    @property
    def params(self) -> dict[str, str | int]:
        is_open = self.kind in ("subjects", "milestones")
        return {"per_page": 100, **({"state": "open", "direction": "asc"} if is_open else {})}


class FirstSync:
    """Reads what is there when we come."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def pages(
        self, installation_id: int, repository: Repository, cursor: str | None = None
    ) -> AsyncIterator[SyncPage]:
        """Return all pages after `cursor` (None: from the start). Stop reading whenever the budget is
        spent.

        Raises `Unreachable` for now, `NoAccess` where the repository is closed to us.
        """
        client = self._tokens.client(installation_id)
        steps = _steps(repository)
        (at, path), pages = _place(cursor, steps), 0
        while at < len(steps):
            step, everyone = steps[at], False
            request = path or step.path, step.shape, None if path else step.params
            try:
                with asking():
                    if step.optional:
                        items, path = await client.page(*request)
                    else:
                        async with self._tokens.confirmed(repository.full_name):
                            items, path = await client.page(*request)
                    if step.members and path is None:
                        # Without this right GitHub lists those alone who show it, and says nothing of it.
                        everyone = "members" in await self._tokens.permissions(installation_id)
            except (Gone, RequestRefused) as error:
                if not step.optional:
                    raise NoAccess(error.message) from error
                items, path = [], None
            pages += 1
            if path is None:
                at, pages = at + 1, 0
            elif pages == PAGES_MOST:
                raise Unreachable(f"{step.path} does not come to an end")
            cursor = f"{at} {path or ''}" if at < len(steps) else None
            yield SyncPage(
                step.kind,
                labels=[item for item in items if isinstance(item, LabelInfo)],
                subjects=[item for item in items if isinstance(item, Subject)],
                people=[item for item in items if isinstance(item, User)],
                milestones=[item for item in items if isinstance(item, MilestoneInfo)],
                cursor=cursor,
                all_members=everyone,
            )


def _steps(repository: Repository) -> list[_Step]:
    name = repository.full_name
    steps = [
        _Step("labels", repo_route(name, "labels")),
        _Step("subjects", repo_route(name, "issues")),
        _Step("people", repo_route(name, "collaborators"), optional=True),
    ]
    if repository.owner_type == "Organization":
        path = route("orgs", repository.owner, "members")
        steps.append(_Step("people", path, optional=True, members=True))
    return [*steps, _Step("milestones", repo_route(name, "milestones"))]


def _place(cursor: str | None, steps: Sequence[_Step]) -> tuple[int, str | None]:
    """Return the step and the path inside it; a cursor that makes no sense begins anew."""
    number, _, path = (cursor or "").partition(" ")
    if not number.isdecimal() or int(number) >= len(steps):
        return 0, None
    return int(number), path or None
