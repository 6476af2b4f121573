"""The pages over a database as an administrator on the rota sees them, who also looks after the server."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from bot.backstage import page_backstage
from bot.core.ports.accounts import Identity
from bot.core.ports.clock import Clock
from bot.queries.visitors.duties import Duties
from bot.store.database import Database
from bot.store.visitors.sessions import Session
from bot.web.sign_in.desk import SignIn
from bot.web.sign_in.seal import Seal
from bot.web.sign_in.sessions import LIFETIME, Sessions, SignedIn
from bot.web.site import Site
from bot.web.visits.access import Access, InstalledRepository, Seen
from bot.web.visits.sight import Grants, Sight
from bot.web.visits.visit import Visitor


class Administrator(Access):
    """Everybody is one, and on the rota."""

    async def see(self, place: InstalledRepository, session: Session | None) -> Seen:
        grants = Grants(Duties(frozenset({""}), frozenset(), frozenset({"alice"})), operator=True)
        return Seen(Sight.ADMIN, grants, Visitor(1, "person-1"))

    async def is_operator(self, session: Session | None) -> bool:
        return True


class OneSession(Sessions):
    """Everybody is signed in as the first person there is."""

    async def find(self, request: web.BaseRequest) -> SignedIn | None:
        session = Session(1, "person-1", frozenset({1}), self._clock.now() + LIFETIME)
        return SignedIn("a session", session)


class Nowhere:
    """Where nobody has to sign in."""

    def address(self, state: str, challenge: str) -> str:
        raise AssertionError

    async def identify(self, code: str, verifier: str) -> Identity:
        raise AssertionError


async def administrators_site(db: Database, clock: Clock, *, signed_in: bool = False) -> Site:
    """Return the pages over a database; `signed_in`: also those of a person's own."""
    site = Site(clock, partial(page_backstage, db), public_dashboard=True)
    await site.warm()
    reception = await site._open()
    backstage = await page_backstage(db)
    reception._access = Administrator(backstage.store, None, public_dashboard=True)
    if signed_in:
        seal = Seal(["of no use to anybody"])
        reception._sign_in = SignIn(Nowhere(), OneSession(db, clock, seal), seal, clock, None)
    return site
