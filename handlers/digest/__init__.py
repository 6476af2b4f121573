"""The maintainers' letter: all regular news of a repository in one, and what waits on them."""

from handlers.digest import author_asks, letter, similar, waiting
from handlers.digest.feature import feature

__all__ = ["author_asks", "feature", "letter", "similar", "waiting"]
