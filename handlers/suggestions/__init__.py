"""Suggestions: issues that fit somebody and are free; who marked them; and what people took of them."""

from handlers.suggestions import learning, suggest_command, supply_report, trusted_labels
from handlers.suggestions.feature import feature

__all__ = ["feature", "learning", "suggest_command", "supply_report", "trusted_labels"]
