"""What the repository's file asks of the gate and the App may not be able to do."""

from collections.abc import Iterator

from bot.community.contributions.config import FEATURE, Bots, Contributions, Requirement
from bot.community.newcomers.claims_config import Claims
from bot.core.feature import AskedRight, ConfigWarning, RepositoryConfig
from bot.core.messages import load
from bot.core.permissions import OptionalRight

TEXT = load(f"{__package__}.maintainers")
DRAFTS = OptionalRight("contents", "write", "the gate can make drafts (`contributions: {then: draft}`)")


def warnings(repo: RepositoryConfig) -> Iterator[ConfigWarning]:
    """Warn of a right that the App does not ask for, and of claims that nobody can make."""
    config = repo.section(FEATURE, Contributions)
    if config is None:
        return
    if config.then == "draft":
        yield (FEATURE, "then"), TEXT.draft_right()
    if repo.section("newcomers.claims", Claims) is None:
        keys = {"require": config.require is Requirement.CLAIM, "bots": config.bots is Bots.CLAIMED}
        yield from (((FEATURE, key), TEXT.no_claims()) for key, needs_claims in keys.items() if needs_claims)


def rights(repo: RepositoryConfig) -> Iterator[AskedRight]:
    """Return the right that drafts take, where the file asks for them."""
    config = repo.section(FEATURE, Contributions)
    if config is not None and config.then == "draft":
        yield (FEATURE, "then"), DRAFTS
