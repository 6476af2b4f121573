"""Suggestions: issues that fit somebody and are free; who marked them; and what people took of them."""

from handlers.suggestions import asking, learning, supplying, vouching
from handlers.suggestions.declared import feature

__all__ = ["asking", "feature", "learning", "supplying", "vouching"]
