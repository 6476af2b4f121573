"""Reviews: whoever was asked for one and has said nothing for a while is reminded, once, inward."""

from handlers.reviews import reminders
from handlers.reviews.reminders import feature

__all__ = ["feature", "reminders"]
