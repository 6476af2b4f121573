"""Welcome: one short word to a newcomer's first issue or pull request, first review and first merge."""

from handlers.welcome import greeting, offering, thanking
from handlers.welcome.declared import feature

__all__ = ["feature", "greeting", "offering", "thanking"]
