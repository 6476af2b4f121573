"""Reviews of pull requests, and comments on lines of their diffs."""

from __future__ import annotations

from typing import Any

from fakegithub.changes.webhook_events import about_repository
from fakegithub.model.records import Issue, Review, ReviewComment, User
from fakegithub.model.state import State
from fakegithub.payloads import pulls


def _tell(state: State, action: str, which: Issue, given: Review, actor: User, **news: Any) -> None:
    if not state.is_quiet:
        shown = pulls.review(state, which, given)
        shown = {**shown, "state": given.state.lower(), "body": given.body or None}
        about_repository(
            state, "pull_request_review", action, which.repository, actor,
            review=shown, pull_request=pulls.pull(state, which), **news,
        )  # fmt: skip


def submit(state: State, which: Issue, actor: User, status: str, body: str = "") -> Review:
    """Submit a review; `status` like `approved`. A standing request for it is fulfilled by it."""
    pull = pulls.of(which)
    made = Review(state.new_id(), actor, status.upper(), body, state.now(), pull.head_sha)
    pull.reviews.append(made)
    if actor in pull.reviewers:
        pull.reviewers.remove(actor)
    which.updated_at = made.submitted_at
    _tell(state, "submitted", which, made, actor)
    return made


def edit(state: State, which: Issue, given: Review, actor: User, body: str) -> None:
    """Rewrite a review's words."""
    if given.body != body:
        changes = {"body": {"from": given.body}}
        given.body, given.updated_at = body, state.now()
        which.updated_at = state.now()
        _tell(state, "edited", which, given, actor, changes=changes)


def dismiss(state: State, which: Issue, given: Review, actor: User) -> None:
    """Take an approval or a request for changes out of force."""
    if given.state != "DISMISSED":
        given.state, given.updated_at = "DISMISSED", state.now()
        which.updated_at = state.now()
        _tell(state, "dismissed", which, given, actor)


# Comments on lines


def _tell_comment(
    state: State, action: str, which: Issue, given: ReviewComment, actor: User, **news: Any
) -> None:
    if not state.is_quiet:
        about_repository(
            state, "pull_request_review_comment", action, which.repository, actor,
            comment=pulls.review_comment(state, which, given), pull_request=pulls.pull(state, which), **news,
        )  # fmt: skip


def comment(
    state: State,
    which: Issue,
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
    own = review or submit(state, which, actor, "commented")
    now = state.now()
    made = ReviewComment(state.new_id(), actor, body, path, line, now, now, review=own)
    made.reply_to = (reply_to.reply_to or reply_to.id) if reply_to else None
    pulls.of(which).review_comments[made.id] = made
    which.updated_at = now
    _tell_comment(state, "created", which, made, actor)
    return made


def edit_comment(state: State, which: Issue, given: ReviewComment, actor: User, body: str) -> None:
    """Rewrite a comment on a line."""
    if given.body != body:
        changes = {"body": {"from": given.body}}
        given.body, given.updated_at = body, state.now()
        _tell_comment(state, "edited", which, given, actor, changes=changes)


def delete_comment(state: State, which: Issue, given: ReviewComment, actor: User) -> None:
    """Take a comment on a line away."""
    del pulls.of(which).review_comments[given.id]
    _tell_comment(state, "deleted", which, given, actor)
