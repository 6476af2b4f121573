"""The private channels: an operator's named hooks, to which `notify` effects go."""

from bot.notify.hooks import Hook, HookMistake
from bot.notify.writer import HttpSender, NotifyingWriter, Sender, channel

__all__ = ["Hook", "HookMistake", "HttpSender", "NotifyingWriter", "Sender", "channel"]
