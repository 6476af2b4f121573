"""What a repository's file may say about suggestions."""

from typing import Annotated, Literal

from pydantic import Field

from bot.core.config.base import Section
from bot.core.config.names.references import LabelName

HARDER = "help wanted"
"""The label of issues that want somebody who has been here once."""


class Suggestions(Section):
    """Which issues are offered to newcomers, and how many at once."""

    labels: tuple[LabelName, ...] = ("good first issue",)
    """Labels that mark an issue as fit for a newcomer."""
    count: Annotated[int, Field(ge=0, le=10)] = 3
    """So many suggestions at most in one comment."""
    after: Literal["opening", "human"] = "opening"
    """Beside a first pull request: at once, or once somebody else than its author has spoken there."""
    described_only: bool = False
    """Whether an issue that does not say what is to be reached, where in the code and how to test it is
    never offered; otherwise it is offered last, and with a word of what it lacks."""
    low: Annotated[int, Field(ge=0, le=100)] | None = None
    """Maintainers hear once a week when fewer are free; left out, when fewer are free than `count`."""

    @property
    def least(self) -> int:
        """How many have to be free before nobody is told."""
        return self.count if self.low is None else self.low
