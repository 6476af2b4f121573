"""What the engine and a writer of effects tell each other.

The executor hands over all waiting effects of one subject as `Task`s; the writer answers each with a
`Receipt`. Which requests that takes is the writer's own business (REST: about one an effect).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bot.core.effects import Outward


@dataclass(frozen=True)
class Place:
    """Where the effects belong: `number` None is the repository itself."""

    installation_id: int
    repository: str
    number: int | None


@dataclass(frozen=True)
class Task:
    """One effect to carry out.

    `key` is its once-only key, `marker` the hidden line an unrepeatable write carries. Such a write must be
    sent before `deadline` (UTC) or not at all. `adopt` says that an earlier attempt may have been applied:
    look for the marker among our own comments first. `comment_id` is the comment to edit or delete.
    """

    key: str
    effect: Outward
    deadline: datetime
    adopt: bool = False
    comment_id: int | None = None
    marker: str = ""


State = Literal["done", "refused", "gone", "retry", "limited", "paused"]


@dataclass(frozen=True)
class Receipt:
    """What became of a task.

    done: GitHub has it. refused/gone: settled for good, `note` says why. retry: try again later. limited:
    GitHub's limits, not before `retry_at` (UTC), costs no attempt. paused: the installation may not act.
    `dropped` are names that GitHub silently left out (assignees, labels).
    """

    key: str
    state: State
    remote_id: int | None = None
    note: str = ""
    retry_at: datetime | None = None
    dropped: tuple[str, ...] = ()


class Writer(Protocol):
    """Carries out effects on GitHub."""

    async def apply(self, place: Place, tasks: Sequence[Task]) -> list[Receipt]:
        """One receipt a task, in order. Never raises for what GitHub answers."""
        ...
