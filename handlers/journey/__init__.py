"""Journey: how newcomers grow, what may suit them next, and what they have done, told to themselves."""

from handlers.journey import climbing, drifting, following, stepping, telling
from handlers.journey.declared import feature

__all__ = ["climbing", "drifting", "feature", "following", "stepping", "telling"]
