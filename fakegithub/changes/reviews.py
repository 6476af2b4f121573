"""Reviews of pull requests, and comments on lines of their diffs."""

from __future__ import annotations

from typing import Any

from fakegithub.changes.webhook_events import send_repo_event
from fakegithub.model.records import Issue, Review, ReviewComment, User
from fakegithub.model.state import State
from fakegithub.payloads import pulls


def _send(state: State, action: str, issue: Issue, review: Review, actor: User, **news: Any) -> None:
    if not state.is_quiet:
        payload = pulls.review(state, issue, review)
        payload = {**payload, "state": review.state.lower(), "body": review.body or None}
        send_repo_event(
            state, "pull_request_review", action, issue.repository, actor,
            review=payload, pull_request=pulls.pull(state, issue), **news,
        )  # fmt: skip


def submit(state: State, issue: Issue, actor: User, status: str, body: str = "") -> Review:
    """Submit a review; `status` like `approved`. A standing request for it is fulfilled by it."""
    pull = pulls.of(issue)
    review = Review(state.new_id(), actor, status.upper(), body, state.now(), pull.head_sha)
    pull.reviews.append(review)
    if actor in pull.reviewers:
        pull.reviewers.remove(actor)
    issue.updated_at = review.submitted_at
    _send(state, "submitted", issue, review, actor)
    return review


def edit(state: State, issue: Issue, review: Review, actor: User, body: str) -> None:
    """Edit a review's body."""
    if review.body != body:
        changes = {"body": {"from": review.body}}
        review.body, review.updated_at = body, state.now()
        issue.updated_at = state.now()
        _send(state, "edited", issue, review, actor, changes=changes)


def dismiss(state: State, issue: Issue, review: Review, actor: User) -> None:
    """Take an approval or a request for changes out of force."""
    if review.state != "DISMISSED":
        review.state, review.updated_at = "DISMISSED", state.now()
        issue.updated_at = state.now()
        _send(state, "dismissed", issue, review, actor)


# Comments on lines


def _send_comment(
    state: State, action: str, issue: Issue, comment: ReviewComment, actor: User, **news: Any
) -> None:
    if not state.is_quiet:
        send_repo_event(
            state, "pull_request_review_comment", action, issue.repository, actor,
            comment=pulls.review_comment(state, issue, comment),
            pull_request=pulls.pull(state, issue), **news,
        )  # fmt: skip


def comment(
    state: State,
    issue: Issue,
    actor: User,
    path: str,
    line: int,
    body: str,
    *,
    review: Review | None = None,
    reply_to: ReviewComment | None = None,
) -> ReviewComment:
    """Comment on a line of the diff, or reply to such a comment. Outside of a review that is under way
    GitHub makes one of its own, without words, and tells of it too."""
    own = review or submit(state, issue, actor, "commented")
    now = state.now()
    comment = ReviewComment(state.new_id(), actor, body, path, line, now, now, review=own)
    comment.reply_to = (reply_to.reply_to or reply_to.id) if reply_to else None
    pulls.of(issue).review_comments[comment.id] = comment
    issue.updated_at = now
    _send_comment(state, "created", issue, comment, actor)
    return comment


def edit_comment(state: State, issue: Issue, comment: ReviewComment, actor: User, body: str) -> None:
    """Rewrite a comment on a line."""
    if comment.body != body:
        changes = {"body": {"from": comment.body}}
        comment.body, comment.updated_at = body, state.now()
        _send_comment(state, "edited", issue, comment, actor, changes=changes)


def delete_comment(state: State, issue: Issue, comment: ReviewComment, actor: User) -> None:
    """Take a comment on a line away."""
    del pulls.of(issue).review_comments[comment.id]
    _send_comment(state, "deleted", issue, comment, actor)
