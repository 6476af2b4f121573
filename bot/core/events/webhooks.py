"""A webhook's JSON becomes a typed event. Past here there are no raw dicts.

`WEBHOOKS` is the one table of what the bot hears: what it subscribes to, how each is read, and what features
can listen to follow from it. `parse` is lenient where GitHub's schema is (optional, null, cut down).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import ValidationError

from bot.core.events import (
    CommentEvent,
    Event,
    InstallationEvent,
    IssueEvent,
    LabelEvent,
    MergeGroupEvent,
    MilestoneEvent,
    PeopleChanged,
    PullRequestEvent,
    PushEvent,
    RepositoriesChanged,
    RepositoryChanged,
    Unknown,
)
from bot.core.events.keys import (
    CommentKey,
    IssueKey,
    LabelKey,
    MergeGroupKey,
    MilestoneKey,
    PullRequestKey,
    PushKey,
    RelationKey,
    RepositoryKey,
)

Json = dict[str, Any]


class MalformedPayload(ValueError):
    """A payload that lacks what its event cannot do without."""


def _dict(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _before(payload: Json, field: str) -> str | None:
    """Return what an edited field was before."""
    before = _dict(_dict(payload.get("changes")).get(field)).get("from")
    return before if isinstance(before, str) else None


def _common(name: str, payload: Json) -> Json:
    action = payload.get("action")
    installation = _dict(payload.get("installation")).get("id")
    return {
        "name": name,
        "action": action if isinstance(action, str) else "",
        "sender": payload.get("sender"),
        "installation_id": installation if isinstance(installation, int) else None,
        "organization": _dict(payload.get("organization")).get("login"),
        "repository": payload.get("repository"),
    }


def _subject(payload: Json, key: str) -> Json:
    subject = _dict(payload.get(key))
    if "number" not in subject and isinstance(payload.get("number"), int):
        subject = {**subject, "number": payload["number"]}
    label = _dict(payload.get("label"))
    return {
        "subject": subject,
        "title_from": _before(payload, "title"),
        "body_from": _before(payload, "body"),
        "moved": bool(_dict(payload.get("changes")).get("old_issue")),
        "label": label.get("name"),
        "label_node": label.get("node_id"),
        "assignee": payload.get("assignee") or None,
    }


def _issue(payload: Json) -> Json:
    return _subject(payload, "issue") | {"type": _dict(payload.get("type")).get("name")}


def _dependency(payload: Json) -> Json:
    """Each repository is told of its own issue: the blocked one, or the one that blocks."""
    action = str(payload.get("action"))
    return {
        "subject": _dict(payload.get("blocking_issue" if action.startswith("blocking") else "blocked_issue"))
    }


def _family(payload: Json) -> Json:
    """Each repository is told of its own issue; what a sub-issue is a part of stands beside it."""
    action = str(payload.get("action"))
    if action.startswith("sub_issue"):
        return {"subject": _dict(payload.get("parent_issue"))}
    parent = _dict(payload.get("parent_issue")).get("url") if action.endswith("_added") else None
    return {"subject": {**_dict(payload.get("sub_issue")), "parent_issue_url": parent}}


def _merge_group(payload: Json) -> Json:
    return {"head_sha": _dict(payload.get("merge_group")).get("head_sha")}


def _pull(payload: Json) -> Json:
    """A pull request: how many lines it changes, and GraphQL's id of its repository, stand in its parts."""
    fields = _subject(payload, "pull_request")
    pull, lines = fields["subject"], [fields["subject"].get(name) for name in ("additions", "deletions")]
    inside = {"repo_node": _dict(_dict(pull.get("base")).get("repo")).get("node_id")}
    inside["lines"] = sum(lines) if all(isinstance(count, int) for count in lines) else None
    return {**fields, "subject": {**pull, **inside}}


def _pull_request(payload: Json) -> Json:
    return _pull(payload) | {
        "requested": payload.get("requested_reviewer") or None,
        "requested_team": _dict(payload.get("requested_team")).get("slug"),
    }


def _comment(payload: Json) -> Json:
    return _issue(payload) | {"comment": _dict(payload.get("comment")), "target": "comment"}


def _review_comment(payload: Json) -> Json:
    comment = {"comment": _dict(payload.get("comment")), "target": "review_comment"}
    return _pull(payload) | comment


def _review(payload: Json) -> Json:
    review = _dict(payload.get("review"))
    verdict = review.get("state")
    return _pull(payload) | {
        "comment": {**review, "created_at": review.get("submitted_at")},
        "target": "review",
        "verdict": verdict.lower() if isinstance(verdict, str) else "",
    }


def _push(payload: Json) -> Json:
    paths: set[str] = set()
    commits = payload.get("commits")
    for commit in commits if isinstance(commits, list) else ():
        for field in ("added", "modified", "removed"):
            names = _dict(commit).get(field)
            paths.update(path for path in (names if isinstance(names, list) else ()) if isinstance(path, str))
    created = payload.get("created") is True
    return {"ref": payload.get("ref"), "created": created, "paths": tuple(sorted(paths))}


def _label(payload: Json) -> Json:
    return {"label": payload.get("label"), "name_from": _before(payload, "name")}


def _milestone(payload: Json) -> Json:
    milestone = _dict(payload.get("milestone"))
    return {"milestone": milestone, "state": milestone.get("state") or "open"}


def _repository(payload: Json) -> Json:
    renamed = _dict(_dict(_dict(payload.get("changes")).get("repository")).get("name")).get("from")
    return {"name_from": renamed if isinstance(renamed, str) else None}


def _people(payload: Json) -> Json:
    return {
        "person": payload.get("member") or _dict(payload.get("membership")).get("user") or None,
        "team": _dict(payload.get("team")).get("slug"),
        "organization_id": _dict(payload.get("organization")).get("id") or 0,
    }


def _installation(payload: Json) -> Json:
    installation = _dict(payload.get("installation"))
    return {
        "installation": {**installation, "suspended": bool(installation.get("suspended_at"))},
        "repositories": tuple(payload.get("repositories") or ()),
        "added": tuple(payload.get("repositories_added") or ()),
        "removed": tuple(payload.get("repositories_removed") or ()),
    }


@dataclass(frozen=True)
class Webhook:
    """One event of GitHub's that the bot hears.

    `fields` gives what `event` has beyond what all events have; `keys` is the type of what features can
    listen to, None for what concerns no single repository.
    """

    event: type[Event]
    fields: Callable[[Json], Json]
    keys: object = None
    subscribed: bool = True
    """Whether the App asks for it; every App gets the others unasked."""


WEBHOOKS: Mapping[str, Webhook] = {
    "installation": Webhook(InstallationEvent, _installation, subscribed=False),
    "installation_repositories": Webhook(RepositoriesChanged, _installation, subscribed=False),
    "issue_comment": Webhook(CommentEvent, _comment, CommentKey),
    "issue_dependencies": Webhook(IssueEvent, _dependency, RelationKey),
    "issues": Webhook(IssueEvent, _issue, IssueKey),
    "label": Webhook(LabelEvent, _label, LabelKey),
    "member": Webhook(PeopleChanged, _people),
    "membership": Webhook(PeopleChanged, _people),
    "merge_group": Webhook(MergeGroupEvent, _merge_group, MergeGroupKey),
    "milestone": Webhook(MilestoneEvent, _milestone, MilestoneKey),
    "organization": Webhook(PeopleChanged, _people),
    "pull_request": Webhook(PullRequestEvent, _pull_request, PullRequestKey),
    "pull_request_review": Webhook(CommentEvent, _review, CommentKey),
    "pull_request_review_comment": Webhook(CommentEvent, _review_comment, CommentKey),
    "push": Webhook(PushEvent, _push, PushKey),
    "repository": Webhook(RepositoryChanged, _repository, RepositoryKey),
    "sub_issues": Webhook(IssueEvent, _family, RelationKey),
    "team": Webhook(PeopleChanged, _people),
}
"""The events by the name that GitHub gives them."""

SUBSCRIPTIONS = tuple(sorted(name for name, webhook in WEBHOOKS.items() if webhook.subscribed))
"""The events that the App asks for."""

KEYS: Mapping[str, type[Event]] = {
    key: webhook.event
    for name, webhook in WEBHOOKS.items()
    for key in get_args(webhook.keys)
    if key.partition(".")[0] == name
}
"""The keys that a feature can listen to, and the event its handler gets."""


def read(name: str, body: bytes) -> Event:
    """Return the typed event of a webhook's body. Raise `MalformedPayload` where it cannot be read."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as failure:
        raise MalformedPayload(str(failure)) from None
    return parse(name, payload)


def read_stored(name: str, body: bytes) -> Event | None:
    """Return the typed event of a webhook's body; None where it cannot be read."""
    try:
        return read(name, body)
    except MalformedPayload:
        return None


MARKS: tuple[tuple[str, frozenset[str]], ...] = (
    ("issue_comment", frozenset({"issue", "comment"})),
    ("pull_request_review_comment", frozenset({"pull_request", "comment"})),
    ("pull_request_review", frozenset({"pull_request", "review"})),
    ("pull_request", frozenset({"pull_request"})),
    ("issues", frozenset({"issue"})),
    ("merge_group", frozenset({"merge_group"})),
    ("push", frozenset({"ref", "commits"})),
)
"""What a payload of an event holds and those after it here do not; other events look like none of these."""


def looks_like(payload: Json) -> str | None:
    """Return the event that a payload seems to be of, where that can be seen."""
    return next((name for name, keys in MARKS if all(payload.get(key) is not None for key in keys)), None)


def parse(name: str, payload: Json) -> Event:
    """Return the typed event of webhook `name`; `Unknown` where nothing listens.

    Raise `MalformedPayload` with the place of the first fault.
    """
    common = _common(name, payload)
    webhook = WEBHOOKS.get(name)
    try:
        if webhook is None:
            return Unknown.model_validate({**common, "repository": common["repository"] or None})
        return webhook.event.model_validate(common | webhook.fields(payload))
    except ValidationError as failure:
        first = failure.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "payload"
        raise MalformedPayload(f"{name}: {place}: {first['msg']}") from None
    except (TypeError, AttributeError, KeyError, RecursionError) as failure:
        raise MalformedPayload(f"{name}: {type(failure).__name__} while reading it") from None
