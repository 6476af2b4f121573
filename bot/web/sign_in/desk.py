"""`/login`, `/callback` and `/logout`.

https://docs.github.com/en/apps/creating-github-apps/writing-code-for-a-github-app/building-a-login-with-github-button-with-a-github-app
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.core.errors import NoAccess, Unreachable
from bot.core.ports.accounts import SignInWithGitHub
from bot.core.ports.clock import Clock
from bot.web.sign_in.begun import LIFETIME, BegunSignIn
from bot.web.sign_in.form import sent_form
from bot.web.sign_in.paths import HOME, path_within
from bot.web.sign_in.seal import Seal
from bot.web.sign_in.sessions import Sessions

log = logging.getLogger("bot.web.sign_in")

Sentence = Callable[[int, str], Awaitable[web.Response]]
"""Shows a page with one sentence and where to try again; the status comes first."""

OFF = "Nobody can sign in on this server: it is not set up for it. Its public pages need no sign-in."
NOT_OURS = "This sign-in was not begun here, or more than ten minutes ago. Please begin again."
DENIED = "You did not sign in. Nothing was changed, on GitHub or here."
NOT_TAKEN = "GitHub did not confirm this sign-in. Please begin again."
AWAY = "GitHub cannot be reached just now, so nobody can sign in. Public pages work; please try again later."


@dataclass(frozen=True)
class SignIn:
    """All that signing in takes. `seal` signs; `public_url` is where we are reached, if known."""

    github: SignInWithGitHub
    sessions: Sessions
    seal: Seal
    clock: Clock
    public_url: str | None

    async def begin(self, request: web.Request) -> web.Response:
        """Send somebody to GitHub; afterwards they go on where they wanted to, or where they came from."""
        wish = request.query.get("next")
        came_from = request.headers.get("Referer", "")
        path = wish if wish is not None else path_within(self.public_url, came_from)
        attempt = BegunSignIn.begin(path, self.clock.now())
        response = _to(self.github.address(attempt.state, attempt.challenge))
        sessions = self.sessions
        sessions.give(response, sessions.login_cookie, attempt.sealed(self.seal), LIFETIME)
        return response

    async def finish(self, request: web.Request, sentence: Sentence) -> web.Response:
        """Take GitHub's answer: a session begins, or a page says why not."""
        attempt = BegunSignIn.opened(self.seal, request.cookies.get(self.sessions.login_cookie, ""))
        if attempt is None or not attempt.answers(request.query.get("state", ""), self.clock.now()):
            return await sentence(400, NOT_OURS)
        response = await self._finish(request, sentence, attempt)
        self.sessions.take(response, self.sessions.login_cookie)
        return response

    async def _finish(self, request: web.Request, sentence: Sentence, attempt: BegunSignIn) -> web.Response:
        code = request.query.get("code", "")
        if not code:
            return await sentence(200, DENIED)
        try:
            identity = await self.github.identify(code, attempt.verifier)
        except NoAccess:
            return await sentence(400, NOT_TAKEN)
        except Unreachable as reason:
            log.warning("nobody signed in", extra={"reason": str(reason)})
            return await sentence(503, AWAY)
        response = _to(attempt.next)
        await self.sessions.begin(response, identity, await self.sessions.find(request))
        return response

    async def end(self, request: web.Request) -> web.Response:
        """End the session of a form that is ours; whoever has none is signed out already."""
        response, signed_in = _to(HOME), await self.sessions.find(request)
        if signed_in is not None:
            form = await sent_form(request)
            if not self.sessions.is_own_form(signed_in, form.get("csrf", "")):
                raise web.HTTPForbidden
            await self.sessions.end(response, signed_in)
        return response


def _to(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address, "Cache-Control": "no-store"})
