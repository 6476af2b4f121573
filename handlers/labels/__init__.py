"""Labels by command: families, single labels, help wanted, and holds."""

from handlers.labels import good_first_issue, hold, label_commands
from handlers.labels.feature import feature

__all__ = ["feature", "good_first_issue", "hold", "label_commands"]
