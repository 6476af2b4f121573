"""The signature of a webhook: HMAC-SHA-256 under the secret that the App's page has.

While that secret is changed there are two, the new one and the one before it, and either signs.
https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
"""

import hmac
from collections.abc import Sequence

from bot.core.secrecy import matches_any


class Signature:
    """The signatures that one body should have, computed while it arrives."""

    def __init__(self, digests: Sequence[hmac.HMAC]) -> None:
        self._digests = digests

    def update(self, chunk: bytes) -> None:
        """Add the next part of the body."""
        for digest in self._digests:
            digest.update(chunk)

    def matches(self, header: str) -> bool:
        """Return whether this is the header `X-Hub-Signature-256` of the body, under any of the secrets."""
        return matches_any(
            header.encode(), *(f"sha256={digest.hexdigest()}".encode() for digest in self._digests)
        )


class Signatures:
    """The secrets of the webhook. Raises ValueError without any, or for an empty one."""

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets or not all(secrets):
            raise ValueError("a door without a secret would let everybody in")
        self._keyed = [hmac.new(secret.encode(), digestmod="sha256") for secret in secrets]

    def of_body(self) -> Signature:
        """Return the signature of a body of which nothing has arrived yet."""
        return Signature([keyed.copy() for keyed in self._keyed])
