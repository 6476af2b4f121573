"""Mentors: somebody beside a newcomer, from their first claim or pull request to their first merge."""

from handlers.mentors import commands, pull_requests, stuck_newcomers
from handlers.mentors.feature import feature

__all__ = ["commands", "feature", "pull_requests", "stuck_newcomers"]
