"""`/`: what this server is, and the repositories that the visitor may see."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.core.model import Repository
from bot.store import mirror
from bot.web.visits.page import Page, Shown
from bot.web.visits.sight import Sight
from bot.web.visits.visit import Visit

MOST = 200
MOST_PRIVATE = 50
"""GitHub is asked about each of them, once in five minutes."""


@dataclass(frozen=True)
class LandingView:
    """`mine`: repositories where the visitor has a role; `others`: further ones whose numbers are public."""

    mine: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


async def _answer(visit: Visit) -> Shown:
    if visit.opened is None:
        return Shown("landing.html", LandingView())
    ids = visit.repositories
    mine = await visit.store.read(lambda conn: mirror.installed_among(conn, ids)) if ids else []
    public = await visit.store.read(lambda conn: mirror.public_repositories(conn, MOST))
    others = [repository for repository in public if repository.id not in ids]
    if not others or not await _shows_counts(visit, others[0]):
        others = []
    return Shown("landing.html", LandingView(_names(await _visible(visit, mine)), _names(others)))


async def _visible(visit: Visit, mine: list[Repository]) -> list[Repository]:
    """Return the public ones, and the private ones that are there for the visitor still."""
    private = [repository for repository in mine if repository.private]
    sights = await asyncio.gather(*(visit.sight_into(one.full_name) for one in private[:MOST_PRIVATE]))
    there = {one.id for one, sight in zip(private, sights, strict=False) if sight is not None}
    return [repository for repository in mine if not repository.private or repository.id in there]


async def _shows_counts(visit: Visit, public: Repository) -> bool:
    """Return whether strangers see the numbers of public repositories: of one, as of all."""
    return (await visit.sight_into(public.full_name) or Sight.NOTHING) >= Sight.COUNTS


def _names(repositories: list[Repository]) -> tuple[str, ...]:
    return tuple(repository.full_name for repository in repositories[:MOST])


page = Page("landing", path="/", title="Front page", answer=_answer)
