"""Labels by command as a repository sets it up: families, open labels, and who may set restricted ones."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from bot.core.commands.command import Invocation, Rejection
from bot.core.config.base import Section
from bot.core.config.repository_config import RepositoryConfig
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


def families_in(repo: RepositoryConfig) -> tuple[str, ...]:
    """The families of a repository: its own list, else those of its preset."""
    config = repo.section("labels", LabelsConfig)
    if config is not None and config.families is not None:
        return config.families
    return PROW_FAMILIES if repo.preset == "prow" else FAMILIES


def restrictions(repo: RepositoryConfig) -> tuple[Restriction, ...]:
    """The restricted labels of a repository; none where commands set no labels."""
    config = repo.section("labels", LabelsConfig)
    return config.restricted if config is not None else ()


Team = Callable[[str], Awaitable[Sequence[str] | None]]
"""The logins of a team, by its slug."""


async def forbidden(
    label: str, call: Invocation, restricted: Sequence[Restriction], team: Team
) -> Rejection | None:
    """Why the author of a command may not set or remove a label; None when they may.

    `team` is asked only where a rule names one.
    """
    for rule in restricted:
        if contains(rule.labels, label) and not await _among(rule.allowed, call, team):
            allowed = " and ".join(_described(each) for each in rule.allowed)
            return Rejection(reason=f"{code(label)} is for {allowed} here.", allowed=allowed)
    return None


def _described(allowed: str) -> str:
    role = Role.parse(allowed)
    return code(allowed) if role is Role.NONE else f"people with the {role.name.lower()} role"


async def _among(allowed: Sequence[str], call: Invocation, team: Team) -> bool:
    for each in allowed:
        role = Role.READ if each == "anyone" else Role.parse(each)
        if role is not Role.NONE and call.role >= role:
            return True
        name = each.removeprefix("@").rpartition("/")[2]
        if role is Role.NONE and "/" not in each and same(name, call.author):
            return True
        if each.startswith("@") and contains(await team(name) or (), call.author):
            return True
    return False
