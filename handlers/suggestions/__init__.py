"""Suggestions: issues that fit somebody and are free; who marked them; and what people took of them."""

# isort: off
# The order of import is the order of commands in `/help` and on the pages.
from handlers.suggestions import commands, memory, proposals, supply_report
from handlers.suggestions.feature import feature

__all__ = [
    "commands",
    "feature",
    "memory",
    "proposals",
    "supply_report",
]
