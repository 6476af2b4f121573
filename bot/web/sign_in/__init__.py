"""Signing in: a consent on GitHub becomes a session, which a cookie names and a row holds."""
