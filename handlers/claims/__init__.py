"""Claims: who works on what, for how long, and who is next."""

# isort: off
# The order of import is the order of commands in `/help` and on the pages.
from handlers.claims import timers, commands, plain_words, events, adoption
from handlers.claims.feature import feature

__all__ = [
    "adoption",
    "commands",
    "events",
    "feature",
    "plain_words",
    "timers",
]
