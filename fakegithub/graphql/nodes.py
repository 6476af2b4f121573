"""What GraphQL calls a node: records, and those that only make sense with the place they stand in.

https://docs.github.com/en/graphql/guides/using-global-node-ids
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fakegithub.model import records
from fakegithub.model.ids import account_node, node_id
from fakegithub.payloads.issues import subject_node

EVENTS = {
    "closed": "ClosedEvent", "reopened": "ReopenedEvent", "labeled": "LabeledEvent",
    "unlabeled": "UnlabeledEvent", "assigned": "AssignedEvent", "unassigned": "UnassignedEvent",
    "merged": "MergedEvent", "ready_for_review": "ReadyForReviewEvent",
    "convert_to_draft": "ConvertToDraftEvent",
}  # fmt: skip
"""GraphQL's types of the timeline, as far as the bot asks for them, by REST's names of the events."""
KINDS: dict[type, str] = {
    records.Comment: "IssueComment",
    records.Review: "PullRequestReview",
    records.ReviewComment: "PullRequestReviewComment",
    records.Label: "Label",
    records.Milestone: "Milestone",
    records.Reaction: "Reaction",
    records.Team: "Team",
    records.Repository: "Repository",
}


@dataclass(frozen=True, eq=False)
class ChildNode:
    """A record that does not know where it stands: `where` is its issue or its repository; for a reaction,
    what it is a reaction to."""

    record: (
        records.Comment
        | records.Review
        | records.ReviewComment
        | records.Label
        | records.Milestone
        | records.TimelineEvent
        | records.Reaction
    )
    parent: Any


def typename(source: Any) -> str | None:
    """The GraphQL type of a value that could be of several; None if it is unknown."""
    if isinstance(source, dict):
        return source.get("__typename")
    record = source.record if isinstance(source, ChildNode) else source
    match record:
        case records.Issue():
            return "PullRequest" if record.pull else "Issue"
        case records.User():
            return record.type
        case records.TimelineEvent():
            return EVENTS.get(record.event)
    return KINDS.get(type(record))


def identify(source: Any) -> str:
    """The node id, the same that REST shows."""
    record = source.record if isinstance(source, ChildNode) else source
    match record:
        case records.Issue():
            return subject_node(record)
        case records.User():
            return account_node(record.id, record.type)
        case records.TimelineEvent():
            return node_id("Event", record.id)
    return node_id(KINDS[type(record)], record.id)
