"""Cohorts: a visit, a sprint, a class; the host hears first, and the end is reported as counts."""

# isort: off
# The order of import is the order of commands in `/help` and on the pages.
from handlers.cohorts import events, closing, timers, commands, board_edits
from handlers.cohorts.feature import feature

__all__ = [
    "board_edits",
    "closing",
    "commands",
    "events",
    "feature",
    "timers",
]
