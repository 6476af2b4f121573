"""Who is calling: the App with its JWT, an installation with its token, or a person."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.identity import commit_sha
from bot.sandbox.records import Installation, User
from bot.sandbox.routing import Refusal
from bot.sandbox.state import State

LIFETIME = timedelta(hours=1)
LONGEST_JWT = timedelta(minutes=10)
LEEWAY = timedelta(minutes=1)


@dataclass(frozen=True)
class Caller:
    """Who is calling. `installation` is set for an installation's token; `is_app` for a JWT."""

    user: User | None = None
    installation: Installation | None = None
    is_app: bool = False

    @property
    def spender(self) -> str:
        """Whose budget of requests it spends."""
        if self.installation is not None:
            return f"installation {self.installation.id}"
        return "app" if self.is_app else self.user.key if self.user else "nobody"


@dataclass
class Tokens:
    """Tokens that were given out, and what they open. `verify_jwt` checks a JWT's signature, if given."""

    state: State
    verify_jwt: Callable[[str], bool] | None = None
    issued: dict[str, tuple[Installation, datetime]] = field(default_factory=dict)
    _count: int = 0

    def issue(self, installation: Installation) -> tuple[str, datetime]:
        """A new token of an installation and the instant it expires, in an hour."""
        self._count += 1
        token = f"ghs_{commit_sha('token', installation.id, self._count)[:36]}"
        expires = self.state.now() + LIFETIME
        self.issued[token] = installation, expires
        return token, expires

    def revoke_all(self) -> None:
        """All installation tokens given out so far end now."""
        self.issued.clear()

    def caller(self, headers: Mapping[str, str]) -> Caller:
        """Who a request comes from. Refusal 401 for a token that is wrong or has expired."""
        scheme, _, token = headers.get("authorization", "").strip().partition(" ")
        if not token:
            return Caller()
        if scheme.lower() == "bearer" and token.count(".") == 2:
            self._check_jwt(token)
            return Caller(is_app=True, user=None)
        if token.startswith("ghp_") and (person := self.state.user(token[4:])):
            return Caller(user=person)
        installation, expires = self.issued.get(token, (None, None))
        if installation is None or expires is None or self.state.now() >= expires:
            raise Refusal(401, "Bad credentials")
        if self.state.installations.get(installation.id) is not installation:
            raise Refusal(401, "Bad credentials")
        if installation.suspended_at is not None:
            raise Refusal(403, "This installation has been suspended")
        return Caller(user=self.state.app.bot, installation=installation)

    def _check_jwt(self, token: str) -> None:
        header, claims, _ = token.split(".")
        told, said = _decoded(header), _decoded(claims)
        if told.get("alg") != "RS256" or not said:
            raise Refusal(401, "A JSON web token could not be decoded")
        if str(said.get("iss")) not in (str(self.state.app.id), f"Iv23li{self.state.app.id:014d}"):
            raise Refusal(401, "'Issuer' claim ('iss') must be an Integer")
        now = self.state.now()
        expires = said.get("exp")
        if not isinstance(expires, int | float) or expires <= now.timestamp():
            raise Refusal(
                401,
                "'Expiration time' claim ('exp') must be a numeric value representing the future time at "
                "which the assertion expires",
            )
        if expires > (now + LONGEST_JWT + LEEWAY).timestamp():
            raise Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
        if self.verify_jwt is not None and not self.verify_jwt(token):
            raise Refusal(401, "A JSON web token could not be decoded")


def _decoded(part: str) -> dict[str, Any]:
    try:
        value = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, Base64Error):
        return {}
    return value if isinstance(value, dict) else {}
