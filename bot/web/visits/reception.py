"""From a request to a page: which one it is, who asks, how far they see, and what they get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NoReturn
from urllib.parse import quote, urlencode

from aiohttp import hdrs, web

from bot.core.model import Repository
from bot.core.ports.clock import Clock
from bot.web.sign_in.desk import OFF, SignIn
from bot.web.sign_in.form import sent_form
from bot.web.sign_in.seal import Seal
from bot.web.sign_in.sessions import Sessions, SignedIn, is_plain
from bot.web.visits.access import Access, InstalledRepository, Seen
from bot.web.visits.backstage import Backstage
from bot.web.visits.page import Answer, Download, Elsewhere, NotHere, Page, Shown, table_name
from bot.web.visits.refusal import PRIVATE, refusal
from bot.web.visits.sight import Grants, PageGrant, Sight
from bot.web.visits.templates import Frame, Link, render
from bot.web.visits.visit import Visit, Visitor

NAME = r"[\w.-]+"
NOBODYS = Repository(id=0, full_name="nobody/nothing")
KEYED = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
"""An address that opens something for whoever has it is told to nobody else."""


class Reception:
    """Answers requests with `pages`."""

    def __init__(
        self,
        pages: Sequence[Page],
        clock: Clock,
        backstage: Backstage | None,
        *,
        public_dashboard: bool = False,
        public_url: str | None = None,
    ) -> None:
        self._pages, self._clock, self._public_url = tuple(pages), clock, public_url
        self._store = None if backstage is None else backstage.store
        self._sign_in = _sign_in(backstage, clock, public_url)
        accounts = backstage.sign_in.accounts if backstage and backstage.sign_in else None
        self._access = (
            Access(backstage.store, accounts, public_dashboard=public_dashboard) if backstage else None
        )
        self._router = web.UrlDispatcher()
        self._by_name = {page.name: page for page in self._pages}
        for page in self._pages:
            path = page.path.replace("{owner}/{repo}", f"{{owner:{NAME}}}/{{repo:{NAME}}}")
            for method in ("GET", "HEAD") if page.method == "GET" else (page.method,):
                self._router.add_route(method, path, _not_by_the_router, name=page.name)

    async def warm(self) -> None:
        """Open the pages of the navigation for a repository that nobody has, so that the first visitor waits
        for no connection, and for no statement, zone or template to be read for the first time (measured: a
        third of the work of the page of what waits)."""
        if self._store is None:
            return
        visit = Visit(self._store, self._clock.now(), repository=NOBODYS, sight=Sight.ADMIN)
        for page in self._pages:
            if page.menu and page.is_of_repository:
                self._response(page, visit, await page.answer(visit), None)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; raises `web.HTTPException` for what is refused."""
        match (request.path, request.method):
            case ("/login", "GET"):
                return await self._login(request)
            case ("/callback", "GET"):
                return await self._callback(request)
            case ("/logout", "POST"):
                return await self._logout(request)
        match = await self._router.resolve(request)
        if match.http_exception is not None and not isinstance(match.http_exception, web.HTTPNotFound):
            raise match.http_exception
        signed_in = await self._sign_in.sessions.find(request) if self._sign_in else None
        page = self._by_name.get(str(match.route.name))
        response = await self._answer(page, request, match, signed_in) if page is not None else None
        return response or await self._refuse(request, signed_in)

    async def _answer(
        self, page: Page, request: web.Request, parts: Mapping[str, str], signed_in: SignedIn | None
    ) -> web.StreamResponse | None:
        """Return what a page answers; None where it is refused."""
        visit = self._visit(request, parts, signed_in)
        if page.is_of_repository and not page.own_key:
            place, seen = await self._see(f"{parts['owner']}/{parts['repo']}", signed_in)
            if place is None or seen.sight is None:
                if not seen.is_sure:
                    _unsure()
                return None
            if not _is_called(place, parts):
                return self._moved(page, request, place, parts)
            visit = replace(
                visit,
                repository=place.repository,
                sight=seen.sight,
                grants=seen.grants,
                visitor=seen.visitor or visit.visitor,
            )
            if not page.admits(visit) and not seen.is_sure:
                _unsure()
        elif PageGrant.OPERATOR in page.grants and self._access is not None:
            is_operator = await self._access.is_operator(signed_in.session if signed_in else None)
            visit = replace(visit, grants=Grants(operator=is_operator))
        if not page.admits(visit) or (page.own_key and self._store is None):
            return None
        if page.method == "POST":
            visit = replace(visit, query={**await self._own_form(request, signed_in), **parts})
        try:
            response = self._response(page, visit, await page.answer(visit), signed_in)
        except NotHere:
            return None
        response.headers.update(KEYED if page.own_key else {})
        return response

    def _visit(self, request: web.Request, parts: Mapping[str, str], signed_in: SignedIn | None) -> Visit:
        """Return who asks for what, before it is known how far they see."""
        return Visit(
            self._store,
            self._clock.now(),
            visitor=_visitor(signed_in),
            query={**request.query, **parts},
            public_url=self._public_url,
            repositories=signed_in.session.repositories if signed_in else frozenset(),
            look=partial(self._look, signed_in),
        )

    async def _see(
        self, full_name: str, signed_in: SignedIn | None
    ) -> tuple[InstalledRepository | None, Seen]:
        if self._access is None:
            return None, Seen(None)
        place = await self._access.place(full_name) or await self._access.place_renamed(full_name)
        if place is None:
            return None, Seen(None)
        return place, await self._access.see(place, signed_in.session if signed_in else None)

    async def _look(self, signed_in: SignedIn | None, full_name: str) -> Sight | None:
        return (await self._see(full_name, signed_in))[1].sight

    def _moved(
        self,
        page: Page,
        request: web.Request,
        place: InstalledRepository,
        parts: Mapping[str, str],
    ) -> web.Response | None:
        """Send whoever may see a renamed repository to its present name."""
        if request.method not in ("GET", "HEAD"):
            return None
        others = {name: part for name, part in parts.items() if name not in ("owner", "repo")}
        path = page.address(place.repository.full_name, **{k: quote(v, safe="") for k, v in others.items()})
        query = f"?{request.query_string}" if request.query_string else ""
        return web.Response(status=302, headers={"Location": path + query, **PRIVATE})

    async def _own_form(self, request: web.Request, signed_in: SignedIn | None) -> dict[str, str]:
        """Return what a form of this visitor's own session sends; `HTTPForbidden` for any other."""
        if signed_in is None or self._sign_in is None:
            raise web.HTTPForbidden
        form = await sent_form(request)
        if not self._sign_in.sessions.is_own_form(signed_in, form.pop("csrf", "")):
            raise web.HTTPForbidden
        return form

    async def _refuse(self, request: web.Request, signed_in: SignedIn | None) -> web.StreamResponse:
        """Say that there is no such page for this visitor. A session that has ended begins anew: the same
        whether the page exists or not."""
        sign_in = self._sign_in
        has_ended = sign_in is not None and signed_in is None and sign_in.sessions.cookie in request.cookies
        if sign_in is not None and has_ended and request.method in ("GET", "HEAD"):
            address = f"/login?next={quote(request.path_qs, safe='/')}"
            response = web.Response(status=303, headers={"Location": address, **PRIVATE})
            sign_in.sessions.take(response, sign_in.sessions.cookie)
            return response
        wants_page = "text/html" in request.headers.get(hdrs.ACCEPT, "")
        frame = self._frame(None, Visit(None, self._clock.now()), (), signed_in)
        return refusal(404, as_page=wants_page, frame=frame)

    async def _login(self, request: web.Request) -> web.Response:
        if self._sign_in is None:
            return await self._sentence(404, OFF)
        return await self._sign_in.begin(request)

    async def _callback(self, request: web.Request) -> web.Response:
        if self._sign_in is None:
            return await self._sentence(404, OFF)
        return await self._sign_in.finish(request, self._sentence)

    async def _logout(self, request: web.Request) -> web.Response:
        if self._sign_in is None:
            raise web.HTTPNotFound
        return await self._sign_in.end(request)

    async def _sentence(self, status: int, text: str) -> web.Response:
        """Return a page about signing in with one sentence."""
        frame = Frame(title="Sign in", sign_in="/login" if self._sign_in else "")
        response = render("sign_in.html", text, frame, status=status)
        response.headers.update(PRIVATE)
        return response

    def _response(self, page: Page, visit: Visit, answer: Answer, signed_in: SignedIn | None) -> web.Response:
        match answer:
            case Shown():
                frame = self._frame(page, visit, answer.mistakes, signed_in)
                response = render(answer.template, answer.view, frame)
                response.headers.update(PRIVATE)
                return response
            case Download():
                caching = f"private, max-age={answer.fresh}" if answer.fresh else PRIVATE["Cache-Control"]
                headers = {**PRIVATE, "Cache-Control": caching}
                if answer.name:
                    headers["Content-Disposition"] = f'attachment; filename="{answer.name}"'
                return web.Response(
                    status=answer.status,
                    body=answer.body,
                    content_type=answer.content_type,
                    charset="utf-8",
                    headers=headers,
                )
            case Elsewhere():
                return web.Response(status=303, headers={"Location": answer.path, **PRIVATE})

    def _frame(
        self, page: Page | None, visit: Visit, mistakes: tuple[str, ...], signed_in: SignedIn | None
    ) -> Frame:
        name = visit.repository.full_name if visit.repository else ""
        navigation = tuple(
            Link(other.menu, other.address(name), is_here=other is page)
            for other in self._pages
            if other.menu and (name or not other.is_of_repository) and other.admits(visit)
        )
        sign_in = self._sign_in
        return Frame(
            title=page.title if page else "",
            repository=name,
            navigation=navigation,
            tables=tuple(self._tables(page, visit)) if page else (),
            visitor=_visitor(signed_in),
            sign_in="/login" if sign_in and not signed_in else "",
            csrf=sign_in.sessions.csrf(signed_in) if sign_in and signed_in else "",
            mistakes=mistakes,
        )

    def _tables(self, page: Page, visit: Visit) -> Iterator[Link]:
        """Return the tables of a page that this visitor may have, with its filters."""
        form = {name: value for name, value in visit.query.items() if name not in ("owner", "repo")}
        query = f"?{urlencode(form, errors='replace')}" if form else ""
        for table in page.tables:
            other = self._by_name[table_name(table)]
            for kind in ("json", "csv") if other.admits(visit) else ():
                yield Link(f"{table}.{kind}", other.address(visit.of.full_name, format=kind) + query)


def _sign_in(backstage: Backstage | None, clock: Clock, public_url: str | None) -> SignIn | None:
    if backstage is None or backstage.sign_in is None:
        return None
    seal = Seal(backstage.sign_in.secrets)
    sessions = Sessions(backstage.store.db, clock, seal, plain=is_plain(public_url))
    return SignIn(backstage.sign_in.github, sessions, seal, clock, public_url)


def _visitor(signed_in: SignedIn | None) -> Visitor | None:
    return Visitor(signed_in.session.account_id, signed_in.session.login) if signed_in else None


def _is_called(place: InstalledRepository, parts: Mapping[str, str]) -> bool:
    return place.repository.full_name.casefold() == f"{parts['owner']}/{parts['repo']}".casefold()


def _unsure() -> NoReturn:
    """Refuse for now: GitHub cannot say just now whether this page is for them."""
    raise web.HTTPServiceUnavailable


async def _not_by_the_router(request: web.Request) -> web.StreamResponse:
    """Never called: the router only says which page it is."""
    raise web.HTTPNotFound
