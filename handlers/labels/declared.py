"""The feature, its config, and who may set what."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from bot.core.context import Context, RepositoryConfig
from bot.core.feature import Feature, Invocation, Refused, Section
from bot.core.markdown import code
from bot.core.model import Role, contains, same

FAMILIES = ("area", "kind", "priority", "triage")
PROW_FAMILIES = ("area", "committee", "kind", "language", "priority", "sig", "triage", "wg")


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Family = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"), AfterValidator(str.lower)]
OneOrMore = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Restriction(Section):
    """Labels that not everybody may set or remove by command."""

    labels: OneOrMore
    allowed: OneOrMore
    """A role (and those above it), logins, or `@team`."""


class LabelsConfig(Section):
    """Which labels commands may set."""

    families: tuple[Family, ...] | None = None
    """`kind` gives `/kind bug` for the label `kind/bug`. Left out: area, kind, priority, triage."""
    additional: tuple[str, ...] = ()
    """Labels for `/label` and `/remove-label`."""
    restricted: tuple[Restriction, ...] = ()
    create: bool = False
    """Whether a label that the commands here name but the repository lacks may be created."""


feature = Feature(
    "labels",
    summary="Sets and removes labels by command.",
    config=LabelsConfig,
    needs={"issues": "write", "pull_requests": "write", "contents": "read", "members": "read"},
    docs="""Only labels that the repository has are set, in the repository's spelling; with `create: true`
those of `additional`, the ones the bot names itself (`help wanted`, `good first issue`,
`do-not-merge/hold`), and, for people with the triage role, those of a family are created when missing.

`/help-wanted` and `/good-first-issue` post a guideline that goes when the label goes. A text of your own
is read from `.github/stewardbot/help-wanted.md` and `.github/stewardbot/good-first-issue.md`.""",
)


def families_in(repo: RepositoryConfig) -> tuple[str, ...]:
    """The families of a repository: its own list, else those of its preset."""
    config = repo.section("labels", LabelsConfig)
    if config is not None and config.families is not None:
        return config.families
    return PROW_FAMILIES if repo.preset == "prow" else FAMILIES


class Palette:
    """The labels a repository has, found as people write them."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self._by_form = {_form(name): name for name in reversed(names)}

    @classmethod
    async def of(cls, ctx: Context[LabelsConfig]) -> Palette:
        """The palette of the repository at hand."""
        return cls(tuple(label.name for label in await ctx.github.labels()))

    def find(self, name: str) -> str | None:
        """The repository's spelling of a label, without regard to case and width of blanks."""
        return self._by_form.get(_form(name))

    def own(self, name: str) -> str | None:
        """The repository's spelling of a label that the bot names itself, also written with hyphens."""
        return self.find(name) or self.find(name.replace(" ", "-"))

    def within(self, prefix: str) -> tuple[str, ...]:
        """The labels whose name begins with `prefix`."""
        return tuple(name for name in self.names if name.casefold().startswith(prefix.casefold()))


def _form(name: str) -> str:
    return " ".join(name.casefold().split())


def no_such_label(names: str) -> Refused:
    """What to say where the repository lacks a label (`names` are code spans already)."""
    return Refused(reason=f"The repository has no label {names}; people with the write role can add it.")


async def forbidden(label: str, call: Invocation, ctx: Context[LabelsConfig]) -> Refused | None:
    """Why this person may not set or remove a restricted label; None when they may."""
    for rule in ctx.config.restricted:
        if contains(rule.labels, label) and not await _among(rule.allowed, call, ctx):
            allowed = " and ".join(_described(each) for each in rule.allowed)
            return Refused(reason=f"{code(label)} is for {allowed} here.", allowed=allowed)
    return None


def _described(allowed: str) -> str:
    role = Role.parse(allowed)
    return code(allowed) if role is Role.NONE else f"people with the {role.name.lower()} role"


async def _among(allowed: tuple[str, ...], call: Invocation, ctx: Context[LabelsConfig]) -> bool:
    for each in allowed:
        role = Role.READ if each == "anyone" else Role.parse(each)
        if role is not Role.NONE and call.role >= role:
            return True
        name = each.removeprefix("@").rpartition("/")[2]
        if role is Role.NONE and "/" not in each and same(name, call.author):
            return True
        if each.startswith("@") and contains(await ctx.github.team(name) or (), call.author):
            return True
    return False
