"""Sessions: a random id in the browser's cookie, signed, and a row under its digest here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from aiohttp import web

from bot.core.ports.accounts import Identity
from bot.core.ports.clock import Clock
from bot.store.database import Connection, Database
from bot.store.visitors import sessions
from bot.store.visitors.sessions import Session
from bot.web.sign_in.seal import Seal

LIFETIME = timedelta(hours=8)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts on which a connection leaves the machine nowhere: there alone cookies go without TLS."""


@dataclass(frozen=True)
class SignedIn:
    """A session and the id that its browser sent."""

    id: str
    session: Session


def is_plain(public_url: str | None) -> bool:
    """Return whether cookies go without TLS: only where we are reached by plain HTTP on this very machine."""
    place = urlsplit(public_url or "")
    return place.scheme == "http" and place.hostname in LOOPBACK


class Sessions:
    """The sessions of all who signed in. `plain`: see `is_plain`."""

    def __init__(self, db: Database, clock: Clock, seal: Seal, *, plain: bool = False) -> None:
        self._db, self._clock, self._seal, self._plain = db, clock, seal, plain

    @property
    def cookie(self) -> str:
        """The cookie's name: with `__Host-` browsers take it from this host over TLS alone, for all paths."""
        return "stewardbot" if self._plain else "__Host-stewardbot"

    @property
    def login_cookie(self) -> str:
        """The name of the cookie of a sign-in that has begun."""
        return f"{self.cookie}-login"

    async def find(self, request: web.BaseRequest) -> SignedIn | None:
        """Return who is signed in; None for no, a forged, or an ended session."""
        id = self._seal.open("session", request.cookies.get(self.cookie, ""))
        if id is None:
            return None
        now = self._clock.now()
        session = await self._db.read(lambda conn: sessions.find(conn, _digest(id), now))
        return None if session is None else SignedIn(id, session)

    async def begin(self, response: web.Response, identity: Identity, before: SignedIn | None) -> None:
        """Begin a session under a new id, which takes the place of the one `before` it in this browser."""
        id, ends_at = secrets.token_urlsafe(32), self._clock.now() + LIFETIME
        session = Session(identity.account_id, identity.login, identity.repositories, ends_at)

        def write(conn: Connection) -> None:
            if before is not None:
                sessions.end(conn, _digest(before.id))
            sessions.begin(conn, _digest(id), session)

        await self._db.write(write)
        self.give(response, self.cookie, self._seal.close("session", id), LIFETIME)

    async def end(self, response: web.Response, signed_in: SignedIn) -> None:
        """End a session, here and in the browser."""
        await self._db.write(lambda conn: sessions.end(conn, _digest(signed_in.id)))
        self.take(response, self.cookie)

    def give(self, response: web.Response, name: str, value: str, lifetime: timedelta) -> None:
        """Give the browser a cookie."""
        response.set_cookie(
            name,
            value,
            path="/",
            max_age=int(lifetime.total_seconds()),
            secure=not self._plain,
            httponly=True,
            samesite="Lax",
        )

    def take(self, response: web.Response, name: str) -> None:
        """Take a cookie away."""
        response.del_cookie(name, path="/", secure=not self._plain, httponly=True, samesite="Lax")

    def csrf(self, signed_in: SignedIn) -> str:
        """Return what a form of this session sends along, and no other page can know.

        Each page has another one: pages travel packed, and from the lengths of many one could guess what
        stays the same (https://www.breachattack.com).
        """
        return self._seal.close(f"form {signed_in.id}", secrets.token_urlsafe(8))

    def is_own_form(self, signed_in: SignedIn, token: str) -> bool:
        """Return whether a form was made for this session."""
        return self._seal.open(f"form {signed_in.id}", token) is not None


def _digest(id: str) -> str:
    return sha256(id.encode()).hexdigest()
