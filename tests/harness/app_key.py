"""The App's private key: made once a process, because that takes a while."""

from __future__ import annotations

from functools import cache

from cryptography.hazmat.primitives import serialization

from bot.simulation.simulation import throwaway_key


@cache
def pem() -> str:
    """The key as a file holds it."""
    return (
        throwaway_key()
        .private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        .decode()
    )
