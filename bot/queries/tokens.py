"""Tokens that open an address for whoever has it. Each is random, and only its hash is stored.

A hash without a key is enough: there is nothing to guess in 192 random bits, and no setting has to stay as it
is for an address to stay.
"""

import secrets
from hashlib import sha256


def new_token() -> str:
    """Return a token that nobody can guess, fit for an address."""
    return secrets.token_urlsafe(24)


def digest_of(token: str) -> str:
    """Return the hash by which a token, or whatever came in its place, is known."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
