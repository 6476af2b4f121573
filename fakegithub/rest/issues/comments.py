"""Comments on issues and pull requests.

https://docs.github.com/en/rest/issues/comments
"""

from __future__ import annotations

from functools import partial
from operator import attrgetter

from fakegithub.changes import comments as changes
from fakegithub.http.call import Call
from fakegithub.http.reply import Refusal, Reply, answer, not_found, nothing
from fakegithub.http.routing import route, show
from fakegithub.model import permissions
from fakegithub.model.records import Comment, Issue
from fakegithub.payloads import issues
from fakegithub.rest.issues.issues import instant


def comment_of(call: Call) -> tuple[Issue, Comment]:
    """The comment whose id the path names, with the issue it stands on."""
    for issue in call.repository().issues.values():
        if (comment := issue.comments.get(call.number())) is not None:
            return issue, comment
    return not_found()


@route("GET", "/repos/{owner}/{repo}/issues/{number}/comments")
def list_comments(call: Call) -> Reply:
    """Comments on one issue, oldest first; with `since`, those updated from then on."""
    issue = call.issue()
    comments = sorted(issue.comments.values(), key=attrgetter("created_at", "id"))
    if "since" in call.query:
        since = instant(call.query["since"])
        comments = [comment for comment in comments if comment.updated_at >= since]
    return call.page(comments, partial(issues.comment, call.state, issue))


@route("GET", "/repos/{owner}/{repo}/issues/comments")
def list_all_comments(call: Call) -> Reply:
    """Comments of the whole repository, by `sort` (created, updated) and `direction`."""
    rows = [
        (issue, comment) for issue in call.repository().issues.values() for comment in issue.comments.values()
    ]
    if "since" in call.query:
        since = instant(call.query["since"])
        rows = [pair for pair in rows if pair[1].updated_at >= since]
    at = attrgetter("updated_at" if call.query.get("sort") == "updated" else "created_at", "id")
    rows.sort(key=lambda pair: at(pair[1]))
    if "sort" in call.query and call.query.get("direction", "desc") == "desc":
        rows.reverse()
    return call.page(rows, lambda pair: issues.comment(call.state, *pair))


@route("POST", "/repos/{owner}/{repo}/issues/{number}/comments")
def create_comment(call: Call) -> Reply:
    """Write a comment; a locked conversation is for collaborators only."""
    issue = call.issue()
    body = call.text("body", "IssueComment")
    is_app = call.caller.installation is not None
    if not permissions.may_comment(call.state, issue, call.actor, is_app=is_app):
        raise Refusal(403, "Unable to create comment because issue is locked.")
    comment = changes.post(call.state, issue, call.actor, body)
    return answer(issues.comment(call.state, issue, comment), 201)


show("/repos/{owner}/{repo}/issues/comments/{id}", comment_of, issues.comment)


@route("PATCH", "/repos/{owner}/{repo}/issues/comments/{id}")
def edit_comment(call: Call) -> Reply:
    """Rewrite a comment."""
    issue, comment = comment_of(call)
    changes.edit(call.state, issue, comment, call.actor, call.text("body", "IssueComment"))
    return answer(issues.comment(call.state, issue, comment))


@route("DELETE", "/repos/{owner}/{repo}/issues/comments/{id}")
def delete_comment(call: Call) -> Reply:
    """Delete a comment."""
    issue, comment = comment_of(call)
    changes.delete(call.state, issue, comment, call.actor)
    return nothing()


@route("PUT", "/repos/{owner}/{repo}/issues/comments/{id}/pin")
def pin_comment(call: Call) -> Reply:
    """Pin a comment to the top of its issue, in the place of one pinned before; pull requests have none."""
    issue, comment = comment_of(call)
    if issue.pull is not None:
        raise Refusal(422, "Comments can only be pinned on issues.")
    issue.pinned_comment = comment.id
    return answer(issues.comment(call.state, issue, comment))


@route("DELETE", "/repos/{owner}/{repo}/issues/comments/{id}/pin")
def unpin_comment(call: Call) -> Reply:
    """Take the pin off a comment."""
    issue, comment = comment_of(call)
    issue.pinned_comment = None if issue.pinned_comment == comment.id else issue.pinned_comment
    return nothing()
