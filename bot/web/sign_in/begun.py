"""A sign-in that has begun: what is sent to GitHub, and what the browser keeps until it comes back.

The state ties GitHub's answer to the browser that began (RFC 6749, 10.12), the verifier ties the code to it
(PKCE, RFC 7636).
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from bot.core.secrecy import matches_any
from bot.web.sign_in.paths import own_path
from bot.web.sign_in.seal import Seal

LIFETIME = timedelta(minutes=10)
"""As long as GitHub's codes live."""


@dataclass(frozen=True)
class BegunSignIn:
    """One sign-in on its way. `ends` in seconds since 1970."""

    state: str
    verifier: str
    next: str
    ends: int

    @classmethod
    def begin(cls, next: str, now: datetime) -> BegunSignIn:
        """Return a new one, after which one goes on to `next`."""
        ends = int((now + LIFETIME).timestamp())
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(48), own_path(next), ends)

    @property
    def challenge(self) -> str:
        """What GitHub is told of the verifier."""
        return urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()

    def answers(self, state: str, now: datetime) -> bool:
        """Return whether GitHub's answer with this state is to this attempt, and in time."""
        return matches_any(state.encode("utf-8", "surrogatepass"), self.state.encode()) and (
            now.timestamp() < self.ends
        )

    def sealed(self, seal: Seal) -> str:
        """Return it as the browser keeps it."""
        return seal.close("login", urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode())

    @classmethod
    def opened(cls, seal: Seal, cookie: str) -> BegunSignIn | None:
        """Return what the browser kept; None for anything that is not ours."""
        text = seal.open("login", cookie)
        if text is None:
            return None
        # Signed by us, so it has the shape that we gave it.
        return cls(**json.loads(urlsafe_b64decode(text)))
