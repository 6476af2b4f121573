"""Sections that several features read, so that none of them owns them: the one table of them.

A file may have them whichever of those features are there. A feature that reads one declares its path (under
`also`); one that no feature declares is validated in earnest, and said to wait.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, Field, RootModel

Login = Annotated[str, Field(min_length=1, max_length=100)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""The number of an issue, or a count of things."""


class Milestones(RootModel[tuple[Number, ...]]):
    """Counts of merged pull requests that are worth a word."""


class Policy(RootModel[str]):
    """Where the project says what it expects of contributions, such as CONTRIBUTING.md#ai."""


class Notify(RootModel[dict[str, Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]]]):
    """Which of the operator's private channels hears about what, such as {stewards: slack-support}."""


SHARED: Mapping[str, type[BaseModel]] = {
    "newcomers.milestones": Milestones,
    "newcomers.policy": Policy,
    "notify": Notify,
}
"""Path of the section → its model, in the order in which the documentation shows them."""
