"""What only GraphQL's pull requests have: a head and a base, files, requests for review, what they close."""

from __future__ import annotations

from typing import Any

from fakegithub.changes.pulls import closing_numbers, closing_places
from fakegithub.graphql.context import Context
from fakegithub.graphql.fields import computed, field
from fakegithub.graphql.paging import connection
from fakegithub.graphql.resolvers.repositories import issue_connection
from fakegithub.model.ids import node_id
from fakegithub.model.records import Issue, Team, User
from fakegithub.payloads import pulls


def _attribute(name: str, attribute: str) -> None:
    field(name, "PullRequest")(lambda source, context: getattr(pulls.of(source), attribute))


for _name, _known_as in {
    "isDraft": "draft", "mergedAt": "merged_at", "headRefName": "head_ref", "headRefOid": "head_sha",
    "baseRefName": "base_ref",
}.items():  # fmt: skip
    _attribute(_name, _known_as)


# How many lines it adds and takes away.
computed("additions", lambda issue: pulls.lines(pulls.of(issue))[0], "PullRequest")
computed("deletions", lambda issue: pulls.lines(pulls.of(issue))[1], "PullRequest")


# The files it changes.
field("files", "PullRequest")(
    lambda source, context, **arguments: connection(
        [{"path": path} for path in pulls.of(source).files], arguments
    )
)


@field("reviewRequests", "PullRequest")
def review_requests(source: Issue, context: Context, **arguments: Any) -> dict[str, Any]:
    """Who is asked for a review and has not given one."""
    pull = pulls.of(source)
    reviewers: list[User | Team] = [*pull.reviewers, *pull.teams]
    requests = [
        {"id": node_id("ReviewRequest", reviewer.id), "requestedReviewer": reviewer} for reviewer in reviewers
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
    """The open pull requests that close it when merged, of all repositories the caller sees."""
    place = (source.repository.full_name.casefold(), source.number)
    every = (issue for repository in context.visible_repositories() for issue in repository.issues.values())
    linked = [issue for issue in every if issue.pull and issue.is_open and place in closing_places(issue)]
    return issue_connection(linked, arguments)
