"""What is true of a subject at one moment, whatever the bot has said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.community.cases import CaseState
from bot.community.newcomers.claim_state import ClaimState


@dataclass(frozen=True)
class Truth:
    """One issue or pull request. `state` is `open`, `closed` or `merged`; `zones` are people's by login."""

    subject: str = "acme/widget#7"
    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)
    zone: str = "UTC"
    state: str = "open"
    draft: bool = False
    author: str = "eve"
    closed_at: datetime | None = None
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    claims: ClaimState = field(default_factory=ClaimState)
    case: CaseState | None = None
    zones: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[int, Truth] = field(default_factory=dict)
    """Subjects of the same repository, by number."""

    @property
    def is_open(self) -> bool:
        """Whether it is open on GitHub."""
        return self.state == "open"

    @property
    def open_case(self) -> CaseState | None:
        """The support case, if somebody waits for something."""
        return self.case if self.is_open and self.case and self.case.is_open else None
