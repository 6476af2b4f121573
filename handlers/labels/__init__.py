"""Labels by command: families, single labels, help wanted, and holds."""

# isort: off
# The order of import is the order of commands in `/help` and on the pages.
from handlers.labels import label_commands, hold, good_first_issue, required
from handlers.labels.feature import feature

__all__ = [
    "feature",
    "good_first_issue",
    "hold",
    "label_commands",
    "required",
]
