"""Who is calling: the App with its JWT, an installation with its token, or a person.

https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/about-authentication-with-a-github-app
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fakegithub.http.oauth import Pending
from fakegithub.http.reply import Refusal
from fakegithub.model import permissions
from fakegithub.model.ids import commit_sha
from fakegithub.model.records import Installation, Repository, User
from fakegithub.model.state import State

LIFETIME = timedelta(hours=1)
PERSON_LIFETIME = timedelta(hours=8)
LONGEST_JWT = timedelta(minutes=10)
LEEWAY = timedelta(minutes=1)


@dataclass(frozen=True)
class Caller:
    """Who is calling. `installation` is set for an installation's token; `is_app` for a JWT; `of_app` for a
    person who came by the App's login."""

    user: User | None = None
    installation: Installation | None = None
    is_app: bool = False
    of_app: bool = False

    def sees(self, state: State, repo: Repository) -> bool:
        """Whether a repository exists for this caller; a person's token of the App opens what both see."""
        if self.installation is not None:
            return self.installation.reaches(repo)
        if self.is_app:
            return True
        if self.user is None:
            return not repo.private
        if self.of_app and not any(
            installation.reaches(repo) for installation in state.installations.values()
        ):
            return not repo.private
        return permissions.at_least(state, repo, self.user, "read")

    @property
    def budget_owner(self) -> str:
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
    pending: Pending = field(default_factory=Pending)
    _count: int = 0

    def issue(self, installation: Installation) -> tuple[str, datetime]:
        """A new token of an installation and the instant it expires, in an hour."""
        token = f"ghs_{self.secret('token', installation.id)[:36]}"
        expires = self.state.now() + LIFETIME
        self.issued[token] = installation, expires
        return token, expires

    @property
    def people(self) -> dict[str, tuple[User, datetime]]:
        """Tokens of people who came by the App's login, with the instant each expires."""
        return self.state.person_tokens

    def issue_to(self, user: User) -> tuple[str, datetime]:
        """A new token of a person for the App, and the instant it expires, in eight hours."""
        token = f"ghu_{self.secret('user token', user.id)[:36]}"
        expires = self.state.now() + PERSON_LIFETIME
        self.people[token] = user, expires
        return token, expires

    def secret(self, *parts: object) -> str:
        """Forty hex digits that were never given out before."""
        self._count += 1
        return commit_sha(*parts, self._count)

    def revoke(self, token: str) -> bool:
        """End one token; whether there was such a one."""
        known = token in self.issued or token in self.people
        self.issued.pop(token, None)
        self.people.pop(token, None)
        return known

    def revoke_all(self) -> None:
        """All tokens given out so far end now."""
        self.issued.clear()
        self.people.clear()

    def caller(self, headers: Mapping[str, str]) -> Caller:
        """Who a request comes from. Refusal 401 for a token that is wrong or has expired."""
        scheme, _, token = headers.get("authorization", "").strip().partition(" ")
        if not token or scheme.lower() == "basic":
            return Caller()  # a client's secret is looked at by the routes that take one
        if scheme.lower() == "bearer" and token.count(".") == 2:
            self._check_jwt(token)
            return Caller(is_app=True, user=None)
        if token.startswith("ghp_") and (person := self.state.user(token[4:])):
            return Caller(user=person)
        if token in self.people:
            user, until = self.people[token]
            if self.state.now() >= until:
                raise Refusal(401, "Bad credentials")
            return Caller(user=user, of_app=True)
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
        header_fields, claim_fields = _decoded(header), _decoded(claims)
        if header_fields.get("alg") != "RS256" or not claim_fields:
            raise Refusal(401, "A JSON web token could not be decoded")
        if str(claim_fields.get("iss")) not in (str(self.state.app.id), self.state.app.client_id):
            raise Refusal(401, "'Issuer' claim ('iss') must be an Integer")
        now = self.state.now()
        expires = claim_fields.get("exp")
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
