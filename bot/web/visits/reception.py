"""From a request to a page: which one it is, who asks, how far they see, and what they get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aiohttp import web

from bot.core.model import Repository
from bot.core.permissions import Role
from bot.core.ports.clock import Clock
from bot.store import mirror
from bot.store.database import Connection
from bot.web.visits.page import Answer, Download, Elsewhere, NotHere, Page, Shown
from bot.web.visits.sight import sight_of
from bot.web.visits.store import PageStore
from bot.web.visits.templates import Frame, Link, render
from bot.web.visits.visit import Visit

NAME = r"[\w.-]+"


class Reception:
    """Answers requests with `pages`."""

    def __init__(
        self,
        pages: Sequence[Page],
        clock: Clock,
        store: PageStore | None,
        *,
        public_dashboard: bool = False,
        public_url: str | None = None,
    ) -> None:
        self._pages, self._clock, self._store = tuple(pages), clock, store
        self._public_dashboard, self._public_url = public_dashboard, public_url
        self._router = web.UrlDispatcher()
        self._by_name = {page.name: page for page in self._pages}
        for page in self._pages:
            path = page.path.replace("{owner}/{repo}", f"{{owner:{NAME}}}/{{repo:{NAME}}}")
            for method in ("GET", "HEAD") if page.method == "GET" else (page.method,):
                self._router.add_route(method, path, _not_by_the_router, name=page.name)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; raises `web.HTTPException` for what is refused."""
        match = await self._router.resolve(request)
        if match.http_exception is not None:
            raise match.http_exception
        page = self._by_name[str(match.route.name)]
        visit = await self._visit(page, request, match)
        if visit is None or not page.admits(visit):
            raise web.HTTPNotFound
        try:
            return self._response(page, visit, await page.answer(visit))
        except NotHere:
            raise web.HTTPNotFound from None

    async def _visit(self, page: Page, request: web.Request, parts: Mapping[str, str]) -> Visit | None:
        """Return the visit of a page; None if its repository is not for this visitor, or does not exist."""
        query = {**request.query, **parts}
        visit = Visit(self._store, self._clock.now(), query=query, public_url=self._public_url)
        if page.own_key or not page.is_of_repository:
            return visit if self._store or not page.own_key else None
        repository = await self._repository(f"{parts['owner']}/{parts['repo']}")
        if repository is None:
            return None
        sight = sight_of(Role.NONE, private=repository.private, public_dashboard=self._public_dashboard)
        return None if sight is None else replace(visit, repository=repository, sight=sight)

    async def _repository(self, full_name: str) -> Repository | None:
        """Return a repository that the App is installed on."""

        def read(conn: Connection) -> Repository | None:
            repository = mirror.repository_named(conn, full_name)
            if repository is None or not mirror.installation_of(conn, repository.id):
                return None
            return repository

        return await self._store.read(read) if self._store is not None else None

    def _response(self, page: Page, visit: Visit, answer: Answer) -> web.Response:
        match answer:
            case Shown():
                return render(answer.template, answer.view, self._frame(page, visit, answer.mistakes))
            case Download():
                caching = f"private, max-age={answer.fresh}" if answer.fresh else "no-store"
                return web.Response(
                    body=answer.body,
                    content_type=answer.content_type,
                    charset="utf-8",
                    headers={"Cache-Control": caching},
                )
            case Elsewhere():
                return web.Response(status=303, headers={"Location": answer.path})

    def _frame(self, page: Page, visit: Visit, mistakes: tuple[str, ...]) -> Frame:
        name = visit.repository.full_name if visit.repository else ""
        navigation = tuple(
            Link(other.menu, other.address(name), is_here=other is page)
            for other in self._pages
            if other.menu and (name or not other.is_of_repository) and other.admits(visit)
        )
        return Frame(
            title=page.title, repository=name, navigation=navigation, visitor=visit.visitor, mistakes=mistakes
        )


async def _not_by_the_router(request: web.Request) -> web.StreamResponse:
    """Never called: the router only says which page it is."""
    raise web.HTTPNotFound
