"""Steward: every support case has a person, and everybody can see who it is and what happens next."""

# isort: off
# The order of import is the order of commands in `/help` and on the pages.
from handlers.steward.commands import absences, swaps_and_cover
from handlers.steward import timers
from handlers.steward.commands import case_commands
from handlers.steward import shift_end
from handlers.steward.commands import escalate
from handlers.steward import events, plain_words, shift_letter, topics_report, undone
from handlers.steward.commands import route_and_pass
from handlers.steward.feature import feature

__all__ = [
    "absences",
    "case_commands",
    "escalate",
    "events",
    "feature",
    "plain_words",
    "route_and_pass",
    "shift_end",
    "shift_letter",
    "swaps_and_cover",
    "timers",
    "topics_report",
    "undone",
]
