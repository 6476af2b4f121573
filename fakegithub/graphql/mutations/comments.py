"""Mutations of comments and reactions."""

from __future__ import annotations

from typing import Any

from fakegithub.changes import comments as changes
from fakegithub.graphql.context import Reach
from fakegithub.graphql.errors import forbidden, unprocessable
from fakegithub.graphql.mutations import inputs
from fakegithub.graphql.mutations.inputs import Input, mutation
from fakegithub.graphql.nodes import Placed
from fakegithub.graphql.paging import connection
from fakegithub.graphql.resolvers.comments import REACTIONS, WORDS, reaction_groups, record
from fakegithub.model import permissions
from fakegithub.model.records import Comment, Issue, Reaction


def _comment(reach: Reach, id_: str, mutation_: str) -> tuple[Issue, Comment]:
    placed = reach.node(id_, "IssueComment")
    issue, comment = placed.where, placed.it
    if comment.author is not reach.actor or issue.repository.archived:
        reach.may(issue.repository, "write", mutation_)
    return issue, comment


@mutation("addComment")
def add_comment(reach: Reach, said: Input) -> dict[str, Any]:
    """Write a comment."""
    where = reach.issue(said["subjectId"])
    reach.may(where.repository, "read", "AddComment")
    body = inputs.body(said["body"])
    person = reach.call.caller.installation is None
    if (
        where.locked
        and person
        and not permissions.at_least(reach.state, where.repository, reach.actor, "triage")
    ):
        forbidden("Unable to create comment because issue is locked.")
    made = Placed(changes.post(reach.state, where, reach.actor, body), where)
    (edge,) = connection([made], {"last": 1})["edges"]
    return {"commentEdge": edge, "subject": where}


@mutation("updateIssueComment")
def update_comment(reach: Reach, said: Input) -> dict[str, Any]:
    """Rewrite a comment."""
    issue, comment = _comment(reach, said["id"], "UpdateIssueComment")
    changes.edit(reach.state, issue, comment, reach.actor, inputs.body(said["body"]))
    return {"issueComment": Placed(comment, issue)}


@mutation("deleteIssueComment")
def delete_comment(reach: Reach, said: Input) -> dict[str, Any]:
    """Delete a comment."""
    issue, comment = _comment(reach, said["id"], "DeleteIssueComment")
    changes.delete(reach.state, issue, comment, reach.actor)
    return {}


# Folding away


@mutation("minimizeComment")
def minimize(reach: Reach, said: Input) -> dict[str, Any]:
    """Fold a comment or review away. Nobody is told."""
    return _fold(reach, said["subjectId"], said["classifier"], "minimizedComment", "MinimizeComment")


@mutation("unminimizeComment")
def unminimize(reach: Reach, said: Input) -> dict[str, Any]:
    """Show it again."""
    return _fold(reach, said["subjectId"], None, "unminimizedComment", "UnminimizeComment")


def _fold(reach: Reach, id_: str, why: str | None, name: str, mutation_: str) -> dict[str, Any]:
    placed = reach.node(id_, *WORDS)
    reach.may(placed.where.repository, "write", mutation_)
    placed.it.minimized = why
    return {name: placed}


# Reactions


def _reacted_to(reach: Reach, id_: str) -> Any:
    found = reach.node(id_, "Issue", "PullRequest", *WORDS)
    issue = found.where if isinstance(found, Placed) else found
    if issue.repository.archived:
        reach.may(issue.repository, "read", "AddReaction")
    return found


def _payload(reach: Reach, subject: Any, reaction: Reaction | None) -> dict[str, Any]:
    return {
        "reaction": Placed(reaction, subject) if reaction else None,
        "reactionGroups": reaction_groups(subject, reach),
        "subject": subject,
    }


@mutation("addReaction")
def add_reaction(reach: Reach, said: Input) -> dict[str, Any]:
    """React; once a kind."""
    subject = _reacted_to(reach, said["subjectId"])
    made, _ = changes.react(reach.state, record(subject).reactions, reach.actor, REACTIONS[said["content"]])
    return _payload(reach, subject, made)


@mutation("removeReaction")
def remove_reaction(reach: Reach, said: Input) -> dict[str, Any]:
    """Take one's own reaction back."""
    subject, content = _reacted_to(reach, said["subjectId"]), REACTIONS[said["content"]]
    reactions: list[Reaction] = record(subject).reactions
    mine = next((each for each in reactions if each.user is reach.actor and each.content == content), None)
    if mine is None:
        unprocessable("Could not find a reaction of that kind by you")
    reactions.remove(mine)
    return _payload(reach, subject, mine)
