"""Issues, comments, reactions and timelines."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fakegithub.model import permissions
from fakegithub.model.ids import node_id
from fakegithub.model.records import Comment, Issue, Moment, Reaction, Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import accounts, repositories
from fakegithub.payloads.times import stamp, stamp_or_none

REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def api_url(state: State, which: Issue) -> str:
    """Where the API has it as an issue."""
    return f"{repositories.api_url(state, which.repository)}/issues/{which.number}"


def html_url(state: State, which: Issue) -> str:
    """Where people see it."""
    kind = "pull" if which.pull else "issues"
    return f"{repositories.html_url(state, which.repository)}/{kind}/{which.number}"


def association(state: State, where: Repository, who: User | None) -> str:
    """GitHub's hint of what somebody is to a repository (it is only ever a hint)."""
    if who is None:
        return "NONE"
    if who is where.owner:
        return "OWNER"
    organization = state.organizations.get(where.owner.key)
    members = organization.members.keys() - organization.concealed if organization else ()
    if who.key in members:
        return "MEMBER"
    if permissions.STRENGTH.get(where.roles.get(who.key, "none"), 3) >= 1:
        return "COLLABORATOR"
    return "CONTRIBUTOR" if who.key in where.contributors else "NONE"


def reactions(url: str, given: list[Reaction]) -> dict[str, Any]:
    """How many of each."""
    counts = Counter(reaction.content for reaction in given)
    return {
        "url": f"{url}/reactions",
        "total_count": len(given),
        **{content: counts[content] for content in REACTIONS},
    }


def reaction(state: State, which: Reaction) -> dict[str, Any]:
    """One person's reaction."""
    return {
        "id": which.id,
        "node_id": node_id("Reaction", which.id),
        "user": accounts.user(state, which.user),
        "content": which.content,
        "created_at": stamp(which.created_at),
    }


def shared(state: State, which: Issue) -> dict[str, Any]:
    """What an issue and a pull request show alike."""
    people = [accounts.user(state, user) for user in which.assignees]
    where = which.repository
    return {
        "number": which.number,
        "title": which.title,
        "body": which.body,
        "user": accounts.user_or_none(state, which.author),
        "state": which.state,
        "labels": [repositories.label(state, where, label) for label in which.labels],
        "assignee": people[0] if people else None,
        "assignees": people,
        "milestone": repositories.milestone(state, where, which.milestone) if which.milestone else None,
        "locked": which.locked,
        "active_lock_reason": which.lock_reason,
        "author_association": association(state, where, which.author),
        "created_at": stamp(which.created_at),
        "updated_at": stamp(which.updated_at),
        "closed_at": stamp_or_none(which.closed_at),
    }


def subject_node(which: Issue) -> str:
    """Its node id: a pull request has the same one whether it is shown as an issue or not."""
    return node_id("PullRequest", which.pull.id) if which.pull else node_id("Issue", which.id)


def issue(state: State, which: Issue) -> dict[str, Any]:
    """An issue; a pull request shows as one too, with the key `pull_request`."""
    url = api_url(state, which)
    told: dict[str, Any] = {
        "url": url,
        "repository_url": repositories.api_url(state, which.repository),
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": html_url(state, which),
        "id": which.id,
        "node_id": subject_node(which),
        **shared(state, which),
        "comments": len(which.comments),
        "state_reason": which.state_reason,
        "reactions": reactions(url, which.reactions),
        "timeline_url": f"{url}/timeline",
        "performed_via_github_app": None,
    }
    if which.pull is not None:
        pull_url = f"{repositories.api_url(state, which.repository)}/pulls/{which.number}"
        html = html_url(state, which)
        told["draft"] = which.pull.draft
        told["pull_request"] = {
            "url": pull_url,
            "html_url": html,
            "diff_url": f"{html}.diff",
            "patch_url": f"{html}.patch",
            "merged_at": stamp_or_none(which.pull.merged_at),
        }
    return told


def full_issue(state: State, which: Issue) -> dict[str, Any]:
    """The long form, as the API shows a single issue."""
    return {**issue(state, which), "closed_by": accounts.user_or_none(state, which.closed_by)}


def comment(state: State, where: Issue, which: Comment) -> dict[str, Any]:
    """A comment."""
    url = f"{repositories.api_url(state, where.repository)}/issues/comments/{which.id}"
    return {
        "url": url,
        "html_url": f"{html_url(state, where)}#issuecomment-{which.id}",
        "issue_url": api_url(state, where),
        "id": which.id,
        "node_id": node_id("IssueComment", which.id),
        "user": accounts.user_or_none(state, which.author),
        "created_at": stamp(which.created_at),
        "updated_at": stamp(which.updated_at),
        "author_association": association(state, where.repository, which.author),
        "body": which.body,
        "reactions": reactions(url, which.reactions),
        "performed_via_github_app": None,
    }


def moment(state: State, where: Issue, which: Moment) -> dict[str, Any]:
    """One line of a timeline."""
    told: dict[str, Any] = {
        "id": which.id,
        "node_id": node_id("Event", which.id),
        "url": f"{repositories.api_url(state, where.repository)}/issues/events/{which.id}",
        "actor": accounts.user_or_none(state, which.actor),
        "event": which.event,
        "commit_id": None,
        "commit_url": None,
        "created_at": stamp(which.at),
        "performed_via_github_app": None,
    }
    if which.label is not None:
        told["label"] = {"name": which.label.name, "color": which.label.color}
    if which.assignee is not None:
        told["assignee"] = accounts.user(state, which.assignee)
        told["assigner"] = told["actor"]
    if which.milestone is not None:
        told["milestone"] = {"title": which.milestone}
    if which.rename is not None:
        told["rename"] = {"from": which.rename[0], "to": which.rename[1]}
    if which.reviewer is not None or which.team is not None:
        told["review_requester"] = told["actor"]
    if which.reviewer is not None:
        told["requested_reviewer"] = accounts.user(state, which.reviewer)
    if which.team is not None:
        told["requested_team"] = accounts.team(state, which.team)
    if which.event == "locked":
        told["lock_reason"] = which.lock_reason
    if which.event == "closed":
        told["state_reason"] = which.state_reason
    if which.source is not None and which.event == "cross-referenced":
        told["source"] = {"type": "issue", "issue": {
            **issue(state, which.source),
            "repository": repositories.repository(state, which.source.repository),
        }}  # fmt: skip
    return told
