"""Triage: label what is new where the evidence can be named, and ask only for what is surely missing."""

# isort: off
# The order of import is the order of commands in `/help` and on the pages.
from handlers.triage import (
    answer,
    needs_info,
    document,
    issue_types,
    guesses,
    ticks,
    similar,
    redirect,
    events,
    answered,
)
from handlers.triage.feature import feature

__all__ = [
    "answer",
    "answered",
    "document",
    "events",
    "feature",
    "guesses",
    "issue_types",
    "needs_info",
    "redirect",
    "similar",
    "ticks",
]
