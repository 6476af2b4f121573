"""Secrets are compared here and nowhere else, in a time that tells nothing about them."""

import hmac


def matches_any(given: bytes, *secrets: bytes) -> bool:
    """Return whether `given` is one of `secrets`; the time it takes tells neither which, nor how nearly."""
    # A sum, not `any`, which would end with the first match.
    return sum(hmac.compare_digest(given, secret) for secret in secrets) > 0
