"""Triage: label what is new where the evidence can be named, and ask only for what is surely missing."""

from handlers.triage import answering, asking, documenting, sorting
from handlers.triage.declared import feature

__all__ = ["answering", "asking", "documenting", "feature", "sorting"]
