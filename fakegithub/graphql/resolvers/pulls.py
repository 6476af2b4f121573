"""What only GraphQL's pull requests have: a head and a base, files, reviews."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fakegithub.changes.pulls import closing_numbers
from fakegithub.graphql.context import Reach
from fakegithub.graphql.fields import field
from fakegithub.graphql.nodes import Placed
from fakegithub.graphql.paging import connection
from fakegithub.graphql.resolvers.accounts import number
from fakegithub.graphql.resolvers.repositories import listed
from fakegithub.model.ids import node_id
from fakegithub.model.records import Issue, Pull, Review, ReviewComment, Team, User
from fakegithub.payloads import pulls

DECISIVE = ("APPROVED", "CHANGES_REQUESTED")


def _attribute(name: str, attribute: str) -> None:
    field(name, "PullRequest")(lambda source, reach: getattr(pulls.of(source), attribute))


for _name, _known_as in {
    "isDraft": "draft", "merged": "merged", "mergedAt": "merged_at", "mergedBy": "merged_by",
    "headRefName": "head_ref", "headRefOid": "head_sha", "baseRefName": "base_ref",
}.items():  # fmt: skip
    _attribute(_name, _known_as)


@field("baseRefOid", "PullRequest")
def base_ref_oid(source: Issue, reach: Reach) -> str:
    """The commit it starts from."""
    return pulls.base_sha(source)


@field("isCrossRepository", "PullRequest")
def is_cross_repository(source: Issue, reach: Reach) -> bool:
    """Whether it comes from a fork."""
    return not pulls.of(source).branch


@field("mergeable", "PullRequest")
def mergeable(source: Issue, reach: Reach) -> str:
    """There are no conflicts here."""
    return "UNKNOWN" if pulls.of(source).merged else "MERGEABLE"


@field("additions", "PullRequest")
@field("changedFiles", "PullRequest")
def changed_files(source: Issue, reach: Reach) -> int:
    """How many files it changes, each by a line."""
    return len(pulls.of(source).files)


@field("deletions", "PullRequest")
def deletions(source: Issue, reach: Reach) -> int:
    """How many lines it takes away: none."""
    return 0


@field("files", "PullRequest")
def files(source: Issue, reach: Reach, **asked: Any) -> dict[str, Any]:
    """The files it changes."""
    told = [pulls.file(reach.state, source, path) for path in pulls.of(source).files]
    return connection(
        [
            {
                "path": each["filename"],
                "additions": each["additions"],
                "deletions": each["deletions"],
                "changeType": each["status"].upper(),
            }
            for each in told
        ],
        asked,
    )


@field("reviews", "PullRequest")
def reviews(source: Issue, reach: Reach, **asked: Any) -> dict[str, Any]:
    """Reviews, or those of a person or in some states."""
    states, author = asked.get("states"), asked.get("author")
    found = [
        each
        for each in pulls.of(source).reviews
        if (not states or each.state in states)
        and (author is None or (each.author is not None and each.author.key == author.casefold()))
    ]
    return _placed(found, source, asked)


@field("latestReviews", "PullRequest")
def latest_reviews(source: Issue, reach: Reach, **asked: Any) -> dict[str, Any]:
    """Everyone's last review, unless they are asked again."""
    it = pulls.of(source)
    return _placed([each for each in _latest(it) if each.author not in it.reviewers], source, asked)


@field("reviewDecision", "PullRequest")
def review_decision(source: Issue, reach: Reach) -> str | None:
    """What the reviews amount to; None where nobody decided."""
    states = {each.state for each in _latest(pulls.of(source), DECISIVE)}
    if "CHANGES_REQUESTED" in states:
        return "CHANGES_REQUESTED"
    return "APPROVED" if "APPROVED" in states else None


def _latest(it: Pull, states: tuple[str, ...] = ()) -> list[Review]:
    last: dict[str, Review] = {}
    for each in it.reviews:
        if each.author is not None and (not states or each.state in states):
            last[each.author.key] = each
    return list(last.values())


def _placed(found: Iterable[Review | ReviewComment], source: Issue, asked: dict[str, Any]) -> dict[str, Any]:
    return connection([Placed(each, source) for each in found], asked)


@field("reviewRequests", "PullRequest")
def review_requests(source: Issue, reach: Reach, **asked: Any) -> dict[str, Any]:
    """Who is asked for a review and has not given one."""
    it = pulls.of(source)
    asked_for: list[User | Team] = [*it.reviewers, *it.teams]
    told = [
        {
            "id": node_id("ReviewRequest", each.id),
            "databaseId": number(each),
            "requestedReviewer": each,
            "pullRequest": source,
            "asCodeOwner": False,
        }
        for each in asked_for
    ]
    return connection(told, asked)


@field("closingIssuesReferences", "PullRequest")
def closing_issues_references(source: Issue, reach: Reach, **asked: Any) -> dict[str, Any]:
    """The issues it closes when merged."""
    known = source.repository.issues
    found = [known[number] for number in closing_numbers(source) if number in known]
    return listed([each for each in found if each.pull is None], asked)


# Reviews


@field("comments", "PullRequestReview")
def review_comments(source: Placed, reach: Reach, **asked: Any) -> dict[str, Any]:
    """Its comments on lines."""
    found = pulls.of(source.where).review_comments.values()
    return _placed([each for each in found if each.review is source.it], source.where, asked)


@field("pullRequestReview", "PullRequestReviewComment")
def review(source: Placed, reach: Reach) -> Placed | None:
    """The review it belongs to."""
    given = source.it.review if isinstance(source.it, ReviewComment) else None
    return Placed(given, source.where) if given else None


@field("replyTo", "PullRequestReviewComment")
def reply_to(source: Placed, reach: Reach) -> Placed | None:
    """The comment it answers."""
    it = source.it
    before = it.reply_to if isinstance(it, ReviewComment) else None
    found = pulls.of(source.where).review_comments.get(before) if before is not None else None
    return Placed(found, source.where) if found else None


@field("diffHunk", "PullRequestReviewComment")
def diff_hunk(source: Placed, reach: Reach) -> str:
    """The lines it stands under."""
    it = source.it
    assert isinstance(it, ReviewComment)
    return str(pulls.review_comment(reach.state, source.where, it)["diff_hunk"])
