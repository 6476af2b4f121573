"""What people may do here, what the bot did here and why, and how to take it back."""

# isort: off
# The order of import is the order of commands in `/help` and on the pages.
from handlers.help import help_command, bot_commands, undo, why
from handlers.help.feature import feature

__all__ = [
    "bot_commands",
    "feature",
    "help_command",
    "undo",
    "why",
]
