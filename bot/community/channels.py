"""Which of the operator's private channels hears about what, as the repository's file says."""

from bot.core.config.repository_config import RepositoryConfig
from bot.core.config.shared import Channels, Digest
from bot.core.effects import AnyEffect, Notify
from bot.core.markdown import Markdown

NEWCOMERS = "newcomers"
"""The key of `notify` for what concerns newcomers."""
LETTER = ("maintainers", "ladder", NEWCOMERS)
"""The keys of `notify` for the maintainers' letter: the first that is set."""


def channel(repo: RepositoryConfig, *keys: str) -> str | None:
    """Return the channel of the first of these keys that `notify` has; None if nobody is to be told."""
    channels = repo.section("notify", Channels)
    names = (channels.root.get(key) for key in keys) if channels is not None else ()
    return next((channel for channel in names if channel), None)


def notify(repo: RepositoryConfig, ref: str, text: Markdown, because: str, *keys: str) -> list[AnyEffect]:
    """Return the message to the channel of the first of these keys; nothing if there is none."""
    name = channel(repo, *keys)
    return [Notify(subject=ref, channel=name, text=text, because=because)] if name else []


def letter_channel(repo: RepositoryConfig) -> str | None:
    """Return the private channel of the maintainers; None if they have none."""
    return channel(repo, *LETTER)


def letter_place(repo: RepositoryConfig) -> int | str | None:
    """Return the number of the issue that carries the letter, else its channel; None if nobody reads one."""
    digest = repo.section("digest", Digest) or Digest()
    return digest.issue or letter_channel(repo)
