"""Which labels commands may set in a repository: families, labels for everybody, restricted ones. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from bot.core.config.base import Section
from bot.core.config.repository_config import RepositoryConfig

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
    """Return the families of a repository: its own list, else those of its preset."""
    config = repo.section("labels", LabelsConfig)
    if config is not None and config.families is not None:
        return config.families
    return PROW_FAMILIES if repo.preset == "prow" else FAMILIES


def restrictions(repo: RepositoryConfig) -> tuple[Restriction, ...]:
    """Return the restricted labels of a repository; none where commands set no labels."""
    config = repo.section("labels", LabelsConfig)
    return config.restricted if config is not None else ()
