"""Mutations that only pull requests know."""

from __future__ import annotations

from typing import Any

from fakegithub.changes import issues as issue_changes
from fakegithub.changes import pulls as changes
from fakegithub.graphql.context import Context
from fakegithub.graphql.errors import forbidden, unprocessable
from fakegithub.graphql.mutations import inputs
from fakegithub.graphql.mutations.inputs import Input, subject_mutation
from fakegithub.model import permissions
from fakegithub.model.records import Issue
from fakegithub.payloads import accounts


@subject_mutation("closePullRequest", "pullRequestId", "pullRequest", "PullRequest")
def close_pull(context: Context, issue: Issue, _: Input) -> None:
    """Close without merging."""
    issue_changes.close(context.state, issue, context.actor)


@subject_mutation("markPullRequestReadyForReview", "pullRequestId", "pullRequest", "PullRequest")
def mark_ready(context: Context, issue: Issue, _: Input) -> None:
    """A draft no longer."""
    _require_drafts(context, issue)
    changes.set_draft(context.state, issue, context.actor, draft=False)


@subject_mutation("convertPullRequestToDraft", "pullRequestId", "pullRequest", "PullRequest")
def convert_to_draft(context: Context, issue: Issue, _: Input) -> None:
    """A draft again."""
    _require_drafts(context, issue)
    changes.set_draft(context.state, issue, context.actor, draft=True)


def _require_drafts(context: Context, issue: Issue) -> None:
    """Failure unless an App has `contents: write` and the owner's plan has drafts, as projects found it live:
    https://github.com/argoproj/argo-workflows/pull/16639 https://github.com/kyanny/gh-pr-draft/issues/5"""
    asker = context.call.caller.installation
    if asker is not None:
        granted: dict[str, Any] = accounts.installation(context.state, asker)["permissions"]
        if granted.get("contents") != "write":
            forbidden()
    if not issue.repository.has_drafts:
        forbidden(f"{context.actor.login} does not have permission to convert the pull request to draft.")


@subject_mutation("requestReviews", "pullRequestId", "pullRequest", "PullRequest")
def request_reviews(context: Context, issue: Issue, input_: Input) -> None:
    """Ask people for reviews, besides those already asked."""
    state, users = context.state, inputs.users(context, input_.get("userIds") or ())
    if not input_.get("union"):
        unprocessable("Only requests beside those already made are simulated")
    if any(user is issue.author for user in users):
        unprocessable("Review cannot be requested from pull request author.")
    if not all(permissions.assignable(state, issue.repository, issue, user) for user in users):
        unprocessable("Reviews may only be requested from collaborators.")
    changes.request_review(state, issue, context.actor, users)
