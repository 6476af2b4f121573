"""Which labels commands may set in a repository: families, labels for everybody, restricted ones. Pure."""

from bot.core.config.repository_config import RepositoryConfig
from bot.core.config.shared import LabelsConfig, Restriction
from bot.core.states import CommandPreset

FAMILIES = ("area", "kind", "priority", "triage")
PROW_FAMILIES = ("area", "committee", "kind", "language", "priority", "sig", "triage", "wg")


def families_in(repo: RepositoryConfig) -> tuple[str, ...]:
    """Return the families of a repository: its own list, else those of its preset."""
    config = repo.section("labels", LabelsConfig)
    if config is not None and config.families is not None:
        return config.families
    return PROW_FAMILIES if repo.preset is CommandPreset.PROW else FAMILIES


def restrictions(repo: RepositoryConfig) -> tuple[Restriction, ...]:
    """Return the restricted labels of a repository; none where commands set no labels."""
    config = repo.section("labels", LabelsConfig)
    return config.restricted if config is not None else ()
