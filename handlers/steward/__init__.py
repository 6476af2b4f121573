"""Steward: every support case has a person, and everybody can see who it is and what happens next."""

from handlers.steward import clockwork, commands, escalating, events
from handlers.steward.declared import feature

__all__ = ["clockwork", "commands", "escalating", "events", "feature"]
