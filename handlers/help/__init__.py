"""What people may do here, what the bot did here and why, and how to take it back."""

from handlers.help import forget_me, help_command, pause, undo, why
from handlers.help.feature import feature

__all__ = ["feature", "forget_me", "help_command", "pause", "undo", "why"]
