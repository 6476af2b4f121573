"""What the App asks about itself, and its installations and tokens.

https://docs.github.com/en/rest/apps/apps
https://docs.github.com/en/rest/apps/installations
"""

from __future__ import annotations

from functools import partial

from fakegithub.http.call import Call
from fakegithub.http.reply import Refusal, Reply, answer, not_found
from fakegithub.http.routing import route, show, show_all
from fakegithub.model.records import Installation
from fakegithub.payloads import accounts, repositories
from fakegithub.payloads.values import stamp


def as_app(call: Call) -> None:
    """Refusal 401 unless it is the App itself that asks."""
    if not call.caller.is_app:
        raise Refusal(401, "A JSON web token could not be decoded")


def _installations(call: Call) -> dict[int, Installation]:
    as_app(call)
    return call.state.installations


def _installation(call: Call) -> Installation:
    return _installations(call).get(call.number()) or not_found()


@route("GET", "/app")
def get_app(call: Call) -> Reply:
    """The App itself."""
    as_app(call)
    return answer(accounts.app(call.state))


show_all("/app/installations", lambda call: _installations(call).values(), accounts.installation)


@route("POST", "/app/installations/{id}/access_tokens")
def create_token(call: Call) -> Reply:
    """A token for one installation, good for an hour."""
    installation = _installation(call)
    if installation.suspended_at is not None:
        raise Refusal(403, "This installation has been suspended")
    token, expires = call.tokens.issue(installation)
    payload = {
        "token": token,
        "expires_at": stamp(expires),
        "permissions": accounts.installation(call.state, installation)["permissions"],
        "repository_selection": "all" if installation.selected is None else "selected",
    }
    return answer(payload, 201)


def _installation_on(call: Call) -> Installation:
    """The installation on an owner, or on the owner of a repository."""
    as_app(call)
    owner = call.repository().owner.login if "repo" in call.parts else call["owner"]
    return call.state.installation(owner) or not_found()


for _place in ("repos/{owner}/{repo}", "orgs/{owner}"):
    show(f"/{_place}/installation", _installation_on, accounts.installation)


@route("GET", "/installation/repositories")
def list_repositories(call: Call) -> Reply:
    """The repositories that the token reaches."""
    installation = call.caller.installation
    if installation is None:
        raise Refusal(
            403, "You must authenticate with an installation access token in order to list repositories."
        )
    reachable = [repo for repo in call.state.repositories.values() if installation.reaches(repo)]
    return call.page(
        reachable,
        partial(repositories.repository, call.state),
        "repositories",
        repository_selection="all" if installation.selected is None else "selected",
    )
