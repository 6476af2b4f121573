"""Cohorts: people who come together for a while, and what became of it, as counts."""
