"""The login by GitHub: consent, exchange of the code, and the end of tokens.

https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
"""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any, NoReturn
from urllib.parse import urlencode

from fakegithub.http.auth import PERSON_LIFETIME
from fakegithub.http.call import Call
from fakegithub.http.oauth import CODE_LIFETIME, MANIFEST_LIFETIME, Code
from fakegithub.http.reply import Refusal, Reply, answer, not_found, nothing
from fakegithub.http.routing import parse_query, route
from fakegithub.model.records import User
from fakegithub.payloads import accounts
from fakegithub.rest.web_pages import choice

DAYS_180 = 15_552_000
"""Seconds for which a renewal is good."""


@route("GET", "/login/oauth/authorize")
def authorize(call: Call) -> Reply:
    """Ask for consent. `login` names who is signed in; without it, a page offers a choice."""
    query = call.query
    if query.get("client_id") != call.state.app.client_id:
        not_found()
    back = query.get("redirect_uri") or f"{call.state.web_url}/apps/{call.state.app.slug}"
    if "login" not in query:
        return choice(call)
    user = call.state.user(query["login"]) or not_found()
    code = call.tokens.secret("code", user.id)[:20]
    expires = call.state.now() + CODE_LIFETIME
    call.tokens.pending.codes[code] = Code(user, back, expires, query.get("code_challenge", ""))
    state = {"state": query["state"]} if "state" in query else {}
    return redirect(back, {"code": code, **state})


def redirect(place: str, query: dict[str, str]) -> Reply:
    """Send the browser on."""
    return Reply(302, {"location": f"{place}{'&' if '?' in place else '?'}{urlencode(query)}"})


class _Denied(Exception):
    """Said with 200, as GitHub does."""


def _deny(error: str, words: str) -> NoReturn:
    raise _Denied(error, words)


@route("POST", "/login/oauth/access_token")
def exchange(call: Call) -> Reply:
    """A token for a code. Errors are sent with 200, as GitHub does."""
    try:
        response = _exchange(call, _form(call))
    except _Denied as denied:
        error, words = denied.args
        response = {"error": error, "error_description": words, "error_uri": "https://docs.github.com/apps"}
    if "json" in call.headers.get("accept", ""):
        return answer(response)
    kind = "application/x-www-form-urlencoded; charset=utf-8"
    return Reply(200, {"content-type": kind}, urlencode(response).encode())


def _form(call: Call) -> dict[str, Any]:
    if "json" in call.headers.get("content-type", "") or call.body.lstrip().startswith(b"{"):
        return call.json()
    return {**call.query, **parse_query(call.body.decode("utf-8", "replace"))}


def _exchange(call: Call, parameters: dict[str, Any]) -> dict[str, Any]:
    app, pending = call.state.app, call.tokens.pending
    if (parameters.get("client_id"), parameters.get("client_secret")) != (app.client_id, app.client_secret):
        _deny("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.")
    code = pending.codes.pop(str(parameters.get("code")), None)
    fits = code is not None and code.is_valid(
        call.state.now(), parameters.get("redirect_uri"), str(parameters.get("code_verifier", ""))
    )
    if code is None or not fits:
        _deny("bad_verification_code", "The code passed is incorrect or expired.")
    return _grant(call, code.user)


def _grant(call: Call, user: User) -> dict[str, Any]:
    token, _ = call.tokens.issue_to(user)
    return {
        "access_token": token,
        "expires_in": int(PERSON_LIFETIME.total_seconds()),
        "refresh_token": f"ghr_{call.tokens.secret('renewal', user.id)[:36]}",
        "refresh_token_expires_in": DAYS_180,
        "token_type": "bearer",
        "scope": "",
    }


# The end of tokens


def _as_client(call: Call) -> str:
    app = call.state.app
    scheme, _, credentials = call.headers.get("authorization", "").partition(" ")
    try:
        pair = b64decode(credentials).decode() if scheme.lower() == "basic" else ""
    except ValueError:
        pair = ""
    if call["client_id"] != app.client_id or pair != f"{app.client_id}:{app.client_secret}":
        not_found()
    return call.text("access_token", "OauthAccess")


@route("DELETE", "/applications/{client_id}/token")
def end_token(call: Call) -> Reply:
    """End one token of a person."""
    return nothing() if call.tokens.revoke(_as_client(call)) else not_found()


# The App's birth


@route("POST", "/settings/apps/new")
@route("POST", "/organizations/{org}/settings/apps/new")
def new_app(call: Call) -> Reply:
    """Make an App of a manifest: sends the browser back with a code for its credentials."""
    try:
        manifest = json.loads(str(_form(call).get("manifest")))
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict) or not manifest.get("url") or not manifest.get("redirect_url"):
        raise Refusal(422, "Invalid GitHub App configuration: `url` and `redirect_url` are required.")
    code = call.tokens.secret("manifest")
    call.tokens.pending.manifests[code] = manifest, call.state.now() + MANIFEST_LIFETIME
    state = {"state": call.query["state"]} if "state" in call.query else {}
    return redirect(manifest["redirect_url"], {"code": code, **state})


@route("POST", "/app-manifests/{code}/conversions")
def convert(call: Call) -> Reply:
    """The credentials of the App that a manifest made: once, within an hour."""
    manifest, expires = call.tokens.pending.manifests.pop(call["code"], (None, None))
    if manifest is None or expires is None or call.state.now() >= expires:
        not_found()
    state = call.state
    app, hook = state.app, manifest.get("hook_attributes") or {}
    app.name = manifest.get("name") or app.name
    app.webhook_url = hook.get("url") or app.webhook_url
    payload = {
        **accounts.app(state),
        "client_secret": app.client_secret,
        "webhook_secret": app.webhook_secret,
        "pem": app.private_key,
        "permissions": manifest.get("default_permissions") or {"metadata": "read"},
        "events": manifest.get("default_events") or [],
    }
    return answer(payload, 201)
