"""Steward: every support case has a person, and everybody can see who it is and what happens next."""

from handlers.steward import (
    absences,
    arranging,
    clockwork,
    commands,
    daily,
    escalating,
    events,
    handing_over,
    paining,
    passing_on,
)
from handlers.steward.declared import feature

__all__ = [
    "absences",
    "arranging",
    "clockwork",
    "commands",
    "daily",
    "escalating",
    "events",
    "feature",
    "handing_over",
    "paining",
    "passing_on",
]
