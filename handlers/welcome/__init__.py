"""Welcome: one short word to a newcomer's first issue or pull request, first review and first merge."""

from handlers.welcome import first_issues, greet, thanks
from handlers.welcome.feature import feature

__all__ = ["feature", "first_issues", "greet", "thanks"]
