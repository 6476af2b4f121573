"""Suggestions: which issues are fit for a newcomer, which of them suit somebody, and why. Pure."""

from bot.community.suggestions.config import HARDER, Suggestions
from bot.community.suggestions.fit import Interests, Known, Suggestion, is_free, rank
from bot.community.suggestions.learning import CLAIMED, MERGED, Learnt, outcomes
from bot.community.suggestions.reading import about, hooks, lacks, like, read, words_of
from bot.community.suggestions.sizes import Sizes

__all__ = [
    "CLAIMED",
    "HARDER",
    "MERGED",
    "Interests",
    "Known",
    "Learnt",
    "Sizes",
    "Suggestion",
    "Suggestions",
    "about",
    "hooks",
    "is_free",
    "lacks",
    "like",
    "outcomes",
    "rank",
    "read",
    "words_of",
]
