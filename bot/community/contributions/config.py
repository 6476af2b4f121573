"""The section `contributions` of the repository's file."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from bot.community.patterns.paths import PathGlobs
from bot.core.config.base import Section
from bot.core.config.names.references import Names, Thing
from bot.core.config.shared import OneOrMore
from bot.core.markdown import code
from bot.core.schedule import Duration

FEATURE = "contributions"
"""Under this name everything about the gate is remembered, said and done."""


class Requirement(StrEnum):
    """What a pull request needs."""

    CLAIM = "claim"
    """An accepted issue that its author has claimed, or is assigned to."""
    ISSUE = "issue"
    """An accepted issue."""
    NOTHING = "nothing"
    """No issue."""


class Bots(StrEnum):
    """What is asked of pull requests of accounts that a program drives."""

    ALLOW = "allow"
    """Nothing."""
    CLAIMED = "claimed"
    """An issue that the account is assigned to, or that somebody has claimed who is assigned to both."""
    NONE = "none"
    """They all wait for a maintainer."""


class Exempt(Section):
    """What needs no issue."""

    paths: PathGlobs = ()
    """Changes of nothing but files that these globs mean, a hundred at most."""
    lines_under: Annotated[int, Field(ge=0)] = 0
    """Changes of fewer lines, added and removed ones together."""
    cohorts: bool = False
    """Changes by people of a cohort, on its days: its host, those of its list, and whom somebody with the
    triage role has put in by `/cohort`."""
    trusted_after: Annotated[int, Field(ge=0)] = 0
    """Changes by people who have had so many merged with this owner; 0: nobody is."""


class Reserved(Section):
    """Issues that are kept for newcomers."""

    labels: Annotated[OneOrMore, Names(Thing.LABEL)]
    """Labels of these issues."""
    audience: Annotated[Literal["newcomers"], Field(alias="for")] = "newcomers"
    """For whom: people with fewer than three merged changes, who were not here before the bot."""


class Declared(Section):
    """What a project's policy asks to be declared: it is passed on to reviewers as it is written."""

    field: str | None = None
    """The heading of the pull request template under which it stands."""
    trailer: str | None = None
    """The name of a trailer, such as `Assisted-by`, in the description."""


def _never(value: object) -> object:
    return None if value == "never" else value


def _unhurried(after: Duration | None) -> Duration | None:
    if after is not None and Duration(after.count, after.unit).calendar < timedelta(days=1):
        raise ValueError(f"close_after is {code(after.text)}: write at least 1 day, or `never`")
    return after


class Contributions(Section):
    """What a pull request needs before it goes on, and what happens until then."""

    require: Requirement = Requirement.NOTHING
    """`claim`, `issue` or `nothing`."""
    accepted: Annotated[OneOrMore, Names(Thing.LABEL)] = ("accepted", "good first issue", "help wanted")
    """Labels that make an issue accepted; none: every open issue is."""
    exempt: Exempt = Exempt()
    """What goes on without a look."""
    open_at_once: Annotated[int, Field(ge=0)] = 0
    """So many pull requests of somebody new may be open at a time; 0: any number. New are people with fewer
    than three merged changes, who were not here before the bot."""
    reserved: Reserved | None = None
    """Issues that are kept for newcomers."""
    template: bool = False
    """Whether the headings of the pull request template must be there (those with `optional` need not)."""
    declared: Declared = Declared()
    """What a project's policy asks to be declared."""
    then: Literal["comment", "draft"] = "comment"
    """`draft`: what waits for a working day becomes a draft, unless it is somebody's first pull request."""
    close_after: Annotated[Duration | None, BeforeValidator(_never), AfterValidator(_unhurried)] = None
    """`never`, or how long after the last word a pull request is closed that waits for its author: a day at
    least, in which it is reminded of."""
    bots: Bots = Bots.ALLOW
    """`allow`, `claimed` or `none`."""

    @property
    def needs_issue(self) -> bool:
        """Whether an issue is asked for."""
        return self.require is not Requirement.NOTHING
