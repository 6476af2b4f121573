"""Labels by command: families, single labels, help wanted, and holds."""

from handlers.labels import families, hold, invitations
from handlers.labels.declared import feature

__all__ = ["families", "feature", "hold", "invitations"]
