"""The state of issues and pull requests by command."""

from handlers.lifecycle import (
    close_reopen,
    lifecycle_label,
    lock_pin_transfer,
    retitle_milestone,
    waiting_on,
)
from handlers.lifecycle.feature import feature

__all__ = [
    "close_reopen",
    "feature",
    "lifecycle_label",
    "lock_pin_transfer",
    "retitle_milestone",
    "waiting_on",
]
