"""Accounts, organizations, teams, installations and the App."""

from __future__ import annotations

from typing import Any

from fakegithub.model.ids import account_node, node_id
from fakegithub.model.records import Installation, Organization, Team, User
from fakegithub.model.state import State
from fakegithub.payloads.values import attributes, stamp

PERMISSIONS = {
    "checks": "write",
    "contents": "read",
    "issues": "write",
    "members": "read",
    "metadata": "read",
    "pull_requests": "write",
    "statuses": "read",
}
EVENTS = [
    "issue_comment", "issue_dependencies", "issues", "label", "member", "membership", "organization",
    "pull_request", "pull_request_review", "pull_request_review_comment", "push", "repository", "sub_issues",
]  # fmt: skip


def user(state: State, user: User) -> dict[str, Any]:
    """The short form of an account that all other objects carry."""
    url, html = f"{state.api_url}/users/{user.login}", f"{state.web_url}/{user.login}"
    if user.login.endswith("[bot]"):
        url = f"{state.api_url}/users/{user.login.removesuffix('[bot]')}%5Bbot%5D"
        html = f"{state.web_url}/apps/{user.login.removesuffix('[bot]')}"
    return {
        **attributes(user, "id", "login", "type"),
        "node_id": account_node(user.id, user.type),
        "avatar_url": f"https://avatars.githubusercontent.com/u/{user.id}?v=4",
        "gravatar_id": "",
        "url": url,
        "html_url": html,
        "followers_url": f"{url}/followers",
        "following_url": f"{url}/following{{/other_user}}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{url}/subscriptions",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}",
        "received_events_url": f"{url}/received_events",
        "user_view_type": "public",
        "site_admin": False,
    }


def user_or_none(state: State, account: User | None) -> dict[str, Any] | None:
    """Null for a deleted account."""
    return user(state, account) if account else None


def full_user(state: State, account: User) -> dict[str, Any]:
    """The long form, as `GET /users/{login}` shows it."""
    empty = dict.fromkeys(("name", "company", "location", "email", "hireable", "bio", "twitter_username"))
    counts = dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0)
    since = "2020-01-01T00:00:00Z"
    return {**user(state, account), **empty, **counts, "blog": "", "created_at": since, "updated_at": since}


def organization(state: State, account: User) -> dict[str, Any]:
    """The short form of an organization that webhooks carry."""
    url = f"{state.api_url}/orgs/{account.login}"
    return {
        **attributes(account, "id", "login"),
        "node_id": node_id("Organization", account.id),
        "url": url,
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": f"https://avatars.githubusercontent.com/u/{account.id}?v=4",
        "description": "",
    }


def team(state: State, team: Team) -> dict[str, Any]:
    """A team."""
    url = f"{state.api_url}/organizations/{team.organization.id}/team/{team.id}"
    return {
        **attributes(team, "id", "slug"),
        "node_id": node_id("Team", team.id),
        "name": team.slug,
        "description": "",
        "privacy": "closed",
        "notification_setting": "notifications_enabled",
        "url": url,
        "html_url": f"{state.web_url}/orgs/{team.organization.login}/teams/{team.slug}",
        "members_url": f"{url}/members{{/member}}",
        "repositories_url": f"{url}/repos",
        "permission": "pull",
        "parent": None,
        "type": "organization",
        "organization_id": team.organization.id,
    }


def membership(state: State, organization: Organization, account: User) -> dict[str, Any]:
    """That somebody is in an organization, as webhooks show it."""
    url = f"{state.api_url}/orgs/{organization.account.login}"
    return {
        "url": f"{url}/memberships/{account.login}",
        "state": "active",
        "role": "admin" if account.key in organization.owners else "member",
        "organization_url": url,
        "user": user(state, account),
        "direct_membership": True,
        "enterprise_teams_providing_indirect_membership": [],
    }


def app(state: State) -> dict[str, Any]:
    """The App as it sees itself."""
    since = "2026-01-01T00:00:00Z"
    return {
        **attributes(state.app, "id", "slug", "client_id", "name"),
        "node_id": node_id("Integration", state.app.id),
        "owner": user(state, state.app.owner),
        "description": "",
        "external_url": f"{state.web_url}/apps/{state.app.slug}",
        "html_url": f"{state.web_url}/apps/{state.app.slug}",
        **dict.fromkeys(("created_at", "updated_at"), since),
        "permissions": dict(PERMISSIONS),
        "events": list(EVENTS),
        "installations_count": len(state.installations),
    }


def installation(state: State, installation: Installation) -> dict[str, Any]:
    """The App on one owner's repositories."""
    url = f"{state.api_url}/app/installations/{installation.id}"
    return {
        **attributes(installation, "id", "suspended_at"),
        "client_id": state.app.client_id,
        "account": user(state, installation.account),
        "repository_selection": "all" if installation.selected is None else "selected",
        "access_tokens_url": f"{url}/access_tokens",
        "repositories_url": f"{state.api_url}/installation/repositories",
        "html_url": f"{state.web_url}/settings/installations/{installation.id}",
        "app_id": state.app.id,
        "app_slug": state.app.slug,
        "target_id": installation.account.id,
        "target_type": installation.account.type,
        "permissions": dict(PERMISSIONS if installation.permissions is None else installation.permissions),
        "events": list(EVENTS),
        **dict.fromkeys(("created_at", "updated_at"), stamp(installation.created_at)),
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": user_or_none(state, installation.suspended_by),
    }
