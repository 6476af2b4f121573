"""Journey: how newcomers grow, what may suit them next, and what they have done, told to themselves."""

# isort: off
# The order of import is the order of commands in `/help` and on the pages.
from handlers.journey import ladder, inactive, maintainers_news, stages, after_merge, commands
from handlers.journey.feature import feature

__all__ = [
    "after_merge",
    "commands",
    "feature",
    "inactive",
    "ladder",
    "maintainers_news",
    "stages",
]
