"""Welcome: one short word to a newcomer's first issue or pull request, first review and first merge."""

# isort: off
# The order of import is the order of commands in `/help` and on the pages.
from handlers.welcome import greet, first_issues, drafts, thanks
from handlers.welcome.feature import feature

__all__ = [
    "drafts",
    "feature",
    "first_issues",
    "greet",
    "thanks",
]
