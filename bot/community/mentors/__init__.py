"""Mentors: who offered to stand by newcomers, who stands by whom, and when a newcomer may need a hand."""
