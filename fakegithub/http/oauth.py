"""What the login hands out between two requests: codes, good for one exchange within ten minutes."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fakegithub.model.records import User

CODE_LIFETIME = timedelta(minutes=10)
MANIFEST_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True)
class Code:
    """One person's consent. `challenge` binds it to whoever began the login (PKCE, S256)."""

    user: User
    redirect_uri: str
    expires: datetime
    challenge: str = ""

    def is_valid(self, now: datetime, redirect_uri: str | None, verifier: str) -> bool:
        """Return whether it may be exchanged now, with this redirect and verifier."""
        if now >= self.expires or redirect_uri not in (None, self.redirect_uri):
            return False
        digest = hashlib.sha256(verifier.encode()).digest()
        return not self.challenge or urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge


@dataclass
class Pending:
    """Codes of logins and of App manifests that wait to be exchanged."""

    codes: dict[str, Code] = field(default_factory=dict)
    manifests: dict[str, tuple[dict[str, Any], datetime]] = field(default_factory=dict)
