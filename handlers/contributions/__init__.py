"""The gate for contributions: kind, by facts alone, and opened by what it asks for."""

from handlers.contributions import commands, events, maintainers_news, timers
from handlers.contributions.feature import feature

__all__ = ["commands", "events", "feature", "maintainers_news", "timers"]
