"""Issues: lists, single ones, assignees, locks, timelines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fakegithub.changes import issues as changes
from fakegithub.http.call import Call
from fakegithub.http.reply import Refusal, Reply, answer, invalid, nothing
from fakegithub.http.routing import route
from fakegithub.model.records import Issue, Milestone, Repository, User
from fakegithub.payloads import issues
from fakegithub.rest.issues.labels import named, replace_labels

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
    where = call.repository()
    found = [each for each in where.issues.values() if _wanted(call, each)]
    newest = call.query.get("direction", "desc") != "asc"
    found.sort(key=SORTS.get(call.query.get("sort", "created"), SORTS["created"]), reverse=newest)
    return call.page(found, lambda each: issues.issue(call.state, each))


def _wanted(call: Call, issue: Issue) -> bool:
    asked = call.query
    if asked.get("state", "open") not in ("all", issue.state):
        return False
    labels = {label.name.casefold() for label in issue.labels}
    if any(
        name.strip().casefold() not in labels for name in asked.get("labels", "").split(",") if name.strip()
    ):
        return False
    if "creator" in asked and (issue.author is None or issue.author.key != asked["creator"].casefold()):
        return False
    if not _whose(asked.get("assignee", ""), issue.assignees) or not _which(
        asked.get("milestone", ""), issue.milestone
    ):
        return False
    return "since" not in asked or issue.updated_at >= instant(asked["since"])


def _whose(wanted: str, users: list[User]) -> bool:
    if wanted in ("", "*"):
        return wanted == "" or bool(users)
    return not users if wanted == "none" else any(user.key == wanted.casefold() for user in users)


def _which(wanted: str, milestone: Milestone | None) -> bool:
    if wanted in ("", "*"):
        return wanted == "" or milestone is not None
    return (
        (milestone is None) if wanted == "none" else milestone is not None and str(milestone.number) == wanted
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
    where, said = call.repository(), call.json()
    title, body = call.text("title", longest=256), _body(call)
    made = changes.open_issue(
        call.state,
        where,
        call.actor,
        title,
        body,
        labels=named(call, where, call.words("labels", required=False)),
        assignees=_users(call, call.words("assignees", required=False)),
        milestone=None if said.get("milestone") is None else _milestone(where, said["milestone"]),
    )
    return answer(issues.full_issue(call.state, made), 201)


def _body(call: Call) -> str | None:
    body = call.json().get("body")
    if body is not None and not isinstance(body, str):
        raise Refusal(422, "Invalid request.\n\nFor 'properties/body', it is not a string.")
    if body is not None and len(body) > 65_536:
        invalid("Issue", "body", "custom", message="body is too long (maximum is 65536 characters)")
    return body


def _milestone(where: Repository, number: Any) -> Milestone:
    found = next((each for each in where.milestones if str(each.number) == str(number)), None)
    return found or invalid("Issue", "milestone", value=number)


def _users(call: Call, logins: list[str]) -> list[User]:
    return [user for login in logins if (user := call.state.user(login)) is not None]


@route("GET", "/repos/{owner}/{repo}/issues/{number}")
def get_issue(call: Call) -> Reply:
    """One issue or pull request."""
    return answer(issues.full_issue(call.state, call.issue()))


@route("PATCH", "/repos/{owner}/{repo}/issues/{number}")
def edit_issue(call: Call) -> Reply:
    """Change what is named in the body."""
    issue, said = call.issue(), call.json()
    status, reason = said.get("state"), said.get("state_reason")
    if status not in (None, "open", "closed"):
        invalid("Issue", "state", value=status)
    if reason is not None and reason not in REASONS:
        invalid("Issue", "state_reason", value=reason)
    milestone = _milestone(issue.repository, said["milestone"]) if said.get("milestone") is not None else None
    title = call.text("title", longest=256) if said.get("title") is not None else None
    changes.edit(call.state, issue, call.actor, title, _body(call))
    if "labels" in said:
        replace_labels(call, issue, call.words("labels"))
    if "assignees" in said:
        wanted = _users(call, call.words("assignees"))
        changes.unassign(
            call.state, issue, call.actor, [each for each in issue.assignees if each not in wanted]
        )
        changes.assign(call.state, issue, call.actor, wanted)
    if "milestone" in said:
        changes.set_milestone(call.state, issue, call.actor, milestone)
    if status == "closed":
        changes.close(call.state, issue, call.actor, reason)
    elif status == "open":
        if issue.pull and issue.pull.merged:
            invalid(
                "Issue", "state", "custom", message="state cannot be changed. The pull request is merged."
            )
        changes.reopen(call.state, issue, call.actor)
    return answer(issues.full_issue(call.state, issue))


@route("POST", "/repos/{owner}/{repo}/issues/{number}/assignees")
def add_assignees(call: Call) -> Reply:
    """Assign people; whoever cannot be assigned is dropped without a word, and it is 201 all the same."""
    issue = call.issue()
    changes.assign(call.state, issue, call.actor, _users(call, call.words("assignees", required=False)))
    return answer(issues.full_issue(call.state, issue), 201)


@route("DELETE", "/repos/{owner}/{repo}/issues/{number}/assignees")
def remove_assignees(call: Call) -> Reply:
    """Take people off."""
    issue = call.issue()
    changes.unassign(call.state, issue, call.actor, _users(call, call.words("assignees", required=False)))
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


@route("GET", "/repos/{owner}/{repo}/issues/{number}/events")
def list_events(call: Call) -> Reply:
    """What was done to an issue, oldest first."""
    issue = call.issue()
    return call.page(issue.timeline, lambda each: issues.moment(call.state, issue, each))


@route("GET", "/repos/{owner}/{repo}/issues/{number}/timeline")
def list_timeline(call: Call) -> Reply:
    """What was done and said, oldest first."""
    issue = call.issue()
    told = [(each.at, issues.moment(call.state, issue, each)) for each in issue.timeline]
    for comment in issue.comments.values():
        shown = issues.comment(call.state, issue, comment)
        told.append((comment.created_at, {**shown, "event": "commented", "actor": shown["user"]}))
    told.sort(key=lambda line: line[0])
    return call.page(told, lambda line: line[1])
