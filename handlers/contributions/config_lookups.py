"""What the repository's file asks of the gate and the App may not be able to do."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.community.contributions.config import FEATURE, Contributions, Requirement
from bot.community.newcomers.claim_state import Claims
from bot.core.feature import ConfigWarning, Reader, RepositoryConfig
from bot.core.messages import load
from bot.core.model import Repository
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
    if config.require is Requirement.CLAIM and repo.section("newcomers.claims", Claims) is None:
        yield (FEATURE, "require"), TEXT.no_claims()


async def look_up_right(
    repo: RepositoryConfig, _repository: Repository, reader: Reader, _now: datetime
) -> Sequence[ConfigWarning]:
    """Warn of the right where this installation does not have it."""
    config = repo.section(FEATURE, Contributions)
    if config is None or config.then != "draft" or await reader.may(DRAFTS.permission, DRAFTS.level):
        return []
    return [((FEATURE, "then"), TEXT.right_missing())]
