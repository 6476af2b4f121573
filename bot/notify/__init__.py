"""The private channels: an operator's named hooks, to which `notify` effects go (`bot.notify.writer`)."""

from bot.notify.channels import channel
from bot.notify.hooks import OPERATOR, Hook, HookMistake, for_repositories

__all__ = [
    "OPERATOR",
    "Hook",
    "HookMistake",
    "channel",
    "for_repositories",
]
