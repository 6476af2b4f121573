"""Mutations that only pull requests know."""

from __future__ import annotations

from typing import Any

from fakegithub.changes import issues as issue_changes
from fakegithub.changes import pulls as changes
from fakegithub.graphql.context import Reach
from fakegithub.graphql.errors import unprocessable
from fakegithub.graphql.mutations import inputs
from fakegithub.graphql.mutations.inputs import Input, mutation
from fakegithub.graphql.mutations.issues import edit
from fakegithub.model import permissions
from fakegithub.model.records import Issue, Team
from fakegithub.payloads.pulls import of


def _pull(reach: Reach, said: Input, mutation_: str) -> Issue:
    return inputs.subject(reach, said["pullRequestId"], mutation_, "PullRequest")


@mutation("updatePullRequest")
def update_pull(reach: Reach, said: Input) -> dict[str, Any]:
    """Change what is named."""
    which = _pull(reach, said, "UpdatePullRequest")
    edit(reach, which, said)
    match said.get("state"):
        case "CLOSED":
            issue_changes.close(reach.state, which, reach.actor)
        case "OPEN":
            _reopen(reach, which)
    return {"pullRequest": which, "actor": reach.actor}


@mutation("closePullRequest")
def close_pull(reach: Reach, said: Input) -> dict[str, Any]:
    """Close without merging."""
    which = _pull(reach, said, "ClosePullRequest")
    issue_changes.close(reach.state, which, reach.actor)
    return {"pullRequest": which}


@mutation("reopenPullRequest")
def reopen_pull(reach: Reach, said: Input) -> dict[str, Any]:
    """Open again what was not merged."""
    which = _pull(reach, said, "ReopenPullRequest")
    _reopen(reach, which)
    return {"pullRequest": which}


def _reopen(reach: Reach, which: Issue) -> None:
    if of(which).merged:
        unprocessable("Could not open the pull request: it was merged")
    issue_changes.reopen(reach.state, which, reach.actor)


@mutation("markPullRequestReadyForReview")
def mark_ready(reach: Reach, said: Input) -> dict[str, Any]:
    """A draft no longer."""
    which = _pull(reach, said, "MarkPullRequestReadyForReview")
    changes.set_draft(reach.state, which, reach.actor, draft=False)
    return {"pullRequest": which}


@mutation("convertPullRequestToDraft")
def convert_to_draft(reach: Reach, said: Input) -> dict[str, Any]:
    """A draft again."""
    which = _pull(reach, said, "ConvertPullRequestToDraft")
    changes.set_draft(reach.state, which, reach.actor, draft=True)
    return {"pullRequest": which}


@mutation("requestReviews")
def request_reviews(reach: Reach, said: Input) -> dict[str, Any]:
    """Ask for reviews: of those named besides the ones already asked (`union`), or of them alone."""
    which = _pull(reach, said, "RequestReviews")
    state, actor, it = reach.state, reach.actor, of(which)
    users = inputs.users(reach, said.get("userIds") or ())
    teams = [found for id_ in said.get("teamIds") or () if isinstance(found := reach.node(id_, "Team"), Team)]
    if any(user is which.author for user in users):
        unprocessable("Review cannot be requested from pull request author.")
    if not all(permissions.assignable(state, which.repository, which, user) for user in users):
        unprocessable("Reviews may only be requested from collaborators.")
    if not said.get("union"):
        changes.unrequest_review(
            state, which, actor,
            [each for each in it.reviewers if each not in users],
            [each for each in it.teams if each not in teams],
        )  # fmt: skip
    changes.request_review(state, which, actor, users, teams)
    return {"pullRequest": which, "actor": actor}
