"""What people may do here, what the bot did here and why, and how to take it back."""

from handlers.help import answers, forgetting, pausing, undo, why
from handlers.help.declared import feature

__all__ = ["answers", "feature", "forgetting", "pausing", "undo", "why"]
