"""Repositories and what is in them: files, branches, check runs."""
