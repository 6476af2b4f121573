"""Claims: who works on what, for how long, and who is next."""

from handlers.claims import commands, events, timers
from handlers.claims.feature import feature

__all__ = ["commands", "events", "feature", "timers"]
