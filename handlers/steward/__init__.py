"""Steward: every support case has a person, and everybody can see who it is and what happens next."""

from handlers.steward import daily_check, events, shift_end, timers, topics_report
from handlers.steward.commands import absences, case_commands, escalate, route_and_pass, swaps_and_cover
from handlers.steward.feature import feature

__all__ = [
    "absences",
    "case_commands",
    "daily_check",
    "escalate",
    "events",
    "feature",
    "route_and_pass",
    "shift_end",
    "swaps_and_cover",
    "timers",
    "topics_report",
]
