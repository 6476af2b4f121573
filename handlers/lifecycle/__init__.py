"""The state of issues and pull requests by command."""

from handlers.lifecycle import access, closing, stages, waiting, wording
from handlers.lifecycle.declared import feature

__all__ = ["access", "closing", "feature", "stages", "waiting", "wording"]
