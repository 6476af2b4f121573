"""Mentors: somebody beside a newcomer, from their first claim or pull request to their first merge."""

from handlers.mentors import commands, looking, standing
from handlers.mentors.declared import feature

__all__ = ["commands", "feature", "looking", "standing"]
