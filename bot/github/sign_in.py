"""Signing in with GitHub: a person's consent becomes who they are, and nothing of it is kept.

The token that comes of it is asked two things, ended, and forgotten: it leaves this module in no value,
error or log line.
https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
"""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

import structlog

from bot.core.errors import NoAccess
from bot.core.keys import PERSONS
from bot.core.model import Text, User, Value
from bot.core.ports.accounts import Identity
from bot.github.client import Client
from bot.github.connection import Connection
from bot.github.errors import GitHubError, Gone, RequestRefused
from bot.github.read.asking import asking
from bot.github.responses import outage, read
from bot.github.routes import route
from bot.github.shapes import NOTHING, Identified, adapter
from bot.github.tokens import FixedAuthorization

log = structlog.get_logger()

MOST_PAGES = 30
"""Pages of a hundred: whoever sees more of an installation's repositories is shown the first 3,000."""
OURS = ("incorrect_client_credentials", "redirect_uri_mismatch", "unverified_user_email")
"""Errors that no second try of the same person mends; the first two are the operator's to mend."""


class UserToken(Value):
    """The answer to a code: a token, or why there is none, both with the status 200."""

    access_token: Text = ""
    error: Text = ""


class GitHubSignIn:
    """Sign-in for the App with this client id and secret. `web_url` is where GitHub's pages begin.

    `redirect_uri` is where GitHub sends people back; None: the first address on the App's page.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        web_url: str,
        client_id: str,
        client_secret: str,
        redirect_uri: str | None,
    ) -> None:
        self._connection, self._web_url = connection, web_url
        self._client_id, self._client_secret = client_id, client_secret
        self._redirect: Mapping[str, str] = {} if redirect_uri is None else {"redirect_uri": redirect_uri}

    def address(self, state: str, challenge: str) -> str:
        """See `SignInWithGitHub`."""
        query = {
            "client_id": self._client_id,
            **self._redirect,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._web_url}/login/oauth/authorize?{urlencode(query)}"

    async def identify(self, code: str, verifier: str) -> Identity:
        """See `SignInWithGitHub`."""
        with asking():
            token = await self._exchange(code, verifier)
            scope = f"{PERSONS}{secrets.token_hex(8)}"  # Nothing of one person's answers serves another.
            person = Client(self._connection, FixedAuthorization(scope, f"Bearer {token}"))
            try:
                return await self._identity(person)
            except (Gone, RequestRefused) as error:
                raise NoAccess(f"GitHub does not say who signed in: {error.message}") from None
            finally:
                self._connection.forget(scope)
                await self._end(token)

    async def _exchange(self, code: str, verifier: str) -> str:
        form = {
            "client_id": self._client_id,
            "client_secret": self._client_secret,
            "code": code,
            "code_verifier": verifier,
            **self._redirect,
        }
        headers = {
            "accept": "application/json",
            "content-type": "application/json; charset=utf-8",
            "user-agent": self._connection.user_agent,
        }
        url = f"{self._web_url}/login/oauth/access_token"
        answer = await self._connection.send("sign-in", "POST", url, headers, json.dumps(form).encode())
        if answer.status != 200:
            raise outage("POST", answer.status, "no answer of GitHub's to a code")
        try:
            given = adapter(UserToken).validate_python(read("POST", answer).data)
        except ValueError:
            raise outage("POST", answer.status, "an answer of another shape than GitHub's") from None
        if not given.access_token:
            level = log.error if given.error in OURS else log.info
            level("nobody signed in", reason=given.error)
            raise NoAccess("GitHub does not take this code")
        return given.access_token

    async def _identity(self, person: Client) -> Identity:
        user = await person.get("/user", User)
        places = "/user/installations"
        installations = person.items(places, Identified, key="installations", most_pages=MOST_PAGES)
        repositories: set[int] = set()
        async for installation in installations:
            path = route("user", "installations", installation.id, "repositories")
            try:
                seen = person.items(path, Identified, key="repositories", most_pages=MOST_PAGES)
                repositories |= {repository.id async for repository in seen}
            except (Gone, RequestRefused):  # It ended, or was suspended, while we asked.
                continue
        return Identity(user.id, user.login, frozenset(repositories))

    async def _end(self, token: str) -> None:
        """End the token; should GitHub not hear of it, it ends by itself, and nobody has it any more."""
        basic = b64encode(f"{self._client_id}:{self._client_secret}".encode()).decode()
        app = Client(self._connection, FixedAuthorization("sign-in", f"Basic {basic}"))
        try:
            await app.delete(
                route("applications", self._client_id, "token"), NOTHING, {"access_token": token}
            )
        except GitHubError as error:
            log.warning("the token of a sign-in was not ended", reason=error.message)
