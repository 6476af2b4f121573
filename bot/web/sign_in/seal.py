"""Texts that come back as we gave them out, or not at all: signed under a secret, one purpose each."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from bot.core.secrecy import matches_any

LONGEST = 4096
"""Characters of a cookie; browsers keep no longer ones."""


class Seal:
    """Signs under the first of `secrets`, and knows what was signed under any of them: there are two while
    a secret is changed."""

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets or not all(secrets):
            raise ValueError("a seal without a secret would let everybody in")
        self._secrets = [secret.encode() for secret in secrets]

    def close(self, purpose: str, text: str) -> str:
        """Return the text with its signature for a purpose."""
        return f"{text}.{self.signature(purpose, text)}"

    def open(self, purpose: str, sealed: str) -> str | None:
        """Return the text of what `close` returned for this purpose; None for anything else."""
        text, _, signature = sealed.rpartition(".")
        if len(sealed) > LONGEST or not self.signs(purpose, text, signature):
            return None
        return text

    def signature(self, purpose: str, text: str) -> str:
        """Return the signature of a text for a purpose."""
        return self._signature(self._secrets[0], purpose, text)

    def signs(self, purpose: str, text: str, signature: str) -> bool:
        """Return whether this is a signature of the text for the purpose, under any of the secrets."""
        known = (self._signature(secret, purpose, text).encode() for secret in self._secrets)
        return matches_any(signature.encode("utf-8", "surrogatepass"), *known)

    @staticmethod
    def _signature(secret: bytes, purpose: str, text: str) -> str:
        content = f"{purpose}\0{text}".encode("utf-8", "surrogatepass")
        return hmac.new(secret, content, digestmod="sha256").hexdigest()
