"""Our own records as a handler may read them. `bot.store.records` does it over the real store."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.core.keys import Scope
from bot.core.model import Subject
from bot.core.states import EffectState


@dataclass(frozen=True)
class Deed:
    """One line of the ledger. `repository` is what it is called by now; `repo_id` stays. `past`: it was read
    from GitHub afterwards, and happened before we came."""

    at: datetime
    what: str
    person_id: int
    person: str
    repository: str
    number: int | None
    detail: Mapping[str, Any]
    repo_id: int = 0
    past: bool = False


@dataclass(frozen=True)
class EffectRecord:
    """One effect the bot has carried out (`state` done), is about to (waiting, intent), would have
    (observed), or could not (refused, dead). `remote_id` is GitHub's id of what it made, `note` what GitHub
    said about it."""

    at: datetime
    guid: str
    feature: str
    kind: str
    because: str
    state: EffectState
    effect: Mapping[str, Any]
    remote_id: int | None = None
    note: str = ""


class Records(Protocol):
    """Our own records inside one repository, read only; what is read is guarded until the commit."""

    async def recall(self, scope: Scope, feature: str, key: str) -> object:
        """Return a memory of a feature as JSON; None if there is none. `bot.core.memory` gives it a type."""
        ...

    async def recall_all(self, scope: Scope, feature: str, prefix: str) -> Mapping[str, object]:
        """Return all memories of a feature in a scope whose key begins with `prefix`, by key."""
        ...

    async def cases(self) -> Mapping[int, object]:
        """Return all support cases of the repository as JSON, by number, in order."""
        ...

    async def deeds(
        self, person_id: int, *, what: Sequence[str] = (), everywhere: bool = False
    ) -> tuple[Deed, ...]:
        """Return what a person did with this owner (`everywhere`; in this repository also before it was the
        owner's) or in this repository, oldest first."""
        ...

    async def deeds_on(
        self, numbers: Collection[int], *, what: Sequence[str] = ()
    ) -> Mapping[int, tuple[Deed, ...]]:
        """Return what anybody did on some subjects of this repository, by number, oldest first."""
        ...

    async def open_subjects(self, *, label: str | None = None) -> tuple[Subject, ...]:
        """Return the open issues of the mirror (pull requests too), oldest first, optionally with a label."""
        ...

    async def subjects(self, numbers: Collection[int]) -> tuple[Subject, ...]:
        """Return issues and pull requests of the mirror by their numbers, as far as they are known."""
        ...

    async def newest_issues(self, most: int) -> tuple[Subject, ...]:
        """Return the newest issues of the mirror (no pull requests), open or not, the newest first."""
        ...

    async def subjects_by(self, person_id: int) -> tuple[Subject, ...]:
        """Return the latest issues and pull requests a person opened in this repository, the newest first."""
        ...

    async def linked_pulls(self, number: int) -> tuple[int, ...]:
        """Return the open pull requests that say they close this issue."""
        ...

    async def done_on(self, ref: str) -> tuple[EffectRecord, ...]:
        """Return what the bot did, is about to do, observed or could not do on a subject, oldest first."""
        ...

    @property
    def can_forget(self) -> bool:
        """Whether people can be forgotten here: whoever runs the bot has set a key for it."""
        ...

    async def is_forgotten(self, person_id: int) -> bool:
        """Return whether somebody asked to be forgotten: they were here, and nothing else is known of
        them."""
        ...

    async def came_at(self) -> datetime | None:
        """Return since when what is opened here is news to us; None where we came long ago, or nobody knows
        when."""
        ...

    async def installed_at(self) -> datetime | None:
        """Return when the first sync of this repository ended; None before."""
        ...
