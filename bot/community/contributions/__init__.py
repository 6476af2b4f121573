"""The gate for contributions: which pull requests go on by themselves, and what others lack. Pure rules.

They are about facts of the platform alone: links, labels, claims, counts. Nobody's way of working is guessed.
"""
