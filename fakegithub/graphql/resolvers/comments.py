"""GraphQL's comments, reviews and review comments, and what they share with issues: an author, a body and
reactions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fakegithub.graphql.context import Context
from fakegithub.graphql.fields import addressed, computed, constant, field, record
from fakegithub.graphql.nodes import ChildNode, identify
from fakegithub.graphql.paging import connection
from fakegithub.graphql.resolvers.accounts import number
from fakegithub.model.records import Comment, Issue, Reaction, Repository, Review, ReviewComment, User
from fakegithub.payloads import issues, pulls

COMMENT_TYPES = ("IssueComment", "PullRequestReview", "PullRequestReviewComment")
COMMENTABLE = ("Issue", "PullRequest", *COMMENT_TYPES)
REACTIONS = {
    "THUMBS_UP": "+1", "THUMBS_DOWN": "-1", "LAUGH": "laugh", "HOORAY": "hooray", "CONFUSED": "confused",
    "HEART": "heart", "ROCKET": "rocket", "EYES": "eyes",
}  # fmt: skip
"""REST's names of the reactions by GraphQL's."""
NAMES = {content: name for name, content in REACTIONS.items()}

constant(None, "lastEditedAt", *COMMENTABLE)
constant(False, "includesCreatedEdit", *COMMENTABLE)


computed("id", identify, *COMMENT_TYPES, "Reaction")


# REST's id where it fits.
computed("databaseId", number, *COMMENT_TYPES, "Reaction")
computed("fullDatabaseId", lambda comment: str(comment.id), *COMMENT_TYPES)


@field("authorAssociation", *COMMENTABLE)
def author_association(source: Any, context: Context) -> str:
    """GitHub's hint of who the author is here."""
    return issues.association(context.state, repository(source, context), record(source).author)


computed("body", lambda comment: comment.body or "", *COMMENTABLE)
computed("bodyText", lambda comment: comment.body or "", *COMMENTABLE)


# Whether the caller wrote it.
field("viewerDidAuthor", *COMMENTABLE)(lambda source, context: record(source).author is context.actor)


@field("repository", *COMMENT_TYPES)
def repository(source: Any, context: Context) -> Repository:
    """Where it was written."""
    repo: Repository = source.parent.repository if isinstance(source, ChildNode) else source.repository
    return repo


# What it was written on. (GitHub calls it an issue also when it is a pull request.)
field("issue", "IssueComment")(lambda source, context: source.parent)


@field("pullRequest", *COMMENT_TYPES)
def pull_request(source: ChildNode, context: Context) -> Issue | None:
    """The pull request it was written on."""
    issue: Issue = source.parent
    return issue if issue.pull else None


@addressed(*COMMENT_TYPES)
def url(source: ChildNode, context: Context) -> str:
    """Where people see it."""
    match source.record:
        case Comment():
            payload = issues.comment(context.state, source.parent, source.record)
        case Review():
            payload = pulls.review(context.state, source.parent, source.record)
        case ReviewComment():
            payload = pulls.review_comment(context.state, source.parent, source.record)
        case _:
            raise TypeError(f"{source.record} has no address")
    return str(payload["html_url"])


@field("publishedAt", *COMMENTABLE)
@field("createdAt", "PullRequestReview")
def created_at(source: Any, context: Context) -> Any:
    """When it was written."""
    post = record(source)
    return post.submitted_at if isinstance(post, Review) else post.created_at


computed("updatedAt", lambda comment: comment.updated_at or comment.submitted_at, "PullRequestReview")
computed("isMinimized", lambda comment: comment.minimized is not None, *COMMENT_TYPES)


@field("minimizedReason", *COMMENT_TYPES)
def minimized_reason(source: ChildNode, context: Context) -> str | None:
    """Why, in small letters."""
    why: str | None = record(source).minimized
    return why.lower().replace("_", "-") if why else None


# Reactions


@field("reactions", *COMMENTABLE)
def reactions(source: Any, context: Context, content: str | None = None, **arguments: Any) -> dict[str, Any]:
    """Reactions, or those of one kind."""
    all_reactions: Sequence[Reaction] = record(source).reactions
    matches = [
        reaction for reaction in all_reactions if content is None or NAMES[reaction.content] == content
    ]
    if (arguments.get("orderBy") or {}).get("direction") == "DESC":
        matches.reverse()
    reacted = any(reaction.user is context.actor for reaction in matches)
    return connection(
        [ChildNode(reaction, source) for reaction in matches], arguments, viewerHasReacted=reacted
    )


@field("reactionGroups", *COMMENTABLE)
def reaction_groups(source: Any, context: Context) -> list[dict[str, Any]]:
    """How many of each kind, the kinds nobody used included."""
    return [_group(source, context, content) for content in NAMES]


def _group(source: Any, context: Context, content: str) -> dict[str, Any]:
    reactions = [reaction for reaction in record(source).reactions if reaction.content == content]
    return {
        "content": NAMES[content],
        "createdAt": reactions[0].created_at if reactions else None,
        "viewerHasReacted": any(reaction.user is context.actor for reaction in reactions),
        "subject": source,
        "given": reactions,
    }


@field("reactors", "ReactionGroup")
def reactors(source: dict[str, Any], context: Context, **arguments: Any) -> dict[str, Any]:
    """Who reacted so."""
    at = {id(reaction.user): reaction.created_at for reaction in source["given"]}

    def edge(user: User) -> dict[str, Any]:
        return {"reactedAt": at[id(user)]}

    return connection([reaction.user for reaction in source["given"]], arguments, edge=edge)


computed("content", lambda comment: NAMES[comment.content], "Reaction")


@field("user", "Reaction")
def reacting_user(source: ChildNode, context: Context) -> User | None:
    """Who reacted; a bot is no user to GraphQL."""
    user: User = record(source).user
    return user if user.type == "User" else None


# What it is a reaction to.
field("reactable", "Reaction")(lambda source, context: source.parent)
