"""The common frame of webhooks: repository, organization, sender, installation."""

from __future__ import annotations

from typing import Any

from fakegithub.model.records import Issue, Organization, Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import accounts, issues, pulls, repositories


def about_repository(
    state: State, event: str, action: str | None, where: Repository, actor: User, **news: Any
) -> None:
    """Tell what happened in a repository. `news` are the event's own parts, already rendered."""
    if state.is_quiet:
        return
    payload: dict[str, Any] = {"action": action} if action else {}
    payload |= {
        **news,
        "repository": repositories.repository(state, where),
        "sender": accounts.user(state, actor),
    }
    if where.owner.type == "Organization":
        payload["organization"] = accounts.organization(state, where.owner)
    installation = state.installation(where.owner.login)
    if installation is not None and installation.reaches(where):
        state.send(event, installation, payload)


def about_issue(state: State, action: str, which: Issue, actor: User, **news: Any) -> None:
    """Tell what happened to an issue (`issues`) or a pull request (`pull_request`)."""
    if state.is_quiet:
        return
    if which.pull is None:
        about_repository(
            state, "issues", action, which.repository, actor, issue=issues.issue(state, which), **news
        )
    else:
        shown = pulls.full_pull(state, which)
        about_repository(
            state, "pull_request", action, which.repository, actor,
            number=which.number, pull_request=shown, **news,
        )  # fmt: skip


def about_organization(
    state: State, event: str, action: str, where: Organization, actor: User, **news: Any
) -> None:
    """Tell what happened in an organization."""
    if state.is_quiet:
        return
    payload = {
        "action": action,
        **news,
        "organization": accounts.organization(state, where.account),
        "sender": accounts.user(state, actor),
    }
    state.send(event, state.installation(where.account.login), payload)
