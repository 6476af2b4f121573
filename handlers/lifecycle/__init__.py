"""The state of issues and pull requests by command."""

# isort: off
# The order of import is the order of commands in `/help` and on the pages.
from handlers.lifecycle import lock_pin_transfer, close_reopen, lifecycle_label, waiting_on, retitle_milestone
from handlers.lifecycle import plain_words, stale
from handlers.lifecycle.feature import feature

__all__ = [
    "close_reopen",
    "feature",
    "lifecycle_label",
    "lock_pin_transfer",
    "plain_words",
    "retitle_milestone",
    "stale",
    "waiting_on",
]
