"""The maintainers' letter: all regular news of a repository in one, and what waits on them."""

from handlers.digest import letter, waiting
from handlers.digest.feature import feature

__all__ = ["feature", "letter", "waiting"]
