"""What only GraphQL's pull requests have: a head and a base, files, reviews."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fakegithub.changes.pulls import closing_numbers, closing_places
from fakegithub.graphql.context import Context
from fakegithub.graphql.fields import computed, field
from fakegithub.graphql.nodes import ChildNode
from fakegithub.graphql.paging import connection
from fakegithub.graphql.resolvers.accounts import number
from fakegithub.graphql.resolvers.repositories import issue_connection
from fakegithub.model.ids import node_id
from fakegithub.model.records import Issue, Pull, Review, ReviewComment, Team, User
from fakegithub.payloads import pulls

DECISIVE = ("APPROVED", "CHANGES_REQUESTED")


def _attribute(name: str, attribute: str) -> None:
    field(name, "PullRequest")(lambda source, context: getattr(pulls.of(source), attribute))


for _name, _known_as in {
    "isDraft": "draft", "merged": "merged", "mergedAt": "merged_at", "mergedBy": "merged_by",
    "headRefName": "head_ref", "headRefOid": "head_sha", "baseRefName": "base_ref",
}.items():  # fmt: skip
    _attribute(_name, _known_as)


computed("baseRefOid", pulls.base_sha, "PullRequest")
computed("isCrossRepository", lambda issue: not pulls.of(issue).branch, "PullRequest")


# There are no conflicts here.
computed("mergeable", lambda issue: "UNKNOWN" if pulls.of(issue).merged else "MERGEABLE", "PullRequest")


# How many files it changes, each by a line.
computed("additions", lambda issue: len(pulls.of(issue).files), "PullRequest")
computed("changedFiles", lambda issue: len(pulls.of(issue).files), "PullRequest")


# How many lines it takes away: none.
field("deletions", "PullRequest")(lambda source, context: 0)


@field("files", "PullRequest")
def files(source: Issue, context: Context, **arguments: Any) -> dict[str, Any]:
    """The files it changes."""
    payloads = [pulls.file(context.state, source, path) for path in pulls.of(source).files]
    return connection(
        [
            {
                "path": file["filename"],
                "additions": file["additions"],
                "deletions": file["deletions"],
                "changeType": file["status"].upper(),
            }
            for file in payloads
        ],
        arguments,
    )


@field("reviews", "PullRequest")
def reviews(source: Issue, context: Context, **arguments: Any) -> dict[str, Any]:
    """Reviews, or those of a person or in some states."""
    states, author = arguments.get("states"), arguments.get("author")
    matches = [
        review
        for review in pulls.of(source).reviews
        if (not states or review.state in states)
        and (author is None or (review.author is not None and review.author.key == author.casefold()))
    ]
    return _child_connection(matches, source, arguments)


@field("latestReviews", "PullRequest")
def latest_reviews(source: Issue, context: Context, **arguments: Any) -> dict[str, Any]:
    """Everyone's last review, unless they are asked again."""
    pull = pulls.of(source)
    return _child_connection(
        [review for review in _latest(pull) if review.author not in pull.reviewers], source, arguments
    )


@field("reviewDecision", "PullRequest")
def review_decision(source: Issue, context: Context) -> str | None:
    """What the reviews amount to; None where nobody decided."""
    states = {review.state for review in _latest(pulls.of(source), DECISIVE)}
    if "CHANGES_REQUESTED" in states:
        return "CHANGES_REQUESTED"
    return "APPROVED" if "APPROVED" in states else None


def _latest(pull: Pull, states: tuple[str, ...] = ()) -> list[Review]:
    last: dict[str, Review] = {}
    for review in pull.reviews:
        if review.author is not None and (not states or review.state in states):
            last[review.author.key] = review
    return list(last.values())


def _child_connection(
    records: Iterable[Review | ReviewComment], source: Issue, arguments: dict[str, Any]
) -> dict[str, Any]:
    return connection([ChildNode(record, source) for record in records], arguments)


@field("reviewRequests", "PullRequest")
def review_requests(source: Issue, context: Context, **arguments: Any) -> dict[str, Any]:
    """Who is asked for a review and has not given one."""
    pull = pulls.of(source)
    reviewers: list[User | Team] = [*pull.reviewers, *pull.teams]
    requests = [
        {
            "id": node_id("ReviewRequest", reviewer.id),
            "databaseId": number(reviewer),
            "requestedReviewer": reviewer,
            "pullRequest": source,
            "asCodeOwner": False,
        }
        for reviewer in reviewers
    ]
    return connection(requests, arguments)


@field("closingIssuesReferences", "PullRequest")
def closing_issues_references(source: Issue, context: Context, **arguments: Any) -> dict[str, Any]:
    """The issues it closes when merged."""
    issues = source.repository.issues
    closed = [issues[number] for number in closing_numbers(source) if number in issues]
    return issue_connection([issue for issue in closed if issue.pull is None], arguments)


@field("closedByPullRequestsReferences", "Issue")
def closed_by_pull_requests(source: Issue, context: Context, **arguments: Any) -> dict[str, Any]:
    """The pull requests that close it when merged, of all repositories the caller sees; open ones."""
    place, closed = (source.repository.full_name.casefold(), source.number), arguments.get("includeClosedPrs")
    every = (issue for repository in context.visible_repositories() for issue in repository.issues.values())
    linked = [
        issue
        for issue in every
        if issue.pull is not None and (closed or issue.is_open) and place in closing_places(issue)
    ]
    return issue_connection(linked, arguments)


# Reviews


@field("comments", "PullRequestReview")
def review_comments(source: ChildNode, context: Context, **arguments: Any) -> dict[str, Any]:
    """Its comments on lines."""
    comments = pulls.of(source.parent).review_comments.values()
    return _child_connection(
        [comment for comment in comments if comment.review is source.record], source.parent, arguments
    )


@field("pullRequestReview", "PullRequestReviewComment")
def review(source: ChildNode, context: Context) -> ChildNode | None:
    """The review it belongs to."""
    review = source.record.review if isinstance(source.record, ReviewComment) else None
    return ChildNode(review, source.parent) if review else None


@field("replyTo", "PullRequestReviewComment")
def reply_to(source: ChildNode, context: Context) -> ChildNode | None:
    """The comment it answers."""
    reply = source.record
    before = reply.reply_to if isinstance(reply, ReviewComment) else None
    comment = pulls.of(source.parent).review_comments.get(before) if before is not None else None
    return ChildNode(comment, source.parent) if comment else None


@field("diffHunk", "PullRequestReviewComment")
def diff_hunk(source: ChildNode, context: Context) -> str:
    """The lines it stands under."""
    comment = source.record
    assert isinstance(comment, ReviewComment)
    return str(pulls.review_comment(context.state, source.parent, comment)["diff_hunk"])
