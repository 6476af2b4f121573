"""Cohorts: a visit, a sprint, a class; the host hears first, and the end is reported as counts."""

from handlers.cohorts import arriving, closing, daily, joining, showing
from handlers.cohorts.declared import feature

__all__ = ["arriving", "closing", "daily", "feature", "joining", "showing"]
