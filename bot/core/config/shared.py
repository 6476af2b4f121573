"""Config sections that others read than the feature they turn on: by attribute, through their model.

Those in `SHARED` turn nothing on: a file may have them whatever features there are. A feature that reads one
declares its path (under `also`); one that no feature declares is validated all the same.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, RootModel

from bot.core.config.accounts import RoleLoginOrTeam
from bot.core.config.base import Section
from bot.core.config.names.references import FileName, LabelName, Names, Thing
from bot.core.messages import Language, load
from bot.core.schedule import Duration, Schedule

TEXT = load(f"{__package__}.messages")

Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""A count of things."""
IssueNumber = Annotated[Number, Names(Thing.ISSUE)]
"""The number of an issue of the repository."""


Family = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"), AfterValidator(str.lower), Names(Thing.FAMILY)
]


def one_or_more(value: object) -> object:
    """Return a single text as a list of one."""
    return (value,) if isinstance(value, str) else value


OneOrMore = Annotated[tuple[str, ...], BeforeValidator(one_or_more)]


class Restriction(Section):
    """Labels that not everybody may set or remove by command."""

    labels: Annotated[OneOrMore, Names(Thing.LABEL)]
    """The labels."""
    allowed: Annotated[tuple[RoleLoginOrTeam, ...], BeforeValidator(one_or_more)]
    """A role (and those above it), `author`, logins, or `@team`."""


SubjectType = Literal["issue", "pull_request"]
"""Of what a rule speaks: of issues, or of pull requests."""


class RequiredFamily(Section):
    """Families of which every issue or pull request is to have a label."""

    families: Annotated[tuple[Family, ...], BeforeValidator(one_or_more), Field(alias="family", min_length=1)]
    """The family, such as `kind` for labels like `kind/bug`, or several of which one is enough."""
    label: LabelName
    """The label that is set while there is none of them, such as `needs-kind`."""
    on: SubjectType | None = None
    """Whether it is for issues or for pull requests alone; left out: for both."""


class LabelsConfig(Section):
    """Which labels commands may set."""

    families: tuple[Family, ...] | None = None
    """`kind` gives `/kind bug` for the label `kind/bug`. Left out: area, kind, priority, triage."""
    additional: tuple[LabelName, ...] = ()
    """Labels for `/label` and `/remove-label`."""
    require: tuple[RequiredFamily, ...] = ()
    """Families that are never to be missing, each with the label that says so while it is."""
    restricted: tuple[Restriction, ...] = ()
    """Labels that not everybody may set or remove by command."""
    create: bool = False
    """Whether a label that the commands here name but the repository lacks may be created."""


class WaitingOn(Section):
    """Labels that say whose turn it is; one left out is looked for by its usual names."""

    review: LabelName | None = None
    """That it waits for a review."""
    author: LabelName | None = None
    """That it waits for its author."""
    blocked: LabelName | None = None
    """That it waits for something else."""


class LifecycleConfig(Section):
    """Who may close, and how long is too long."""

    close: Literal["anyone", "read", "triage", "write", "maintain", "admin"] = "triage"
    """The role that `/close` takes; the author may always."""
    stale_after: Duration | None = None
    """How long without a word makes an issue stale."""
    waiting_on: WaitingOn = WaitingOn()
    """Labels of `/ready`, `/author` and `/blocked`."""


class Digest(Section):
    """The maintainers' regular letter: what they can decide, what waits on them, and other news."""

    every: Schedule = Schedule.parse("monday 09:00")
    """When it is written, such as monday 09:00, in the repository's zone."""
    issue: IssueNumber | None = None
    """The issue of this repository that carries it; without one a private channel hears it."""
    new_comment: bool = False
    """Whether each digest is a comment of its own, which its readers are notified of, instead of an edit."""


class Milestones(RootModel[tuple[Number, ...]]):
    """Counts of merged pull requests that are worth a word."""


class Languages(Section):
    """Which labels tell a subject's language."""

    languages: Mapping[LabelName, Language] = {}
    """Labels that tell another language than the repository's, such as those that an issue form sets."""


class Policy(RootModel[FileName]):
    """Where the project says what it expects of contributions, such as CONTRIBUTING.md#ai."""


ChannelName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$"), Names(Thing.CHANNEL)]
"""The name of one of the operator's private channels."""


class Channels(RootModel[dict[str, ChannelName]]):
    """Which of the operator's private channels hears about what, such as {stewards: slack-support}."""


SHARED: Mapping[str, type[BaseModel]] = {
    "newcomers.milestones": Milestones,
    "newcomers.policy": Policy,
    "notify": Channels,
}
"""Path of the section → its model, in the order in which the documentation shows them."""
