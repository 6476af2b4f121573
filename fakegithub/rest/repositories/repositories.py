"""A repository: itself, its people, its milestones and commits.

https://docs.github.com/en/rest/repos/repos
https://docs.github.com/en/rest/collaborators/collaborators
"""

from __future__ import annotations

from functools import partial

from fakegithub.http.call import Call
from fakegithub.http.reply import Reply, answer, not_found, nothing
from fakegithub.http.routing import route, show
from fakegithub.model import permissions
from fakegithub.model.records import User
from fakegithub.payloads import repositories

show("/repos/{owner}/{repo}", Call.repository, repositories.full_repository)


def _user(call: Call) -> User:
    return call.state.user(call["login"]) or not_found()


@route("GET", "/repos/{owner}/{repo}/collaborators")
def list_collaborators(call: Call) -> Reply:
    """Those who were given a role, the owner, and members of the owning organization."""
    repo = call.repository()
    people = permissions.collaborators(call.state, repo)
    return call.page(people, partial(repositories.collaborator, call.state, repo))


@route("GET", "/repos/{owner}/{repo}/collaborators/{login}/permission")
def get_permission(call: Call) -> Reply:
    """A person's role: `role_name`, and the older `permission` that knows four words."""
    repo, user = call.repository(), _user(call)
    payload = {
        "permission": permissions.permission(call.state, repo, user),
        "role_name": permissions.role(call.state, repo, user),
        "user": repositories.collaborator(call.state, repo, user),
    }
    return answer(payload)


@route("GET", "/repos/{owner}/{repo}/assignees/{login}")
def is_assignee(call: Call) -> Reply:
    """204 for somebody who can be assigned anywhere in the repository, 404 for anyone else."""
    repo, user = call.repository(), call.state.user(call["login"])
    return nothing() if user and permissions.assignable(call.state, repo, None, user) else not_found()


@route("GET", "/repos/{owner}/{repo}/issues/{number}/assignees/{login}")
def is_issue_assignee(call: Call) -> Reply:
    """204 for somebody who can be assigned to this issue, 404 for anyone else."""
    issue, user = call.issue(), call.state.user(call["login"])
    fits = user is not None and permissions.assignable(call.state, issue.repository, issue, user)
    return nothing() if fits else not_found()


@route("GET", "/repos/{owner}/{repo}/milestones")
def list_milestones(call: Call) -> Reply:
    """Milestones, open ones unless `state` says otherwise."""
    repo, status = call.repository(), call.query.get("state", "open")
    matches = [milestone for milestone in repo.milestones if status in ("all", milestone.state)]
    return call.page(matches, partial(repositories.milestone, call.state, repo))
