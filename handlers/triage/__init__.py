"""Triage: label what is new where the evidence can be named, and ask only for what is surely missing."""

from handlers.triage import answer, document, needs_info, sort_new
from handlers.triage.feature import feature

__all__ = ["answer", "document", "feature", "needs_info", "sort_new"]
