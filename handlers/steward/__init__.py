"""Steward: every support case has a person, and everybody can see who it is and what happens next."""

from handlers.steward import clockwork, commands, events
from handlers.steward.declared import feature

__all__ = ["clockwork", "commands", "events", "feature"]
