"""Users, organizations, their members and teams.

https://docs.github.com/en/rest/users
https://docs.github.com/en/rest/orgs
https://docs.github.com/en/rest/teams
"""

from __future__ import annotations

from functools import partial
from typing import Any

from fakegithub.http.call import Call
from fakegithub.http.reply import Refusal, Reply, answer, not_found, nothing
from fakegithub.http.routing import route, show, show_all
from fakegithub.model import permissions
from fakegithub.model.records import Installation, Organization, Repository, Team, User
from fakegithub.payloads import accounts, repositories


def _user(call: Call, name: str = "login") -> User:
    return call.state.user(call[name]) or not_found()


def _user_by_id(call: Call) -> User:
    users = (user for user in call.state.users.values() if str(user.id) == call["id"])
    return next(users, None) or not_found()


def _organization(call: Call) -> Organization:
    return call.state.organization(call["org"]) or not_found()


def visible_members(call: Call, organization: Organization) -> dict[str, User]:
    """Return the members that the caller may see: without `members: read`, the public ones."""
    asker = call.caller.installation
    if asker is None or "members" in accounts.installation(call.state, asker)["permissions"]:
        return organization.members
    return {key: member for key, member in organization.members.items() if key not in organization.concealed}


def _members(call: Call) -> dict[str, User]:
    return visible_members(call, _organization(call))


def _team(call: Call) -> Team:
    return _organization(call).teams.get(call["team"].casefold()) or not_found()


show("/users/{login}", _user, accounts.full_user)
show("/user/{id}", _user_by_id, accounts.full_user)
show_all("/orgs/{org}/members", lambda call: _members(call).values(), accounts.user)


@route("GET", "/orgs/{org}/members/{login}")
def is_member(call: Call) -> Reply:
    """204 for a member, 404 for anyone else."""
    return nothing() if call["login"].casefold() in _members(call) else not_found()


@route("GET", "/orgs/{org}/memberships/{login}")
def get_membership(call: Call) -> Reply:
    """What somebody is in an organization."""
    organization = _organization(call)
    member = organization.members.get(call["login"].casefold()) or not_found()
    membership = accounts.membership(call.state, organization, member)
    return answer({**membership, "organization": accounts.organization(call.state, organization.account)})


show_all("/orgs/{org}/teams/{team}/members", lambda call: _team(call).members.values(), accounts.user)


# What a person may see of the App


def _person(call: Call) -> User:
    if call.caller.installation is not None:
        raise Refusal(403, "Resource not accessible by integration")
    return call.actor


# Whose token it is; an App's installation is nobody.
show("/user", _person, accounts.full_user)


def _installations(call: Call) -> dict[str, tuple[Installation, list[Repository]]]:
    """Return the installations on repositories where the person has a role of their own, and these, by id:
    that everybody reads a public one is none.

    https://docs.github.com/en/rest/apps/installations#list-repositories-accessible-to-the-user-access-token
    """
    user, state = _person(call), call.state
    theirs = [r for r in state.repositories.values() if user in permissions.collaborators(state, r)]
    pairs = [(i, [r for r in theirs if i.reaches(r)]) for i in state.installations.values()]
    return {str(installation.id): (installation, repos) for installation, repos in pairs if repos}


# Installations of the App on repositories that the person can see.
show_all(
    "/user/installations",
    lambda call: [installation for installation, _ in _installations(call).values()],
    accounts.installation,
    "installations",
)


@route("GET", "/user/installations/{id}/repositories")
def list_installation_repositories(call: Call) -> Reply:
    """What both the App and the person can see, with what the person may do there."""
    _, visible = _installations(call).get(call["id"]) or not_found()
    return call.page(visible, partial(_with_permissions, call), "repositories")


def _with_permissions(call: Call, repo: Repository) -> dict[str, Any]:
    payload = repositories.collaborator(call.state, repo, call.actor)
    return {**repositories.repository(call.state, repo), "permissions": payload["permissions"]}
