"""Members of organizations and teams."""

from __future__ import annotations

from fakegithub.changes.webhook_events import send_organization_event
from fakegithub.model.ids import stable_id
from fakegithub.model.records import Organization, Team, User
from fakegithub.model.state import State
from fakegithub.payloads import accounts


def add_member(state: State, organization: Organization, actor: User, user: User) -> None:
    """Take somebody into an organization."""
    if user.key not in organization.members:
        organization.members[user.key] = user
        payload = accounts.membership(state, organization, user)
        send_organization_event(
            state, "organization", "member_added", organization, actor, membership=payload
        )


def remove_member(state: State, organization: Organization, actor: User, user: User) -> None:
    """Let somebody go, from the organization and all its teams."""
    if user.key in organization.members:
        for team in organization.teams.values():
            remove_from_team(state, organization, team, actor, user)
        del organization.members[user.key]
        payload = accounts.membership(state, organization, user)
        send_organization_event(
            state, "organization", "member_removed", organization, actor, membership=payload
        )


def create_team(state: State, organization: Organization, actor: User, slug: str) -> Team:
    """Make a team, or return the one of that slug."""
    fresh = slug.casefold() not in organization.teams
    team = make_team(organization, slug)
    if fresh:
        send_organization_event(
            state, "team", "created", organization, actor, team=accounts.team(state, team)
        )
    return team


def delete_team(state: State, organization: Organization, actor: User, team: Team) -> None:
    """Delete a team; no webhook is sent for its members."""
    del organization.teams[team.slug.casefold()]
    send_organization_event(state, "team", "deleted", organization, actor, team=accounts.team(state, team))


def make_team(organization: Organization, slug: str) -> Team:
    """The team of that slug, newly made if need be."""
    id_ = stable_id("team", f"{organization.account.login}/{slug}")
    return organization.teams.setdefault(slug.casefold(), Team(id_, slug, organization.account))


def add_to_team(state: State, organization: Organization, team: Team, actor: User, user: User) -> None:
    """Take somebody into a team."""
    if user.key not in team.members:
        team.members[user.key] = user
        _send_team(state, "added", organization, team, actor, user)


def remove_from_team(state: State, organization: Organization, team: Team, actor: User, user: User) -> None:
    """Take somebody out of a team."""
    if user.key in team.members:
        del team.members[user.key]
        _send_team(state, "removed", organization, team, actor, user)


def _send_team(
    state: State, action: str, organization: Organization, team: Team, actor: User, user: User
) -> None:
    send_organization_event(
        state, "membership", action, organization, actor,
        scope="team", member=accounts.user(state, user), team=accounts.team(state, team),
    )  # fmt: skip
