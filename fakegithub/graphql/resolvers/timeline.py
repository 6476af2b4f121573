"""GraphQL's timelines: what was done to an issue and what was said on it, in one list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from fakegithub.graphql.context import Context
from fakegithub.graphql.fields import addressed, computed, field
from fakegithub.graphql.nodes import EVENTS, ChildNode, identify, typename
from fakegithub.graphql.paging import connection, time_key
from fakegithub.graphql.resolvers.issues import lock_reason, reason
from fakegithub.model.records import Comment, Issue, Repository, Review, TimelineEvent
from fakegithub.payloads import issues

OF_ISSUES = frozenset(
    {"PinnedEvent", "UnpinnedEvent", "TransferredEvent"}
)  # a pull request's timeline cannot have these
HUMP = re.compile(r"(?<!^)(?=[A-Z])")
ALL_EVENTS = tuple(EVENTS.values())
SUBJECT_FIELDS = ("closable", "labelable", "assignable", "subject", "lockable", "issue", "pullRequest")
"""The names by which the different events call what they happened to."""


@field("timelineItems", "Issue", "PullRequest")
def timeline_items(source: Issue, context: Context, **arguments: Any) -> dict[str, Any]:
    """All lines, or those of some types, or those since an instant; oldest first."""
    types = arguments.get("itemTypes")
    since = datetime.fromisoformat(arguments["since"]) if arguments.get("since") else None
    items = list(_lines(source))
    matches = [
        item
        for item in items
        if (not types or HUMP.sub("_", typename(item) or "").upper() in types)
        and (since is None or _at(item) >= since)
    ]
    page = connection(matches, arguments, key=lambda item: time_key(_at(item), item.record.id))
    return {
        **page,
        "totalCount": len(items),
        "filteredCount": len(matches),
        "pageCount": len(page["nodes"]),
        "updatedAt": source.updated_at,
    }


def _lines(source: Issue) -> Iterator[ChildNode]:
    for moment in source.timeline:
        name = EVENTS.get(moment.event)
        if name is not None and not (source.pull and name in OF_ISSUES):
            yield ChildNode(moment, source)
    for comment in source.comments.values():
        yield ChildNode(comment, source)
    for review in source.pull.reviews if source.pull else ():
        yield ChildNode(review, source)


def _at(line: ChildNode) -> datetime:
    match line.record:
        case TimelineEvent():
            return line.record.at
        case Review():
            return line.record.submitted_at
        case Comment():
            return line.record.created_at
    raise TypeError(f"{line.record} is no line of a timeline")


def _timeline_event(source: ChildNode) -> TimelineEvent:
    assert isinstance(source.record, TimelineEvent)
    return source.record


computed("id", identify, *ALL_EVENTS)
computed("createdAt", lambda event: event.at, *ALL_EVENTS)
computed("referencedAt", lambda event: event.at, *ALL_EVENTS)


def _subject(source: ChildNode, context: Context) -> Issue:
    issue: Issue = source.parent
    return issue


for _name in SUBJECT_FIELDS:
    field(_name, *ALL_EVENTS)(_subject)


# Where people see it.
addressed(*ALL_EVENTS)(
    lambda source, context: f"{issues.html_url(context.state, source.parent)}#event-{source.record.id}"
)


@field("label", "LabeledEvent", "UnlabeledEvent")
def label(source: ChildNode, context: Context) -> ChildNode | None:
    """Which label."""
    label = _timeline_event(source).label
    return ChildNode(label, source.parent.repository) if label else None


computed("milestoneTitle", lambda event: event.milestone or "", "MilestonedEvent", "DemilestonedEvent")
computed("previousTitle", lambda event: (event.rename or ("", ""))[0], "RenamedTitleEvent")
computed("currentTitle", lambda event: (event.rename or ("", ""))[1], "RenamedTitleEvent")
computed("stateReason", lambda event: reason(event.state_reason), "ClosedEvent", "ReopenedEvent")
computed("lockReason", lambda event: lock_reason(event.lock_reason), "LockedEvent")


# Who was asked.
field("requestedReviewer", "ReviewRequestedEvent", "ReviewRequestRemovedEvent")(
    lambda source, context: _timeline_event(source).reviewer or _timeline_event(source).team
)


# The branch it was merged into.
field("mergeRefName", "MergedEvent")(
    lambda source, context: source.parent.pull.base_ref if source.parent.pull else ""
)


@field("fromRepository", "TransferredEvent")
def from_repository(source: ChildNode, context: Context) -> Repository | None:
    """Where it was before, if the caller may know."""
    before = _timeline_event(source).origin
    return before if before is not None and context.sees(before) else None


computed("canonical", lambda event: event.source, "MarkedAsDuplicateEvent")


# What mentions it.
field("source", "CrossReferencedEvent")(
    lambda source, context: _timeline_event(source).source or _subject(source, context)
)


for _name in ("duplicate", "target"):
    field(_name, *ALL_EVENTS)(_subject)


@field("isCrossRepository", *ALL_EVENTS)
def is_cross_repository(source: ChildNode, context: Context) -> bool:
    """Whether the other one is in another repository."""
    other = _timeline_event(source).source
    return other is not None and other.repository is not source.parent.repository


# Whether merging the other one closes this one.
field("willCloseTarget", "CrossReferencedEvent")(lambda source, context: False)
