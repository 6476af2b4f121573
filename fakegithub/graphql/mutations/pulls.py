"""Mutations that only pull requests know."""

from __future__ import annotations

from typing import Any

from fakegithub.changes import issues as issue_changes
from fakegithub.changes import pulls as changes
from fakegithub.graphql.context import Context
from fakegithub.graphql.errors import unprocessable
from fakegithub.graphql.mutations import inputs
from fakegithub.graphql.mutations.inputs import Input, mutation
from fakegithub.graphql.mutations.issues import edit
from fakegithub.model import permissions
from fakegithub.model.records import Issue, Team
from fakegithub.payloads.pulls import of


def _pull(context: Context, input_: Input, mutation_: str) -> Issue:
    return inputs.subject(context, input_["pullRequestId"], mutation_, "PullRequest")


@mutation("updatePullRequest")
def update_pull(context: Context, input_: Input) -> dict[str, Any]:
    """Change what is named."""
    issue = _pull(context, input_, "UpdatePullRequest")
    edit(context, issue, input_)
    match input_.get("state"):
        case "CLOSED":
            issue_changes.close(context.state, issue, context.actor)
        case "OPEN":
            _reopen(context, issue)
    return {"pullRequest": issue, "actor": context.actor}


@mutation("closePullRequest")
def close_pull(context: Context, input_: Input) -> dict[str, Any]:
    """Close without merging."""
    issue = _pull(context, input_, "ClosePullRequest")
    issue_changes.close(context.state, issue, context.actor)
    return {"pullRequest": issue}


@mutation("reopenPullRequest")
def reopen_pull(context: Context, input_: Input) -> dict[str, Any]:
    """Open again what was not merged."""
    issue = _pull(context, input_, "ReopenPullRequest")
    _reopen(context, issue)
    return {"pullRequest": issue}


def _reopen(context: Context, issue: Issue) -> None:
    if of(issue).merged:
        unprocessable("Could not open the pull request: it was merged")
    issue_changes.reopen(context.state, issue, context.actor)


@mutation("markPullRequestReadyForReview")
def mark_ready(context: Context, input_: Input) -> dict[str, Any]:
    """A draft no longer."""
    issue = _pull(context, input_, "MarkPullRequestReadyForReview")
    changes.set_draft(context.state, issue, context.actor, draft=False)
    return {"pullRequest": issue}


@mutation("convertPullRequestToDraft")
def convert_to_draft(context: Context, input_: Input) -> dict[str, Any]:
    """A draft again."""
    issue = _pull(context, input_, "ConvertPullRequestToDraft")
    changes.set_draft(context.state, issue, context.actor, draft=True)
    return {"pullRequest": issue}


@mutation("requestReviews")
def request_reviews(context: Context, input_: Input) -> dict[str, Any]:
    """Ask for reviews: of those named besides the ones already asked (`union`), or of them alone."""
    issue = _pull(context, input_, "RequestReviews")
    state, actor, pull = context.state, context.actor, of(issue)
    users = inputs.users(context, input_.get("userIds") or ())
    teams = [
        team for id_ in input_.get("teamIds") or () if isinstance(team := context.node(id_, "Team"), Team)
    ]
    if any(user is issue.author for user in users):
        unprocessable("Review cannot be requested from pull request author.")
    if not all(permissions.assignable(state, issue.repository, issue, user) for user in users):
        unprocessable("Reviews may only be requested from collaborators.")
    if not input_.get("union"):
        changes.unrequest_review(
            state, issue, actor,
            [reviewer for reviewer in pull.reviewers if reviewer not in users],
            [team for team in pull.teams if team not in teams],
        )  # fmt: skip
    changes.request_review(state, issue, actor, users, teams)
    return {"pullRequest": issue, "actor": actor}
