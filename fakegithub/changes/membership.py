"""Members of organizations and teams."""

from __future__ import annotations

from fakegithub.changes.webhook_events import about_organization
from fakegithub.model.ids import stable_id
from fakegithub.model.records import Organization, Team, User
from fakegithub.model.state import State
from fakegithub.payloads import accounts


def add_member(state: State, where: Organization, actor: User, user: User) -> None:
    """Take somebody into an organization."""
    if user.key not in where.members:
        where.members[user.key] = user
        shown = accounts.membership(state, where, user)
        about_organization(state, "organization", "member_added", where, actor, membership=shown)


def remove_member(state: State, where: Organization, actor: User, user: User) -> None:
    """Let somebody go, from the organization and all its teams."""
    if user.key in where.members:
        for team in where.teams.values():
            remove_from_team(state, where, team, actor, user)
        del where.members[user.key]
        shown = accounts.membership(state, where, user)
        about_organization(state, "organization", "member_removed", where, actor, membership=shown)


def create_team(state: State, where: Organization, actor: User, slug: str) -> Team:
    """Make a team, or return the one of that slug."""
    fresh = slug.casefold() not in where.teams
    made = make_team(where, slug)
    if fresh:
        about_organization(state, "team", "created", where, actor, team=accounts.team(state, made))
    return made


def delete_team(state: State, where: Organization, actor: User, team: Team) -> None:
    """Delete a team; nobody is told of each of its members."""
    del where.teams[team.slug.casefold()]
    about_organization(state, "team", "deleted", where, actor, team=accounts.team(state, team))


def make_team(where: Organization, slug: str) -> Team:
    """The team of that slug, newly made if need be."""
    id_ = stable_id("team", f"{where.account.login}/{slug}")
    return where.teams.setdefault(slug.casefold(), Team(id_, slug, where.account))


def add_to_team(state: State, where: Organization, team: Team, actor: User, user: User) -> None:
    """Take somebody into a team."""
    if user.key not in team.members:
        team.members[user.key] = user
        _tell_team(state, "added", where, team, actor, user)


def remove_from_team(state: State, where: Organization, team: Team, actor: User, user: User) -> None:
    """Take somebody out of a team."""
    if user.key in team.members:
        del team.members[user.key]
        _tell_team(state, "removed", where, team, actor, user)


def _tell_team(state: State, action: str, where: Organization, team: Team, actor: User, user: User) -> None:
    about_organization(
        state, "membership", action, where, actor,
        scope="team", member=accounts.user(state, user), team=accounts.team(state, team),
    )  # fmt: skip
