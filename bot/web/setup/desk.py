"""`/setup`: the manifest goes to GitHub by the browser, and comes back as an App.

https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from aiohttp import web

from bot.core.errors import NoAccess, Unreachable
from bot.web import static_files
from bot.web.bodies import Bodies
from bot.web.limits import WebLimits
from bot.web.server import BODIES, SECURITY_HEADERS, secure
from bot.web.setup.invitation import LIFETIME, SetupInvitation
from bot.web.setup.manifest import DEFAULT_NAME, AppAddresses
from bot.web.setup.wish import AppWish
from bot.web.sign_in.form import sent_form
from bot.web.visits.refusal import PRIVATE, RefusalWords, refusal
from bot.web.visits.templates import Frame, render

log = logging.getLogger("bot.web.setup")

CLOSED = RefusalWords(
    "Set up from the terminal",
    "This server has no GitHub App yet. Its terminal shows an address that opens this page once, for thirty "
    "minutes; when it is over, the terminal shows a new one.",
)
ELSEWHERE = RefusalWords(
    "Another address",
    "This server is set up at the address that its terminal shows. Where it is reached by another name, set "
    "PUBLIC_URL to that and start it again.",
)
NOT_OURS = RefusalWords(
    "Please begin again", "GitHub's answer is to no attempt that was begun here, or was used already."
)
NOT_TAKEN = RefusalWords(
    "Please begin again", "GitHub did not take the code that it sent. Please begin again."
)
AWAY = RefusalWords("Please try again later", "GitHub cannot be reached just now. Nothing was changed here.")


@dataclass(frozen=True)
class Made:
    """What the browser is shown of a new App: no secret."""

    install_url: str
    kept_in: str
    """Where its settings are now; empty: only in the terminal."""


@dataclass(frozen=True)
class SetupForm:
    """The form as it is shown: what was sent before, and what every form sends along."""

    wish: AppWish
    csrf: str


@dataclass(frozen=True)
class ToGitHub:
    """The form that a browser sends to GitHub."""

    address: str
    manifest: str
    permissions: Mapping[str, str]


class SetupDesk:
    """The pages. `manifest` makes one of addresses and a name, `make` the App of GitHub's code (raises
    `NoAccess`, `Unreachable`). `webhook` is the path of webhooks, or the whole address of a proxy that
    receives them."""

    def __init__(
        self,
        invitation: SetupInvitation,
        *,
        web_url: str,
        webhook: str,
        public_url: str | None,
        manifest: Callable[[AppAddresses, str], dict[str, Any]],
        make: Callable[[str, str], Awaitable[Made]],
    ) -> None:
        self._invitation, self._web_url, self._webhook = invitation, web_url, webhook
        self._public_url, self._manifest, self._make = public_url, manifest, make
        self._origins: dict[str, str] = {}
        self._wish = AppWish(DEFAULT_NAME, "", public_url or "")

    def opened(self, port: int) -> str:
        """Take note of the port that we listen on; returns where the page is reached."""
        names = [f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"]
        names += ["127.0.0.1", "localhost"] if port == 80 else []
        self._origins = {name: f"http://{name}" for name in names}
        if self._public_url:
            self._origins[urlsplit(self._public_url).netloc.lower()] = self._public_url
        return self._public_url or f"http://{names[0]}"

    def app(self) -> web.Application:
        """Return the application: these pages, their style, and a sign of life."""
        app = web.Application(middlewares=[self._guard])
        app[BODIES] = Bodies(WebLimits())
        app.on_response_prepare.append(secure)
        static_files.add(app)
        app.router.add_get("/healthz", _alive)
        app.router.add_get("/setup", self.show)
        app.router.add_post("/setup", self.send)
        app.router.add_get("/setup/created", self.created)
        return app

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Answer by our own names alone: a page of another site whose name leads here gets nothing."""
        if request.path == "/healthz":
            return await handler(request)
        if request.host.lower() not in self._origins:
            return _refuse(421, ELSEWHERE)
        try:
            return await handler(request)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            return _refuse(error.status, CLOSED if error.status == 404 else None)

    def _is_known(self, request: web.Request) -> bool:
        return self._invitation.knows(request.cookies.get(self._cookie(request), ""))

    def _origin(self, request: web.Request) -> str:
        return self._origins[request.host.lower()]

    def _cookie(self, request: web.Request) -> str:
        return "__Host-setup" if self._origin(request).startswith("https:") else "setup"

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Show the form to the browser that came with the token, and let one come in."""
        if (token := request.query.get("token")) is not None:
            browser = self._invitation.take(token)
            if browser is None:
                return _refuse(403, CLOSED)
            response = web.Response(status=303, headers={"Location": "/setup", **PRIVATE})
            response.set_cookie(
                self._cookie(request),
                browser,
                max_age=int(LIFETIME.total_seconds()),
                path="/",
                secure=self._cookie(request) != "setup",
                httponly=True,
                samesite="Lax",
            )
            return response
        if not self._is_known(request):
            return _refuse(403, CLOSED)
        return self._form(self._wish)

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Take the form; show what GitHub will be asked for, and the button that leads there."""
        form = await sent_form(request)
        if request.headers.get("Origin", "").lower() != self._origin(request).lower():
            return _refuse(403)
        if not (self._is_known(request) and self._invitation.is_own_form(form.get("csrf", ""))):
            return _refuse(403)
        self._wish = wish = AppWish.sent(form)
        if mistakes := wish.mistakes():
            return self._form(wish, mistakes)
        webhook = self._webhook if "://" in self._webhook else f"{wish.public_url}{self._webhook}"
        addresses = AppAddresses(wish.public_url, webhook, f"{self._origin(request)}/setup/created")
        manifest = self._manifest(addresses, wish.name)
        owner = f"/organizations/{quote(wish.organization)}" if wish.organization else ""
        query = urlencode({"state": self._invitation.begin()})
        to_github = ToGitHub(
            f"{self._web_url}{owner}/settings/apps/new?{query}",
            json.dumps(manifest),
            manifest["default_permissions"],
        )
        response = _page("setup_send.html", to_github)
        policy = SECURITY_HEADERS["Content-Security-Policy"]
        allowed = f"form-action 'self' {self._web_url}"
        response.headers["Content-Security-Policy"] = policy.replace("form-action 'self'", allowed)
        return response

    async def created(self, request: web.Request) -> web.StreamResponse:
        """Take GitHub's answer: the App is ours, and the server goes on as the bot."""
        if not (self._is_known(request) and self._invitation.finish(request.query.get("state", ""))):
            return _refuse(403, NOT_OURS)
        try:
            made = await self._make(request.query.get("code", ""), self._wish.public_url)
        except NoAccess:
            return _refuse(400, NOT_TAKEN)
        except Unreachable as reason:
            log.warning("no App was made", extra={"reason": str(reason)})
            return _refuse(503, AWAY)
        return _page("setup_done.html", made)

    def _form(self, wish: AppWish, mistakes: tuple[str, ...] = ()) -> web.Response:
        frame = Frame(title="Set up Stewardbot", mistakes=mistakes)
        return _page("setup.html", SetupForm(wish, self._invitation.csrf), frame)


async def _alive(_request: web.Request) -> web.Response:
    return web.Response(text="ok\n")


def _page(template: str, view: object, frame: Frame | None = None) -> web.Response:
    response = render(template, view, frame or Frame(title="Set up Stewardbot"))
    response.headers.update(PRIVATE)
    return response


def _refuse(status: int, words: RefusalWords | None = None) -> web.Response:
    return refusal(status, as_page=True, words=words)
