"""Issues, comments, reactions and timelines."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fakegithub.model import permissions
from fakegithub.model.ids import node_id
from fakegithub.model.records import Comment, Issue, IssueType, Reaction, Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import accounts, repositories
from fakegithub.payloads.values import attributes, stamp_or_none

REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def api_url(state: State, issue: Issue) -> str:
    """Where the API has it as an issue."""
    return f"{repositories.api_url(state, issue.repository)}/issues/{issue.number}"


def html_url(state: State, issue: Issue) -> str:
    """Where people see it."""
    kind = "pull" if issue.pull else "issues"
    return f"{repositories.html_url(state, issue.repository)}/{kind}/{issue.number}"


def association(state: State, repo: Repository, user: User | None) -> str:
    """GitHub's hint of what somebody is to a repository (it is only ever a hint)."""
    if user is None:
        return "NONE"
    if user is repo.owner:
        return "OWNER"
    organization = state.organizations.get(repo.owner.key)
    members = organization.members.keys() - organization.concealed if organization else ()
    if user.key in members:
        return "MEMBER"
    if permissions.STRENGTH.get(repo.roles.get(user.key, "none"), 3) >= 1:
        return "COLLABORATOR"
    return "CONTRIBUTOR" if user.key in repo.contributors else "NONE"


def reactions(url: str, reactions: list[Reaction]) -> dict[str, Any]:
    """How many of each."""
    counts = Counter(reaction.content for reaction in reactions)
    return {
        "url": f"{url}/reactions",
        "total_count": len(reactions),
        **{content: counts[content] for content in REACTIONS},
    }


def reaction(state: State, reaction: Reaction) -> dict[str, Any]:
    """One person's reaction."""
    return {
        **attributes(reaction, "id", "content", "created_at"),
        "node_id": node_id("Reaction", reaction.id),
        "user": accounts.user(state, reaction.user),
    }


def shared(state: State, issue: Issue) -> dict[str, Any]:
    """What an issue and a pull request show alike."""
    people = [accounts.user(state, user) for user in issue.assignees]
    repo = issue.repository
    return {
        **attributes(issue, "number", "title", "body", "state", "locked"),
        **attributes(issue, "created_at", "updated_at", "closed_at"),
        "user": accounts.user_or_none(state, issue.author),
        "labels": [repositories.label(state, repo, label) for label in issue.labels],
        "assignee": people[0] if people else None,
        "assignees": people,
        "milestone": repositories.milestone(state, repo, issue.milestone) if issue.milestone else None,
        "active_lock_reason": issue.lock_reason,
        "author_association": association(state, repo, issue.author),
    }


def subject_node(issue: Issue) -> str:
    """Its node id: a pull request has the same one whether it is shown as an issue or not."""
    return node_id("PullRequest", issue.pull.id) if issue.pull else node_id("Issue", issue.id)


def issue_type(kind: IssueType | None) -> dict[str, Any] | None:
    """A type of issues."""
    if kind is None:
        return None
    node = node_id("IssueType", kind.id)
    return {**attributes(kind, "id", "name"), "node_id": node, "description": None, "is_enabled": True}


def _relations(state: State, record: Issue) -> dict[str, Any]:
    """What it is to other issues, in numbers; `blocked_by` and `blocking` count the open ones."""
    others = record.repository.issues.values()
    blocking = [other for other in others if record in other.blocked_by]
    done = sum(not child.is_open for child in record.sub_issues)
    total = len(record.sub_issues)
    dependencies = {
        "blocked_by": sum(other.is_open for other in record.blocked_by),
        "blocking": sum(other.is_open for other in blocking),
        "total_blocked_by": len(record.blocked_by),
        "total_blocking": len(blocking),
    }
    family = {"total": total, "completed": done, "percent_completed": 100 * done // total if total else 0}
    return {
        "type": issue_type(record.type),
        "parent_issue_url": api_url(state, record.parent) if record.parent else None,
        "issue_dependencies_summary": dependencies
        if record.blocked_by or blocking
        else record.unseen.get("issue_dependencies_summary", dependencies),
        "sub_issues_summary": family if total else record.unseen.get("sub_issues_summary", family),
    }


def issue(state: State, issue: Issue) -> dict[str, Any]:
    """An issue; a pull request shows as one too, with the key `pull_request`."""
    url = api_url(state, issue)
    payload: dict[str, Any] = {
        "url": url,
        "repository_url": repositories.api_url(state, issue.repository),
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": html_url(state, issue),
        **attributes(issue, "id", "state_reason"),
        "node_id": subject_node(issue),
        **shared(state, issue),
        "comments": len(issue.comments),
        "reactions": reactions(url, issue.reactions),
        "timeline_url": f"{url}/timeline",
        "performed_via_github_app": None,
    }
    if issue.pull is None:
        payload |= _relations(state, issue)
        if (pinned := issue.comments.get(issue.pinned_comment or 0)) is not None:
            payload["pinned_comment"] = comment(state, issue, pinned)
    if issue.pull is not None:
        pull_url = f"{repositories.api_url(state, issue.repository)}/pulls/{issue.number}"
        html = html_url(state, issue)
        payload["draft"] = issue.pull.draft
        payload["pull_request"] = {
            "url": pull_url,
            "html_url": html,
            "diff_url": f"{html}.diff",
            "patch_url": f"{html}.patch",
            "merged_at": stamp_or_none(issue.pull.merged_at),
        }
    return payload


def webhook_issue(state: State, record: Issue) -> dict[str, Any]:
    """An issue as webhooks and searches show it: they do not say what it is a part of."""
    payload = issue(state, record)
    for field in ("parent_issue_url", "pinned_comment"):
        payload.pop(field, None)
    return payload


def full_issue(state: State, record: Issue) -> dict[str, Any]:
    """The long form, as the API shows a single issue."""
    return {**issue(state, record), "closed_by": accounts.user_or_none(state, record.closed_by)}


def comment(state: State, issue: Issue, comment: Comment) -> dict[str, Any]:
    """A comment."""
    url = f"{repositories.api_url(state, issue.repository)}/issues/comments/{comment.id}"
    return {
        "url": url,
        "html_url": f"{html_url(state, issue)}#issuecomment-{comment.id}",
        "issue_url": api_url(state, issue),
        **attributes(comment, "id", "body", "created_at", "updated_at"),
        "node_id": node_id("IssueComment", comment.id),
        "user": accounts.user_or_none(state, comment.author),
        "author_association": association(state, issue.repository, comment.author),
        "reactions": reactions(url, comment.reactions),
        "performed_via_github_app": None,
    }
