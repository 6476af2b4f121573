"""The signature of a webhook: HMAC-SHA-256 under the secret that the App's page has.

While that secret is changed there are two, the new one and the one before it, and either signs.
https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
"""

import hmac
from collections.abc import Sequence

from bot.core.secrecy import matches_any


class Signatures:
    """The secrets of the webhook. Raises ValueError without any, or for an empty one."""

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets or not all(secrets):
            raise ValueError("a door without a secret would let everybody in")
        self._keys = [secret.encode() for secret in secrets]

    def matches(self, body: bytes, header: str) -> bool:
        """Return whether this is the header `X-Hub-Signature-256` of a body, under any of the secrets.

        Raise ValueError for what has not the form of one.
        """
        digest = bytes.fromhex(header.removeprefix("sha256="))
        return matches_any(digest, *(hmac.digest(key, body, "sha256") for key in self._keys))
