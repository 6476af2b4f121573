"""Reviews of pull requests, and comments on lines of their diffs.

https://docs.github.com/en/rest/pulls/reviews
https://docs.github.com/en/rest/pulls/comments
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from fakegithub.changes import reviews as changes
from fakegithub.http.call import Call
from fakegithub.http.reply import Refusal, Reply, answer, invalid, not_found, nothing
from fakegithub.http.routing import route, show, show_all
from fakegithub.model.records import Issue, Review, ReviewComment
from fakegithub.payloads import pulls
from fakegithub.rest.pulls.pulls import pull_of

VERDICTS = {"APPROVE": "approved", "REQUEST_CHANGES": "changes_requested", "COMMENT": "commented"}
ONE = "/repos/{owner}/{repo}/pulls/{number}/reviews/{id}"
LINE = "/repos/{owner}/{repo}/pulls/comments/{id}"


def _review(call: Call) -> tuple[Issue, Review]:
    issue = pull_of(call)
    return issue, call.pick(pulls.of(issue).reviews)


@route("GET", "/repos/{owner}/{repo}/pulls/{number}/reviews")
def list_reviews(call: Call) -> Reply:
    """Submitted reviews, oldest first."""
    issue = pull_of(call)
    return call.page(pulls.of(issue).reviews, partial(pulls.review, call.state, issue))


@route("POST", "/repos/{owner}/{repo}/pulls/{number}/reviews")
def submit(call: Call) -> Reply:
    """Submit a review, with comments on lines if it has any."""
    issue, parameters = pull_of(call), call.json()
    verdict = VERDICTS.get(str(parameters.get("event"))) or invalid("PullRequestReview", "event")
    body, notes = parameters.get("body") or "", parameters.get("comments") or []
    if not body and not notes and verdict != "approved":
        raise Refusal(422, "Unprocessable Entity", "Body can not be blank")
    if verdict != "commented" and call.actor is issue.author:
        raise Refusal(422, "Unprocessable Entity", f"Can not {verdict.split('_')[0]} your own pull request")
    review = changes.submit(call.state, issue, call.actor, verdict, body)
    for note in notes:
        path, line = str(note.get("path")), int(note.get("line") or 1)
        changes.comment(call.state, issue, call.actor, path, line, str(note.get("body")), review=review)
    return answer(pulls.review(call.state, issue, review))


show(ONE, _review, pulls.review)


@route("PUT", ONE)
def edit_review(call: Call) -> Reply:
    """Edit its body."""
    issue, review = _review(call)
    changes.edit(call.state, issue, review, call.actor, call.text("body", "PullRequestReview"))
    return answer(pulls.review(call.state, issue, review))


@route("PUT", f"{ONE}/dismissals")
def dismiss(call: Call) -> Reply:
    """Take it out of force; a reason is wanted."""
    issue, review = _review(call)
    call.text("message", "PullRequestReview")
    if review.state not in ("APPROVED", "CHANGES_REQUESTED"):
        raise Refusal(422, f"Can not dismiss a {review.state.lower()} pull request review")
    changes.dismiss(call.state, issue, review, call.actor)
    return answer(pulls.review(call.state, issue, review))


@route("GET", f"{ONE}/comments")
def list_of_review(call: Call) -> Reply:
    """The comments on lines that came with it."""
    issue, review = _review(call)
    comments = [comment for comment in pulls.of(issue).review_comments.values() if comment.review is review]
    return call.page(
        comments, lambda comment: _without_lines(pulls.review_comment(call.state, issue, comment))
    )


def _without_lines(payload: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in payload.items() if key != "subject_type"}


# Comments on lines


def line_comment_of(call: Call) -> tuple[Issue, ReviewComment]:
    """The comment on a line whose id the path names, with its pull request."""
    for issue in call.repository().issues.values():
        if issue.pull and (comment := issue.pull.review_comments.get(call.number())) is not None:
            return issue, comment
    return not_found()


@route("GET", "/repos/{owner}/{repo}/pulls/{number}/comments")
def list_comments(call: Call) -> Reply:
    """Comments on lines of the diff."""
    issue = pull_of(call)
    comments = list(pulls.of(issue).review_comments.values())
    return call.page(comments, partial(pulls.review_comment, call.state, issue))


def _all_comments(call: Call) -> Iterator[tuple[Issue, ReviewComment]]:
    for issue in call.repository().issues.values():
        yield from (
            (issue, comment) for comment in (issue.pull.review_comments.values() if issue.pull else ())
        )


show_all("/repos/{owner}/{repo}/pulls/comments", _all_comments, pulls.review_comment)


@route("POST", "/repos/{owner}/{repo}/pulls/{number}/comments")
def comment(call: Call) -> Reply:
    """Comment on a line, or (`in_reply_to`) reply to such a comment."""
    issue, parameters = pull_of(call), call.json()
    if (before := parameters.get("in_reply_to")) is not None:
        return _reply(call, issue, before)
    body, path = (call.text(name, "PullRequestReviewComment") for name in ("body", "path"))
    call.text("commit_id", "PullRequestReviewComment")
    if path not in pulls.of(issue).files:
        invalid("PullRequestReviewComment", "pull_request_review_thread.path")
    line = parameters.get("line") or parameters.get("position") or 1
    comment = changes.comment(call.state, issue, call.actor, path, int(line), body)
    return answer(pulls.review_comment(call.state, issue, comment), 201)


@route("POST", "/repos/{owner}/{repo}/pulls/{number}/comments/{id}/replies")
def reply(call: Call) -> Reply:
    """Reply to a comment on a line."""
    return _reply(call, pull_of(call), call.number())


def _reply(call: Call, issue: Issue, id_: int) -> Reply:
    before = pulls.of(issue).review_comments.get(id_) or not_found()
    body = call.text("body", "PullRequestReviewComment")
    reply = changes.comment(call.state, issue, call.actor, before.path, before.line, body, reply_to=before)
    return answer(pulls.review_comment(call.state, issue, reply), 201)


show(LINE, line_comment_of, pulls.review_comment)


@route("PATCH", LINE)
def edit_comment(call: Call) -> Reply:
    """Rewrite it."""
    issue, comment = line_comment_of(call)
    body = call.text("body", "PullRequestReviewComment")
    changes.edit_comment(call.state, issue, comment, call.actor, body)
    return answer(pulls.review_comment(call.state, issue, comment))


@route("DELETE", LINE)
def delete_comment(call: Call) -> Reply:
    """Delete it."""
    changes.delete_comment(call.state, *line_comment_of(call), call.actor)
    return nothing()
