"""Which of the operator's private channels hears about what, as the repository's file says."""

from __future__ import annotations

from bot.core.config.repository_config import RepositoryConfig
from bot.core.config.shared import Notify

NEWCOMERS = "newcomers"
"""The key of `notify` for what concerns newcomers."""


def channel(repo: RepositoryConfig, *keys: str) -> str | None:
    """The channel of the first of these keys that `notify` has; None where nobody is to be told."""
    channels = repo.section("notify", Notify)
    found = (channels.root.get(key) for key in keys) if channels is not None else ()
    return next((each for each in found if each), None)
