"""What is asked of GraphQL about the past. A test holds each document to GitHub's schema.

Lists in lists are capped at what one page can hold: labels and assignees at GitHub's own limits, a thread at
`LINES` of its lines, after which it goes on by its cursor (`rests`).

https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from __future__ import annotations

LINES = 100
"""Lines of a thread in one answer."""

_WHO = """{ __typename login ... on User { databaseId } ... on Bot { databaseId }
  ... on Mannequin { databaseId } ... on Organization { databaseId } }"""
_BY = f"createdAt actor {_WHO}"
_BOTH = f"""__typename
... on IssueComment {{ createdAt author {_WHO} body }}
... on LabeledEvent {{ {_BY} label {{ name }} }}
... on UnlabeledEvent {{ {_BY} label {{ name }} }}
... on AssignedEvent {{ {_BY} }}
... on UnassignedEvent {{ {_BY} }}
... on ClosedEvent {{ {_BY} }}
... on ReopenedEvent {{ {_BY} }}"""
_PULL = f"""{_BOTH}
... on MergedEvent {{ {_BY} }}
... on ReadyForReviewEvent {{ {_BY} }}
... on ConvertToDraftEvent {{ {_BY} }}
... on PullRequestReview {{ createdAt submittedAt author {_WHO} body state }}"""
_BOTH_TYPES = (
    "ISSUE_COMMENT, LABELED_EVENT, UNLABELED_EVENT, ASSIGNED_EVENT, UNASSIGNED_EVENT, CLOSED_EVENT, "
    "REOPENED_EVENT"
)
_PULL_TYPES = (
    f"{_BOTH_TYPES}, MERGED_EVENT, READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT, PULL_REQUEST_REVIEW"
)
SUBJECT = f"""id number title body closed createdAt updatedAt closedAt locked authorAssociation
author {_WHO} milestone {{ title }}
labels(first: 100) {{ nodes {{ name }} }}
assignees(first: 10) {{ nodes {{ __typename login databaseId }} }}"""


def _thread(types: str, lines: str, after: str = "") -> str:
    arguments = f"first: {LINES}, since: $since, itemTypes: [{types}]{after}"
    return f"timelineItems({arguments}) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ {lines} }} }}"


def _page(list_: str, more: str, thread: str) -> str:
    arguments = "first: $first, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}"
    variables = "$owner: String!, $name: String!, $first: Int!, $after: String, $since: DateTime"
    return " ".join(
        [
            f"query({variables})",
            f"{{ repository(owner: $owner, name: $name) {{ subjects: {list_}({arguments}) {{ totalCount",
            f"pageInfo {{ hasNextPage endCursor }} nodes {{ {SUBJECT} {more} {thread} }} }} }} }}",
        ]
    )


ISSUES = _page("issues", "stateReason(enableDuplicate: true)", _thread(_BOTH_TYPES, _BOTH))
PULLS = _page(
    "pullRequests", "isDraft mergedAt headRefName headRefOid baseRefName", _thread(_PULL_TYPES, _PULL)
)


def rests(count: int) -> str:
    """Return the document that goes on in `count` threads: `$id0` after `$after0`, and so on."""
    variables = " ".join(f"$id{n}: ID! $after{n}: String!" for n in range(count))
    threads = " ".join(
        f"t{n}: node(id: $id{n}) {{ __typename "
        f"... on Issue {{ {_thread(_BOTH_TYPES, _BOTH, f', after: $after{n}')} }} "
        f"... on PullRequest {{ {_thread(_PULL_TYPES, _PULL, f', after: $after{n}')} }} }}"
        for n in range(count)
    )
    return " ".join([f"query({variables} $since: DateTime)", f"{{ {threads} }}"])
