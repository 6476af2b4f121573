"""Journey: how newcomers grow, what may suit them next, and what they have done, told to themselves."""

from handlers.journey import after_merge, inactive, journey_command, ladder, stages
from handlers.journey.feature import feature

__all__ = ["after_merge", "feature", "inactive", "journey_command", "ladder", "stages"]
