"""What people may do here, what the bot did here and why, and how to take it back."""

# isort: off
# The order of import is the order of commands in `/help` and on the pages.
from handlers.help import help_command, forget_me, pause, undo, why
from handlers.help.feature import feature

__all__ = [
    "feature",
    "forget_me",
    "help_command",
    "pause",
    "undo",
    "why",
]
