"""Suggestions: which issues are fit for a newcomer, which of them suit somebody, and why. Pure."""

from bot.community.suggestions.config import HARDER, Suggestions
from bot.community.suggestions.fit import Interests, RankingFacts, Suggestion, is_free, rank
from bot.community.suggestions.learning import CLAIMED, MERGED, Learnt, outcomes
from bot.community.suggestions.reading import group_traits, is_about, issue_traits, lacks, traits, words_of
from bot.community.suggestions.sizes import Sizes

__all__ = [
    "CLAIMED",
    "HARDER",
    "MERGED",
    "Interests",
    "Learnt",
    "RankingFacts",
    "Sizes",
    "Suggestion",
    "Suggestions",
    "group_traits",
    "is_about",
    "is_free",
    "issue_traits",
    "lacks",
    "outcomes",
    "rank",
    "traits",
    "words_of",
]
