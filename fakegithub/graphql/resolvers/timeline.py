"""GraphQL's timelines: what was done to an issue and what was said on it, in one list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from fakegithub.graphql.context import Reach
from fakegithub.graphql.fields import field
from fakegithub.graphql.nodes import EVENTS, Placed, identify, typename
from fakegithub.graphql.paging import connection, moment_key
from fakegithub.graphql.resolvers.issues import lock_reason, reason
from fakegithub.model.records import Comment, Issue, Moment, Repository, Review, Team, User
from fakegithub.payloads import issues

OF_ISSUES = frozenset(
    {"PinnedEvent", "UnpinnedEvent", "TransferredEvent"}
)  # a pull request's timeline cannot have these
HUMP = re.compile(r"(?<!^)(?=[A-Z])")
ALL_EVENTS = tuple(EVENTS.values())
SUBJECT_FIELDS = ("closable", "labelable", "assignable", "subject", "lockable", "issue", "pullRequest")
"""The names by which the different events call what they happened to."""


@field("timelineItems", "Issue", "PullRequest")
def timeline_items(source: Issue, reach: Reach, **asked: Any) -> dict[str, Any]:
    """All lines, or those of some types, or those since an instant; oldest first."""
    wanted = asked.get("itemTypes")
    since = datetime.fromisoformat(asked["since"]) if asked.get("since") else None
    everything = list(_lines(source))
    fits = [
        each
        for each in everything
        if (not wanted or HUMP.sub("_", typename(each) or "").upper() in wanted)
        and (since is None or _at(each) >= since)
    ]
    page = connection(fits, asked, key=lambda each: moment_key(_at(each), each.it.id))
    return {
        **page,
        "totalCount": len(everything),
        "filteredCount": len(fits),
        "pageCount": len(page["nodes"]),
        "updatedAt": source.updated_at,
    }


def _lines(source: Issue) -> Iterator[Placed]:
    for moment in source.timeline:
        name = EVENTS.get(moment.event)
        if name is not None and not (source.pull and name in OF_ISSUES):
            yield Placed(moment, source)
    for comment in source.comments.values():
        yield Placed(comment, source)
    for review in source.pull.reviews if source.pull else ():
        yield Placed(review, source)


def _at(line: Placed) -> datetime:
    match line.it:
        case Moment():
            return line.it.at
        case Review():
            return line.it.submitted_at
        case Comment():
            return line.it.created_at
    raise TypeError(f"{line.it} is no line of a timeline")


def _moment(source: Placed) -> Moment:
    assert isinstance(source.it, Moment)
    return source.it


@field("id", *ALL_EVENTS)
def node(source: Placed, reach: Reach) -> str:
    """The node id."""
    return identify(source)


@field("createdAt", *ALL_EVENTS)
@field("referencedAt", *ALL_EVENTS)
def created_at(source: Placed, reach: Reach) -> datetime:
    """When it happened."""
    return _moment(source).at


def _subject(source: Placed, reach: Reach) -> Issue:
    found: Issue = source.where
    return found


for _name in SUBJECT_FIELDS:
    field(_name, *ALL_EVENTS)(_subject)


@field("url", *ALL_EVENTS)
def url(source: Placed, reach: Reach) -> str:
    """Where people see it."""
    return f"{issues.html_url(reach.state, source.where)}#event-{source.it.id}"


@field("resourcePath", *ALL_EVENTS)
def resource_path(source: Placed, reach: Reach) -> str:
    """The path of that."""
    return url(source, reach).removeprefix(reach.state.web_url)


@field("label", "LabeledEvent", "UnlabeledEvent")
def label(source: Placed, reach: Reach) -> Placed | None:
    """Which label."""
    found = _moment(source).label
    return Placed(found, source.where.repository) if found else None


@field("milestoneTitle", "MilestonedEvent", "DemilestonedEvent")
def milestone_title(source: Placed, reach: Reach) -> str:
    """Which milestone."""
    return _moment(source).milestone or ""


@field("previousTitle", "RenamedTitleEvent")
def previous_title(source: Placed, reach: Reach) -> str:
    """The title before."""
    return (_moment(source).rename or ("", ""))[0]


@field("currentTitle", "RenamedTitleEvent")
def current_title(source: Placed, reach: Reach) -> str:
    """The title after."""
    return (_moment(source).rename or ("", ""))[1]


@field("stateReason", "ClosedEvent", "ReopenedEvent")
def state_reason(source: Placed, reach: Reach) -> str | None:
    """Why it was closed."""
    return reason(_moment(source).state_reason)


@field("lockReason", "LockedEvent")
def locked_for(source: Placed, reach: Reach) -> str | None:
    """Why it was locked."""
    return lock_reason(_moment(source).lock_reason)


@field("requestedReviewer", "ReviewRequestedEvent", "ReviewRequestRemovedEvent")
def requested_reviewer(source: Placed, reach: Reach) -> User | Team | None:
    """Who was asked."""
    return _moment(source).reviewer or _moment(source).team


@field("mergeRefName", "MergedEvent")
def merge_ref_name(source: Placed, reach: Reach) -> str:
    """The branch it was merged into."""
    return source.where.pull.base_ref if source.where.pull else ""


@field("fromRepository", "TransferredEvent")
def from_repository(source: Placed, reach: Reach) -> Repository | None:
    """Where it was before, if the caller may know."""
    before = _moment(source).origin
    return before if before is not None and reach.sees(before) else None


@field("canonical", "MarkedAsDuplicateEvent")
def canonical(source: Placed, reach: Reach) -> Issue | None:
    """What it duplicates."""
    return _moment(source).source


@field("source", "CrossReferencedEvent")
def mentioned_by(source: Placed, reach: Reach) -> Issue:
    """What mentions it."""
    return _moment(source).source or _subject(source, reach)


for _name in ("duplicate", "target"):
    field(_name, *ALL_EVENTS)(_subject)


@field("isCrossRepository", *ALL_EVENTS)
def is_cross_repository(source: Placed, reach: Reach) -> bool:
    """Whether the other one is in another repository."""
    other = _moment(source).source
    return other is not None and other.repository is not source.where.repository


@field("willCloseTarget", "CrossReferencedEvent")
def will_close_target(source: Placed, reach: Reach) -> bool:
    """Whether merging the other one closes this one."""
    return False
