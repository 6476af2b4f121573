"""Newcomers: their journey, what they claim, who mentors them, and the cohorts they come in. Pure."""
