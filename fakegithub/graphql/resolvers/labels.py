"""GraphQL's labels and milestones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fakegithub.graphql.context import Context
from fakegithub.graphql.fields import computed, constant, field
from fakegithub.graphql.nodes import ChildNode
from fakegithub.graphql.paging import connection
from fakegithub.model.records import Label, Milestone, Repository
from fakegithub.payloads import repositories

constant(False, "isDefault", "Label")
constant(None, "description", "Milestone")
constant(None, "dueOn", "Milestone")


@field("label", "Repository")
def label(source: Repository, context: Context, name: str) -> ChildNode | None:
    """A label by its name, in any spelling."""
    label = source.labels.get(name.casefold())
    return ChildNode(label, source) if label else None


def labels(records: Iterable[Label], repo: Repository, arguments: dict[str, Any]) -> dict[str, Any]:
    """A connection of labels."""
    order = arguments.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    placed = [ChildNode(node, repo) for node in records]
    by_name = (lambda node: node.record.name.casefold()) if order["field"] == "NAME" else None
    if by_name is None and order["direction"] == "DESC":
        placed.reverse()
    return connection(placed, arguments, key=by_name, newest_first=order["direction"] == "DESC")


# All labels.
field("labels", "Repository")(
    lambda source, context, **arguments: labels(source.labels.values(), source, arguments)
)


@field("milestone", "Repository")
def milestone(source: Repository, context: Context, number: int) -> ChildNode | None:
    """A milestone by its number."""
    return next(
        (ChildNode(milestone, source) for milestone in source.milestones if milestone.number == number), None
    )


@field("milestones", "Repository")
def milestones(source: Repository, context: Context, **arguments: Any) -> dict[str, Any]:
    """All milestones, or those of some states."""
    states = arguments.get("states")
    matches = [
        milestone for milestone in source.milestones if not states or milestone.state.upper() in states
    ]
    return connection([ChildNode(milestone, source) for milestone in matches], arguments)


# The repository it belongs to.
field("repository", "Label", "Milestone")(lambda source, context: source.parent)


@field("url", "Label")
@field("url", "Milestone")
def place_url(source: ChildNode, context: Context) -> str:
    """Where people see it."""
    about = (
        f"milestone/{source.record.number}"
        if isinstance(source.record, Milestone)
        else f"labels/{source.record.name}"  # type: ignore[union-attr]  # or else a label
    )
    return f"{repositories.html_url(context.state, source.parent)}/{about}"


computed("state", lambda milestone: str(milestone.state).upper(), "Milestone")
computed("closed", lambda milestone: milestone.state == "closed", "Milestone")


# Who made it: the owner made all of them.
field("creator", "Milestone")(lambda source, context: source.parent.owner)
