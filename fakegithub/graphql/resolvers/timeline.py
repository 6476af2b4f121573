"""GraphQL's timelines: what was done to an issue and what was said on it, in one list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from fakegithub.graphql.context import Context
from fakegithub.graphql.fields import computed, field
from fakegithub.graphql.nodes import EVENTS, ChildNode, identify, typename
from fakegithub.graphql.paging import connection, time_key
from fakegithub.model.records import Comment, Issue, Review, TimelineEvent

HUMP = re.compile(r"(?<!^)(?=[A-Z])")
ALL_EVENTS = tuple(EVENTS.values())


@field("timelineItems", "Issue", "PullRequest")
def timeline_items(source: Issue, context: Context, **arguments: Any) -> dict[str, Any]:
    """All lines, or those of some types, or those since an instant; oldest first."""
    types = arguments.get("itemTypes")
    since = datetime.fromisoformat(arguments["since"]) if arguments.get("since") else None
    matches = [
        item
        for item in _lines(source)
        if (not types or HUMP.sub("_", typename(item) or "").upper() in types)
        and (since is None or _at(item) >= since)
    ]
    return connection(matches, arguments, key=lambda item: time_key(_at(item), item.record.id))


def _lines(source: Issue) -> Iterator[ChildNode]:
    yield from (ChildNode(moment, source) for moment in source.timeline if moment.event in EVENTS)
    yield from (ChildNode(comment, source) for comment in source.comments.values())
    yield from (ChildNode(review, source) for review in (source.pull.reviews if source.pull else ()))


def _at(line: ChildNode) -> datetime:
    match line.record:
        case TimelineEvent():
            return line.record.at
        case Review():
            return line.record.submitted_at
        case Comment():
            return line.record.created_at
    raise TypeError(f"{line.record} is no line of a timeline")


computed("id", identify, *ALL_EVENTS)
computed("createdAt", lambda event: event.at, *ALL_EVENTS)


@field("label", "LabeledEvent", "UnlabeledEvent")
def label(source: ChildNode, context: Context) -> ChildNode | None:
    """Which label."""
    assert isinstance(source.record, TimelineEvent)
    return ChildNode(source.record.label, source.parent.repository) if source.record.label else None
