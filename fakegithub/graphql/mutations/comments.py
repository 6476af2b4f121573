"""Mutations of comments and reactions."""

from __future__ import annotations

from typing import Any

from fakegithub.changes import comments as changes
from fakegithub.graphql.context import Context
from fakegithub.graphql.errors import forbidden, unprocessable
from fakegithub.graphql.fields import record
from fakegithub.graphql.mutations import inputs
from fakegithub.graphql.mutations.inputs import Input, mutation
from fakegithub.graphql.nodes import ChildNode
from fakegithub.graphql.resolvers.comments import COMMENT_TYPES, REACTIONS
from fakegithub.model import permissions
from fakegithub.model.records import Comment, Issue, Reaction


def _comment(context: Context, id_: str, mutation_: str) -> tuple[Issue, Comment]:
    placed = context.node(id_, "IssueComment")
    issue, comment = placed.parent, placed.record
    if comment.author is not context.actor or issue.repository.archived:
        context.require_role(issue.repository, "write", mutation_)
    return issue, comment


@mutation("addComment")
def add_comment(context: Context, input_: Input) -> dict[str, Any]:
    """Write a comment."""
    issue = context.issue(input_["subjectId"])
    context.require_role(issue.repository, "read", "AddComment")
    body = inputs.body(input_["body"])
    is_app = context.call.caller.installation is not None
    if not permissions.may_comment(context.state, issue, context.actor, is_app=is_app):
        forbidden("Unable to create comment because issue is locked.")
    comment = changes.post(context.state, issue, context.actor, body)
    return {"commentEdge": {"node": ChildNode(comment, issue)}}


@mutation("updateIssueComment")
def update_comment(context: Context, input_: Input) -> dict[str, Any]:
    """Rewrite a comment."""
    issue, comment = _comment(context, input_["id"], "UpdateIssueComment")
    changes.edit(context.state, issue, comment, context.actor, inputs.body(input_["body"]))
    return {}


@mutation("deleteIssueComment")
def delete_comment(context: Context, input_: Input) -> dict[str, Any]:
    """Delete a comment."""
    issue, comment = _comment(context, input_["id"], "DeleteIssueComment")
    changes.delete(context.state, issue, comment, context.actor)
    return {}


# Folding away


@mutation("minimizeComment")
def minimize(context: Context, input_: Input) -> dict[str, Any]:
    """Minimize a comment or review. No webhook is sent."""
    placed = context.node(input_["subjectId"], *COMMENT_TYPES)
    context.require_role(placed.parent.repository, "write", "MinimizeComment")
    placed.record.minimized = input_["classifier"]
    return {"minimizedComment": placed}


# Reactions


def _reactable(context: Context, id_: str) -> Any:
    subject = context.node(id_, "Issue", "PullRequest", *COMMENT_TYPES)
    issue = subject.parent if isinstance(subject, ChildNode) else subject
    if issue.repository.archived:
        context.require_role(issue.repository, "read", "AddReaction")
    return subject


@mutation("addReaction")
def add_reaction(context: Context, input_: Input) -> dict[str, Any]:
    """React; once a kind."""
    subject = _reactable(context, input_["subjectId"])
    reaction, _ = changes.react(
        context.state, record(subject).reactions, context.actor, REACTIONS[input_["content"]]
    )
    return {"reaction": ChildNode(reaction, subject)}


@mutation("removeReaction")
def remove_reaction(context: Context, input_: Input) -> dict[str, Any]:
    """Take one's own reaction back."""
    subject, content = _reactable(context, input_["subjectId"]), REACTIONS[input_["content"]]
    reactions: list[Reaction] = record(subject).reactions
    own = changes.reaction_of(reactions, context.actor, content)
    if own is None:
        unprocessable("Could not find a reaction of that kind by you")
    reactions.remove(own)
    return {"reaction": ChildNode(own, subject)}
