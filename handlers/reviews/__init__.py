"""Reviews: whoever was asked for one and has said nothing for a while is reminded, once, inward."""

from handlers.reviews import maintainers_news, reminders
from handlers.reviews.reminders import feature

__all__ = ["feature", "maintainers_news", "reminders"]
