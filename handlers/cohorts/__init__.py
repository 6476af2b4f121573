"""Cohorts: a visit, a sprint, a class; the host hears first, and the end is reported as counts."""

from handlers.cohorts import arrivals, board_edits, closing_report, daily, join_command
from handlers.cohorts.feature import feature

__all__ = ["arrivals", "board_edits", "closing_report", "daily", "feature", "join_command"]
