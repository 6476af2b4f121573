"""Users, organizations, their members and teams.

https://docs.github.com/en/rest/users
https://docs.github.com/en/rest/orgs
https://docs.github.com/en/rest/teams
"""

from __future__ import annotations

from typing import Any

from fakegithub.http.call import Call
from fakegithub.http.reply import Refusal, Reply, answer, not_found, nothing
from fakegithub.http.routing import route
from fakegithub.model import permissions
from fakegithub.model.records import Installation, Organization, Repository, Team, User
from fakegithub.payloads import accounts, repositories


def _user(call: Call, name: str = "login") -> User:
    return call.state.user(call[name]) or not_found()


def _organization(call: Call) -> Organization:
    return call.state.organization(call["org"]) or not_found()


def _members(call: Call) -> dict[str, User]:
    """Return the members that the caller may see: without `members: read`, the public ones."""
    organization, asker = _organization(call), call.caller.installation
    if asker is None or "members" in accounts.installation(call.state, asker)["permissions"]:
        return organization.members
    return {key: member for key, member in organization.members.items() if key not in organization.concealed}


def _team(call: Call) -> Team:
    return _organization(call).teams.get(call["team"].casefold()) or not_found()


@route("GET", "/users/{login}")
def get_user(call: Call) -> Reply:
    """An account."""
    return answer(accounts.full_user(call.state, _user(call)))


@route("GET", "/user")
def get_me(call: Call) -> Reply:
    """Whose token it is; an App's installation is nobody."""
    if call.caller.installation is not None:
        raise Refusal(403, "Resource not accessible by integration")
    return answer(accounts.full_user(call.state, call.actor))


@route("GET", "/orgs/{org}/members")
def list_members(call: Call) -> Reply:
    """Members of an organization."""
    return call.page(list(_members(call).values()), lambda user: accounts.user(call.state, user))


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


@route("GET", "/orgs/{org}/teams")
def list_teams(call: Call) -> Reply:
    """Teams of an organization."""
    return call.page(list(_organization(call).teams.values()), lambda team: accounts.team(call.state, team))


@route("GET", "/orgs/{org}/teams/{team}")
def get_team(call: Call) -> Reply:
    """One team."""
    return answer(accounts.full_team(call.state, _team(call)))


@route("GET", "/orgs/{org}/teams/{team}/members")
def list_team_members(call: Call) -> Reply:
    """Members of a team."""
    return call.page(list(_team(call).members.values()), lambda user: accounts.user(call.state, user))


@route("GET", "/orgs/{org}/teams/{team}/memberships/{login}")
def get_team_membership(call: Call) -> Reply:
    """What somebody is in a team."""
    team = _team(call)
    member = team.members.get(call["login"].casefold()) or not_found()
    return answer(accounts.team_membership(call.state, team, member))


# What a person may see of the App


def _installations(call: Call) -> list[Installation]:
    if call.caller.installation is not None:
        raise Refusal(403, "Resource not accessible by integration")
    user = call.actor
    return [
        installation
        for installation in call.state.installations.values()
        if _repositories(call, installation, user)
    ]


def _repositories(call: Call, installation: Installation, user: User) -> list[Repository]:
    return [
        repo
        for repo in call.state.repositories.values()
        if installation.reaches(repo) and permissions.at_least(call.state, repo, user, "read")
    ]


@route("GET", "/user/installations")
def list_my_installations(call: Call) -> Reply:
    """Installations of the App on repositories that the person can see."""
    visible = _installations(call)
    return call.page(
        visible,
        lambda installation: accounts.installation(call.state, installation),
        total_count=len(visible),
        installations=...,
    )


@route("GET", "/user/installations/{id}/repositories")
def list_installation_repositories(call: Call) -> Reply:
    """What both the App and the person can see, with what the person may do there."""
    installation = (
        next((candidate for candidate in _installations(call) if str(candidate.id) == call["id"]), None)
        or not_found()
    )
    visible = _repositories(call, installation, call.actor)
    return call.page(
        visible, lambda repo: _with_permissions(call, repo), total_count=len(visible), repositories=...
    )


@route("GET", "/user/repos")
def list_my_repositories(call: Call) -> Reply:
    """Repositories where the person has a role of their own."""
    if call.caller.installation is not None:
        raise Refusal(403, "Resource not accessible by integration")
    user = call.actor
    visible = [
        repo
        for repo in call.state.repositories.values()
        if user in permissions.collaborators(call.state, repo) and call.caller.sees(call.state, repo)
    ]
    return call.page(visible, lambda repo: _with_permissions(call, repo))


def _with_permissions(call: Call, repo: Repository) -> dict[str, Any]:
    payload = repositories.collaborator(call.state, repo, call.actor)
    return {**repositories.repository(call.state, repo), "permissions": payload["permissions"]}
