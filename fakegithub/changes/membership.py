"""Members of organizations and teams."""

from __future__ import annotations

from fakegithub.changes.webhook_events import send_org_event
from fakegithub.model.ids import stable_id
from fakegithub.model.records import Organization, Team, User
from fakegithub.model.state import State
from fakegithub.payloads import accounts


def add_member(state: State, org: Organization, actor: User, user: User) -> None:
    """Take somebody into an organization."""
    if user.key not in org.members:
        org.members[user.key] = user
        payload = accounts.membership(state, org, user)
        send_org_event(state, "organization", "member_added", org, actor, membership=payload)


def remove_member(state: State, org: Organization, actor: User, user: User) -> None:
    """Let somebody go, from the organization and all its teams."""
    if user.key in org.members:
        for team in org.teams.values():
            remove_from_team(state, org, team, actor, user)
        del org.members[user.key]
        payload = accounts.membership(state, org, user)
        send_org_event(state, "organization", "member_removed", org, actor, membership=payload)


def create_team(state: State, org: Organization, actor: User, slug: str) -> Team:
    """Make a team, or return the one of that slug."""
    fresh = slug.casefold() not in org.teams
    team = make_team(org, slug)
    if fresh:
        send_org_event(state, "team", "created", org, actor, team=accounts.team(state, team))
    return team


def delete_team(state: State, org: Organization, actor: User, team: Team) -> None:
    """Delete a team; no webhook is sent for its members."""
    del org.teams[team.slug.casefold()]
    send_org_event(state, "team", "deleted", org, actor, team=accounts.team(state, team))


def make_team(org: Organization, slug: str) -> Team:
    """The team of that slug, newly made if need be."""
    id_ = stable_id("team", f"{org.account.login}/{slug}")
    return org.teams.setdefault(slug.casefold(), Team(id_, slug, org.account))


def add_to_team(state: State, org: Organization, team: Team, actor: User, user: User) -> None:
    """Take somebody into a team."""
    if user.key not in team.members:
        team.members[user.key] = user
        _send_team(state, "added", org, team, actor, user)


def remove_from_team(state: State, org: Organization, team: Team, actor: User, user: User) -> None:
    """Take somebody out of a team."""
    if user.key in team.members:
        del team.members[user.key]
        _send_team(state, "removed", org, team, actor, user)


def _send_team(state: State, action: str, org: Organization, team: Team, actor: User, user: User) -> None:
    send_org_event(
        state, "membership", action, org, actor,
        scope="team", member=accounts.user(state, user), team=accounts.team(state, team),
    )  # fmt: skip
