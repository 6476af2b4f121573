"""Users, organizations, their members and teams."""

from __future__ import annotations

from bot.sandbox.payloads import accounts
from bot.sandbox.records import Organization, Team, User
from bot.sandbox.routing import Call, Refusal, Reply, answer, not_found, nothing, route


def _user(call: Call, name: str = "login") -> User:
    return call.state.user(call[name]) or not_found()


def _organization(call: Call) -> Organization:
    return call.state.organization(call["org"]) or not_found()


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
    return call.page(list(_organization(call).members.values()), lambda each: accounts.user(call.state, each))


@route("GET", "/orgs/{org}/members/{login}")
def is_member(call: Call) -> Reply:
    """204 for a member, 404 for anyone else."""
    return nothing() if call["login"].casefold() in _organization(call).members else not_found()


@route("GET", "/orgs/{org}/memberships/{login}")
def get_membership(call: Call) -> Reply:
    """What somebody is in an organization."""
    organization = _organization(call)
    found = organization.members.get(call["login"].casefold()) or not_found()
    shown = accounts.membership(call.state, organization, found)
    return answer({**shown, "organization": accounts.organization(call.state, organization.account)})


@route("GET", "/orgs/{org}/teams")
def list_teams(call: Call) -> Reply:
    """Teams of an organization."""
    return call.page(list(_organization(call).teams.values()), lambda each: accounts.team(call.state, each))


@route("GET", "/orgs/{org}/teams/{team}")
def get_team(call: Call) -> Reply:
    """One team."""
    return answer(accounts.full_team(call.state, _team(call)))


@route("GET", "/orgs/{org}/teams/{team}/members")
def list_team_members(call: Call) -> Reply:
    """Members of a team."""
    return call.page(list(_team(call).members.values()), lambda each: accounts.user(call.state, each))


@route("GET", "/orgs/{org}/teams/{team}/memberships/{login}")
def get_team_membership(call: Call) -> Reply:
    """What somebody is in a team."""
    team = _team(call)
    found = team.members.get(call["login"].casefold()) or not_found()
    return answer(accounts.team_membership(call.state, team, found))
