"""A repository: itself, its people, its milestones and commits."""

from __future__ import annotations

from fakegithub.http.call import Call
from fakegithub.http.reply import Reply, answer, not_found, nothing
from fakegithub.http.routing import route
from fakegithub.model import permissions
from fakegithub.model.records import User
from fakegithub.payloads import accounts, repositories


@route("GET", "/repos/{owner}/{repo}")
def get_repository(call: Call) -> Reply:
    """The repository."""
    return answer(repositories.full_repository(call.state, call.repository()))


def _user(call: Call) -> User:
    return call.state.user(call["login"]) or not_found()


@route("GET", "/repos/{owner}/{repo}/collaborators")
def list_collaborators(call: Call) -> Reply:
    """Those who were given a role, the owner, and members of the owning organization."""
    where = call.repository()
    people = permissions.collaborators(call.state, where)
    return call.page(people, lambda each: repositories.collaborator(call.state, where, each))


@route("GET", "/repos/{owner}/{repo}/collaborators/{login}")
def is_collaborator(call: Call) -> Reply:
    """204 for a collaborator, 404 for anyone else."""
    where, user = call.repository(), _user(call)
    return nothing() if user.key in where.roles or user is where.owner else not_found()


@route("GET", "/repos/{owner}/{repo}/collaborators/{login}/permission")
def get_permission(call: Call) -> Reply:
    """A person's role: `role_name`, and the older `permission` that knows four words."""
    where, user = call.repository(), _user(call)
    told = {
        "permission": permissions.permission(call.state, where, user),
        "role_name": permissions.role(call.state, where, user),
        "user": repositories.collaborator(call.state, where, user),
    }
    return answer(told)


@route("GET", "/repos/{owner}/{repo}/assignees")
def list_assignees(call: Call) -> Reply:
    """Everyone who can be assigned anywhere in the repository."""
    found = permissions.assignees(call.state, call.repository())
    return call.page(found, lambda each: accounts.user(call.state, each))


@route("GET", "/repos/{owner}/{repo}/assignees/{login}")
def is_assignee(call: Call) -> Reply:
    """204 for somebody who can be assigned anywhere in the repository, 404 for anyone else."""
    where, user = call.repository(), call.state.user(call["login"])
    return nothing() if user and permissions.assignable(call.state, where, None, user) else not_found()


@route("GET", "/repos/{owner}/{repo}/issues/{number}/assignees/{login}")
def is_issue_assignee(call: Call) -> Reply:
    """204 for somebody who can be assigned to this issue, 404 for anyone else."""
    issue, user = call.issue(), call.state.user(call["login"])
    fits = user is not None and permissions.assignable(call.state, issue.repository, issue, user)
    return nothing() if fits else not_found()


@route("GET", "/repos/{owner}/{repo}/milestones")
def list_milestones(call: Call) -> Reply:
    """Milestones, open ones unless `state` says otherwise."""
    where, wanted = call.repository(), call.query.get("state", "open")
    found = [each for each in where.milestones if wanted in ("all", each.state)]
    return call.page(found, lambda each: repositories.milestone(call.state, where, each))


@route("GET", "/repos/{owner}/{repo}/milestones/{number}")
def get_milestone(call: Call) -> Reply:
    """One milestone."""
    where = call.repository()
    for each in where.milestones:
        if str(each.number) == call["number"]:
            return answer(repositories.milestone(call.state, where, each))
    return not_found()


@route("GET", "/repos/{owner}/{repo}/commits")
def list_commits(call: Call) -> Reply:
    """Commits, which here are the merged pull requests, newest first; `author` by login."""
    where, wanted = call.repository(), call.query.get("author")
    merged = [each for each in where.issues.values() if each.pull and each.pull.merged]
    if wanted is not None:
        merged = [each for each in merged if each.author and each.author.key == wanted.casefold()]
    merged.sort(key=lambda each: each.closed_at or each.created_at, reverse=True)
    return call.page(merged, lambda each: repositories.merge_commit(call.state, where, each))
