"""Claims: who works on what, for how long, and who is next."""

from handlers.claims import clockwork, commands, events
from handlers.claims.declared import feature

__all__ = ["clockwork", "commands", "events", "feature"]
