"""The pages over a database as an administrator on the rota sees them, without anybody signing in."""

from __future__ import annotations

from functools import partial

from bot.backstage import page_backstage
from bot.core.ports.clock import Clock
from bot.queries.visitors.duties import Duties
from bot.store.database import Database
from bot.store.visitors.sessions import Session
from bot.web.site import Site
from bot.web.visits.access import Access, InstalledRepository, Seen
from bot.web.visits.sight import Grants, Sight
from bot.web.visits.visit import Visitor


class Administrator(Access):
    """Everybody is one, and on the rota."""

    async def see(self, place: InstalledRepository, session: Session | None) -> Seen:
        grants = Grants(Duties(frozenset({""}), frozenset(), mentors=True), operator=True)
        return Seen(Sight.ADMIN, grants, Visitor(1, "person-1"))


async def administrators_site(db: Database, clock: Clock) -> Site:
    """Return the pages over a database."""
    site = Site(clock, partial(page_backstage, db), public_dashboard=True)
    reception = await site._open()
    backstage = await page_backstage(db)
    reception._access = Administrator(backstage.store, None, public_dashboard=True)
    return site
