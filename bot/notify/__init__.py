"""The private channels: an operator's named hooks, to which `notify` effects go."""

from bot.notify.hooks import OPERATOR, Hook, HookMistake, for_repositories
from bot.notify.writer import HttpSender, NotifyingWriter, Sender, channel, deliver

__all__ = [
    "OPERATOR",
    "Hook",
    "HookMistake",
    "HttpSender",
    "NotifyingWriter",
    "Sender",
    "channel",
    "deliver",
    "for_repositories",
]
