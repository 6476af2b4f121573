"""GraphQL's labels and milestones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fakegithub.graphql.context import Reach
from fakegithub.graphql.fields import always, field
from fakegithub.graphql.nodes import Placed
from fakegithub.graphql.paging import connection
from fakegithub.model.records import Label, Milestone, Repository, User
from fakegithub.payloads import repositories

always(False, "isDefault", "Label")
always(None, "description", "Milestone")
always(None, "dueOn", "Milestone")


@field("label", "Repository")
def label(source: Repository, reach: Reach, name: str) -> Placed | None:
    """A label by its name, in any spelling."""
    found = source.labels.get(name.casefold())
    return Placed(found, source) if found else None


def labels(worn: Iterable[Label], where: Repository, asked: dict[str, Any]) -> dict[str, Any]:
    """A connection of labels."""
    order = asked.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    placed = [Placed(each, where) for each in worn]
    by_name = (lambda each: each.it.name.casefold()) if order["field"] == "NAME" else None
    if by_name is None and order["direction"] == "DESC":
        placed.reverse()
    return connection(placed, asked, key=by_name, newest_first=order["direction"] == "DESC")


@field("labels", "Repository")
def repository_labels(source: Repository, reach: Reach, **asked: Any) -> dict[str, Any]:
    """All labels."""
    return labels(source.labels.values(), source, asked)


@field("milestone", "Repository")
def milestone(source: Repository, reach: Reach, number: int) -> Placed | None:
    """A milestone by its number."""
    return next((Placed(each, source) for each in source.milestones if each.number == number), None)


@field("milestones", "Repository")
def milestones(source: Repository, reach: Reach, **asked: Any) -> dict[str, Any]:
    """All milestones, or those of some states."""
    wanted = asked.get("states")
    found = [each for each in source.milestones if not wanted or each.state.upper() in wanted]
    return connection([Placed(each, source) for each in found], asked)


@field("repository", "Label", "Milestone")
def place(source: Placed, reach: Reach) -> Repository:
    """The repository it belongs to."""
    where: Repository = source.where
    return where


@field("url", "Label")
@field("url", "Milestone")
def place_url(source: Placed, reach: Reach) -> str:
    """Where people see it."""
    about = (
        f"milestone/{source.it.number}" if isinstance(source.it, Milestone) else f"labels/{source.it.name}"  # type: ignore[union-attr]
    )
    return f"{repositories.html_url(reach.state, source.where)}/{about}"


@field("state", "Milestone")
def milestone_state(source: Placed, reach: Reach) -> str:
    """OPEN or CLOSED."""
    return str(source.it.state).upper()  # type: ignore[union-attr]


@field("closed", "Milestone")
def milestone_closed(source: Placed, reach: Reach) -> bool:
    """Whether it is closed."""
    return source.it.state == "closed"  # type: ignore[union-attr]


@field("creator", "Milestone")
def creator(source: Placed, reach: Reach) -> User:
    """Who made it: the owner made all of them."""
    owner: User = source.where.owner
    return owner
