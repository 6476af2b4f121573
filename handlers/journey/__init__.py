"""Journey: how newcomers grow, what may suit them next, and what they have done, told to themselves."""

from handlers.journey import climbing, following, suggesting, telling
from handlers.journey.declared import feature

__all__ = ["climbing", "feature", "following", "suggesting", "telling"]
