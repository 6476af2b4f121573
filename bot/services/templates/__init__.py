"""Texts of the repository: the templates that it offers to people, and words of its own that we say."""
