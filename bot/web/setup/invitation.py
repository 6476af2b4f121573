"""Who may set the server up: whoever has the address from its terminal, once, and nobody else.

The token stands in the address for one request; what the browser keeps afterwards is another secret. All of
it lives in memory alone.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from bot.core.ports.clock import Clock
from bot.core.secrecy import matches_any

LIFETIME = timedelta(minutes=30)
"""How long a token is good, and how long the browser that came with it."""
RANDOM_BYTES = 32


def _secret() -> str:
    return secrets.token_urlsafe(RANDOM_BYTES)


def _same(given: str, secret: str | None) -> bool:
    return secret is not None and matches_any(given.encode("utf-8", "surrogatepass"), secret.encode())


class SetupInvitation:
    """One way in at a time: a token, then a browser, then one attempt on GitHub."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._token: str | None = None
        self._browser: str | None = None
        self._csrf = self._state = ""
        self._ends = clock.now()

    def renew(self) -> str:
        """Return a new token; none of what was given out before is good any more."""
        self._token, self._browser, self._state = _secret(), None, ""
        self._ends = self._clock.now() + LIFETIME
        return self._token

    def take(self, token: str) -> str | None:
        """Return what the browser is to keep, for the token and only the first time; else None."""
        if not (_same(token, self._token) and self._is_open()):
            return None
        self._token, self._browser, self._csrf = None, _secret(), _secret()
        self._ends = self._clock.now() + LIFETIME
        return self._browser

    def knows(self, browser: str) -> bool:
        """Return whether it is the browser that came with the token, and in time."""
        return _same(browser, self._browser) and self._is_open()

    @property
    def csrf(self) -> str:
        """What the form of that browser sends along."""
        return self._csrf

    def is_own_form(self, csrf: str) -> bool:
        """Return whether a form was sent by our page."""
        return _same(csrf, self._csrf or None)

    def begin(self) -> str:
        """Return what GitHub sends back with the new App; an earlier attempt is void."""
        self._state = _secret()
        return self._state

    def finish(self, state: str) -> bool:
        """Return whether GitHub's answer is to the attempt that was begun; only the first one is."""
        if not _same(state, self._state or None):
            return False
        self._state = ""
        return True

    def _is_open(self) -> bool:
        return self._clock.now() < self._ends
