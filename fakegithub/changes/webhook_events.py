"""The common frame of webhooks: repository, organization, sender, installation."""

from __future__ import annotations

from typing import Any

from fakegithub.model.records import Issue, Organization, Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import accounts, issues, pulls, repositories


def send_repo_event(
    state: State, event: str, action: str | None, repo: Repository, actor: User, **news: Any
) -> None:
    """Tell what happened in a repository. `news` are the event's own parts, already rendered."""
    if state.is_quiet:
        return
    payload: dict[str, Any] = {"action": action} if action else {}
    payload |= {
        **news,
        "repository": repositories.repository(state, repo),
        "sender": accounts.user(state, actor),
    }
    if repo.owner.type == "Organization":
        payload["organization"] = accounts.organization(state, repo.owner)
    installation = state.installation(repo.owner.login)
    if installation is not None and installation.reaches(repo):
        state.send(event, installation, payload)


def send_issue_event(state: State, action: str, issue: Issue, actor: User, **news: Any) -> None:
    """Tell what happened to an issue (`issues`) or a pull request (`pull_request`)."""
    if state.is_quiet:
        return
    if issue.pull is None:
        send_repo_event(
            state, "issues", action, issue.repository, actor, issue=issues.webhook_issue(state, issue), **news
        )
    else:
        payload = pulls.full_pull(state, issue)
        send_repo_event(
            state, "pull_request", action, issue.repository, actor,
            number=issue.number, pull_request=payload, **news,
        )  # fmt: skip


def send_org_event(
    state: State, event: str, action: str, org: Organization, actor: User, **news: Any
) -> None:
    """Tell what happened in an organization."""
    if state.is_quiet:
        return
    payload = {
        "action": action,
        **news,
        "organization": accounts.organization(state, org.account),
        "sender": accounts.user(state, actor),
    }
    state.send(event, state.installation(org.account.login), payload)
