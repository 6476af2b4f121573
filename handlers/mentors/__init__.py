"""Mentors: somebody beside a newcomer, from their first claim or pull request to their first merge."""

# isort: off
# The order of import is the order of commands in `/help` and on the pages.
from handlers.mentors import commands, timers, events
from handlers.mentors.feature import feature

__all__ = [
    "commands",
    "events",
    "feature",
    "timers",
]
