"""Issues: lists, single ones, assignees, locks, timelines.

https://docs.github.com/en/rest/issues
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from fakegithub.changes import issues as changes
from fakegithub.changes import pulls, relations
from fakegithub.http.call import Call
from fakegithub.http.reply import Refusal, Reply, answer, invalid, nothing
from fakegithub.http.routing import route, show, show_all
from fakegithub.model.records import Issue, Milestone, Repository, User
from fakegithub.payloads import issues
from fakegithub.rest.issues.labels import named

SORTS: dict[str, Callable[[Issue], Any]] = {
    "created": lambda issue: (issue.created_at, issue.number),
    "updated": lambda issue: (issue.updated_at, issue.number),
    "comments": lambda issue: (len(issue.comments), issue.number),
}
REASONS = ("completed", "not_planned", "duplicate", "reopened")
LOCK_REASONS = ("off-topic", "too heated", "resolved", "spam")


@route("GET", "/repos/{owner}/{repo}/issues")
def list_issues(call: Call) -> Reply:
    """Issues and pull requests, filtered and sorted as GitHub does."""
    repo = call.repository()
    matches = [issue for issue in repo.issues.values() if _matches(call, issue)]
    newest = call.query.get("direction", "desc") != "asc"
    matches.sort(key=SORTS.get(call.query.get("sort", "created"), SORTS["created"]), reverse=newest)
    return call.page(matches, partial(issues.issue, call.state))


def _matches(call: Call, issue: Issue) -> bool:
    query = call.query
    if query.get("state", "open") not in ("all", issue.state):
        return False
    labels = {label.name.casefold() for label in issue.labels}
    if any(
        name.strip().casefold() not in labels for name in query.get("labels", "").split(",") if name.strip()
    ):
        return False
    if "creator" in query and (issue.author is None or issue.author.key != query["creator"].casefold()):
        return False
    if not _is_assigned_to(query.get("assignee", ""), issue.assignees) or not _is_in_milestone(
        query.get("milestone", ""), issue.milestone
    ):
        return False
    return "since" not in query or issue.updated_at >= instant(query["since"])


def _is_assigned_to(login: str, users: list[User]) -> bool:
    if login in ("", "*"):
        return login == "" or bool(users)
    return not users if login == "none" else any(user.key == login.casefold() for user in users)


def _is_in_milestone(number: str, milestone: Milestone | None) -> bool:
    if number in ("", "*"):
        return number == "" or milestone is not None
    return (
        (milestone is None) if number == "none" else milestone is not None and str(milestone.number) == number
    )


def instant(text: str) -> datetime:
    """An instant from a query. Refusal 422 when it is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        invalid("Issue", "since")
    return at.astimezone()


@route("POST", "/repos/{owner}/{repo}/issues")
def create_issue(call: Call) -> Reply:
    """Open an issue."""
    repo, parameters = call.repository(), call.json()
    title, body = call.text("title", longest=256), _body(call)
    issue = changes.open_issue(
        call.state,
        repo,
        call.actor,
        title,
        body,
        labels=named(call, repo, call.names("labels", required=False)),
        assignees=_users(call, call.names("assignees", required=False)),
        milestone=_milestone(repo, parameters.get("milestone")),
    )
    return answer(issues.full_issue(call.state, issue), 201)


def _body(call: Call) -> str | None:
    body = call.json().get("body")
    if body is not None and not isinstance(body, str):
        raise Refusal(422, "Invalid request.\n\nFor 'properties/body', it is not a string.")
    if body is not None and len(body) > 65_536:
        invalid("Issue", "body", "custom", message="body is too long (maximum is 65536 characters)")
    return body


def _milestone(repo: Repository, number: Any) -> Milestone | None:
    by_number = {str(milestone.number): milestone for milestone in repo.milestones}
    if number is None:
        return None
    return by_number.get(str(number)) or invalid("Issue", "milestone", value=number)


def _set_type(call: Call, issue: Issue) -> None:
    """Give it the type that the request names; null takes it away, and an unknown one is refused."""
    name = call.json()["type"]
    known = {kind.name.casefold(): kind for kind in relations.issue_types(issue.repository)}
    kind = known.get(str(name).casefold())
    if name is not None and (kind is None or issue.pull):
        invalid("Issue", "type", value=name)
    relations.set_type(call.state, issue, call.actor, kind)


def _users(call: Call, logins: list[str]) -> list[User]:
    return [user for login in logins if (user := call.state.user(login)) is not None]


show("/repos/{owner}/{repo}/issues/{number}", Call.issue, issues.full_issue)


@route("PATCH", "/repos/{owner}/{repo}/issues/{number}")
def edit_issue(call: Call) -> Reply:
    """Change what is named in the body."""
    issue, parameters = call.issue(), call.json()
    status, reason = parameters.get("state"), parameters.get("state_reason")
    if status not in (None, "open", "closed"):
        invalid("Issue", "state", value=status)
    if reason is not None and reason not in REASONS:
        invalid("Issue", "state_reason", value=reason)
    milestone = _milestone(issue.repository, parameters.get("milestone"))
    title = call.text("title", longest=256) if parameters.get("title") is not None else None
    changes.edit(call.state, issue, call.actor, title, _body(call))
    if "labels" in parameters:
        labels = named(call, issue.repository, call.names("labels"))
        changes.set_labels(call.state, issue, call.actor, labels)
    if "assignees" in parameters:
        changes.set_assignees(call.state, issue, call.actor, _users(call, call.names("assignees")))
    if "milestone" in parameters:
        changes.set_milestone(call.state, issue, call.actor, milestone)
    if "type" in parameters:
        _set_type(call, issue)
    if status == "closed":
        changes.close(call.state, issue, call.actor, reason)
    elif status == "open":
        if why := pulls.reopen_refusal(issue):
            invalid("Issue", "state", "custom", message=f"state cannot be changed. {why}")
        changes.reopen(call.state, issue, call.actor)
    return answer(issues.full_issue(call.state, issue))


@route("POST", "/repos/{owner}/{repo}/issues/{number}/assignees")
def add_assignees(call: Call) -> Reply:
    """Assign people; who cannot be assigned is dropped silently, and it is 201 all the same."""
    issue = call.issue()
    changes.assign(call.state, issue, call.actor, _users(call, call.names("assignees", required=False)))
    return answer(issues.full_issue(call.state, issue), 201)


@route("DELETE", "/repos/{owner}/{repo}/issues/{number}/assignees")
def remove_assignees(call: Call) -> Reply:
    """Take people off."""
    issue = call.issue()
    changes.unassign(call.state, issue, call.actor, _users(call, call.names("assignees", required=False)))
    return answer(issues.full_issue(call.state, issue))


@route("PUT", "/repos/{owner}/{repo}/issues/{number}/lock")
def lock(call: Call) -> Reply:
    """Lock the conversation."""
    issue, reason = call.issue(), call.json().get("lock_reason")
    if reason is not None and reason not in LOCK_REASONS:
        invalid("Issue", "lock_reason", value=reason)
    changes.lock(call.state, issue, call.actor, reason)
    return nothing()


@route("DELETE", "/repos/{owner}/{repo}/issues/{number}/lock")
def unlock(call: Call) -> Reply:
    """Unlock the conversation."""
    changes.unlock(call.state, call.issue(), call.actor)
    return nothing()


show_all(
    "/repos/{owner}/{repo}/issue-types",
    lambda call: [(kind,) for kind in relations.issue_types(call.repository())],
    lambda state, kind: issues.issue_type(kind),
)
show_all(
    "/repos/{owner}/{repo}/issues/{number}/dependencies/blocked_by",
    lambda call: call.issue().blocked_by,
    issues.issue,
)
show_all(
    "/repos/{owner}/{repo}/issues/{number}/sub_issues", lambda call: call.issue().sub_issues, issues.issue
)
