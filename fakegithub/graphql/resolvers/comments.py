"""GraphQL's comments, reviews and review comments, and what they share with issues: an author, a body and
reactions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fakegithub.graphql.context import Reach
from fakegithub.graphql.fields import always, field
from fakegithub.graphql.nodes import Placed, identify
from fakegithub.graphql.paging import connection
from fakegithub.graphql.resolvers.accounts import number
from fakegithub.model.records import Comment, Issue, Reaction, Repository, Review, ReviewComment, User
from fakegithub.payloads import issues, pulls

WORDS = ("IssueComment", "PullRequestReview", "PullRequestReviewComment")
WRITTEN = ("Issue", "PullRequest", *WORDS)
REACTIONS = {
    "THUMBS_UP": "+1", "THUMBS_DOWN": "-1", "LAUGH": "laugh", "HOORAY": "hooray", "CONFUSED": "confused",
    "HEART": "heart", "ROCKET": "rocket", "EYES": "eyes",
}  # fmt: skip
"""REST's names of the reactions by GraphQL's."""
NAMES = {content: name for name, content in REACTIONS.items()}

always(None, "lastEditedAt", *WRITTEN)
always(False, "includesCreatedEdit", *WRITTEN)


def record(source: Any) -> Any:
    """The issue, comment or review itself."""
    return source.it if isinstance(source, Placed) else source


@field("id", *WORDS, "Reaction")
def node(source: Placed, reach: Reach) -> str:
    """The node id."""
    return identify(source)


@field("databaseId", *WORDS, "Reaction")
def database_id(source: Placed, reach: Reach) -> int | None:
    """REST's id where it fits."""
    return number(source.it)


@field("fullDatabaseId", *WORDS)
def full_database_id(source: Placed, reach: Reach) -> str:
    """REST's id."""
    return str(source.it.id)


@field("authorAssociation", *WRITTEN)
def author_association(source: Any, reach: Reach) -> str:
    """GitHub's hint of who the author is here."""
    return issues.association(reach.state, repository(source, reach), record(source).author)


@field("body", *WRITTEN)
@field("bodyText", *WRITTEN)
def body(source: Any, reach: Reach) -> str:
    """The words; empty when there are none."""
    return record(source).body or ""


@field("viewerDidAuthor", *WRITTEN)
def viewer_did_author(source: Any, reach: Reach) -> bool:
    """Whether the caller wrote it."""
    return record(source).author is reach.actor


@field("repository", *WORDS)
def repository(source: Any, reach: Reach) -> Repository:
    """Where it was written."""
    found: Repository = source.where.repository if isinstance(source, Placed) else source.repository
    return found


@field("issue", "IssueComment")
def issue(source: Placed, reach: Reach) -> Issue:
    """What it was written on. (GitHub calls it an issue also when it is a pull request.)"""
    found: Issue = source.where
    return found


@field("pullRequest", *WORDS)
def pull_request(source: Placed, reach: Reach) -> Issue | None:
    """The pull request it was written on."""
    found: Issue = source.where
    return found if found.pull else None


@field("url", *WORDS)
def url(source: Placed, reach: Reach) -> str:
    """Where people see it."""
    match source.it:
        case Comment():
            told = issues.comment(reach.state, source.where, source.it)
        case Review():
            told = pulls.review(reach.state, source.where, source.it)
        case ReviewComment():
            told = pulls.review_comment(reach.state, source.where, source.it)
        case _:
            raise TypeError(f"{source.it} has no address")
    return str(told["html_url"])


@field("resourcePath", *WORDS)
def resource_path(source: Placed, reach: Reach) -> str:
    """The path of that."""
    return url(source, reach).removeprefix(reach.state.web_url)


@field("publishedAt", *WRITTEN)
@field("createdAt", "PullRequestReview")
def created_at(source: Any, reach: Reach) -> Any:
    """When it was written."""
    it = record(source)
    return it.submitted_at if isinstance(it, Review) else it.created_at


@field("updatedAt", "PullRequestReview")
def updated_at(source: Placed, reach: Reach) -> Any:
    """When it was last changed."""
    return record(source).updated_at or record(source).submitted_at


@field("isMinimized", *WORDS)
def is_minimized(source: Placed, reach: Reach) -> bool:
    """Whether it is folded away."""
    return record(source).minimized is not None


@field("minimizedReason", *WORDS)
def minimized_reason(source: Placed, reach: Reach) -> str | None:
    """Why, in small letters."""
    why: str | None = record(source).minimized
    return why.lower().replace("_", "-") if why else None


# Reactions


@field("reactions", *WRITTEN)
def reactions(source: Any, reach: Reach, content: str | None = None, **asked: Any) -> dict[str, Any]:
    """Reactions, or those of one kind."""
    given: Sequence[Reaction] = record(source).reactions
    fits = [each for each in given if content is None or NAMES[each.content] == content]
    if (asked.get("orderBy") or {}).get("direction") == "DESC":
        fits.reverse()
    mine = any(each.user is reach.actor for each in fits)
    return connection([Placed(each, source) for each in fits], asked, viewerHasReacted=mine)


@field("reactionGroups", *WRITTEN)
def reaction_groups(source: Any, reach: Reach) -> list[dict[str, Any]]:
    """How many of each kind, the kinds nobody used included."""
    return [_group(source, reach, content) for content in NAMES]


def _group(source: Any, reach: Reach, content: str) -> dict[str, Any]:
    given = [each for each in record(source).reactions if each.content == content]
    return {
        "content": NAMES[content],
        "createdAt": given[0].created_at if given else None,
        "viewerHasReacted": any(each.user is reach.actor for each in given),
        "subject": source,
        "given": given,
    }


@field("reactors", "ReactionGroup")
def reactors(source: dict[str, Any], reach: Reach, **asked: Any) -> dict[str, Any]:
    """Who reacted so."""
    at = {id(each.user): each.created_at for each in source["given"]}

    def edge(user: User) -> dict[str, Any]:
        return {"reactedAt": at[id(user)]}

    return connection([each.user for each in source["given"]], asked, edge=edge)


@field("content", "Reaction")
def content(source: Placed, reach: Reach) -> str:
    """Its kind."""
    return NAMES[record(source).content]


@field("user", "Reaction")
def reacting_user(source: Placed, reach: Reach) -> User | None:
    """Who reacted; a bot is no user to GraphQL."""
    user: User = record(source).user
    return user if user.type == "User" else None


@field("reactable", "Reaction")
def reactable(source: Placed, reach: Reach) -> Any:
    """What it is a reaction to."""
    return source.where
