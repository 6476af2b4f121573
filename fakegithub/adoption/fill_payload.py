"""A cut-down payload, filled up from the state to what GitHub would have sent.

The payload's own words win, except where they only spell differently what the world spells (logins, labels).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.adoption.apply_subject import adopt_label
from fakegithub.adoption.payload_fields import Told, part, repository_name, subject_of, text, whole
from fakegithub.model.ids import node_id
from fakegithub.model.records import Issue, Repository
from fakegithub.model.state import State
from fakegithub.payloads import accounts, issues, pulls, repositories

FROM_STATE = (
    "number", "user", "labels", "assignee", "assignees", "milestone", "requested_reviewers",
    "requested_teams",
)  # fmt: skip
"""Fields of an issue that name things: the state has them in the world's spelling."""
PEOPLE = ("sender", "assignee", "requested_reviewer", "member")


def complete(state: State, event: str, payload: Told) -> dict[str, Any]:
    """The payload with all that the state knows besides. Call it after `apply`."""
    full = dict(payload)
    for key in PEOPLE:
        if part(payload, key):
            full[key] = _person(state, part(payload, key))
    name = repository_name(payload)
    where = state.repository(name) if name else None
    if where is None:
        return full
    full["repository"] = _repository(state, where, part(payload, "repository"))
    if (installation := state.installation(where.owner.login)) is not None:
        node = node_id("IntegrationInstallation", installation.id)
        full["installation"] = {"node_id": node, **part(payload, "installation"), "id": installation.id}
    if where.owner.type == "Organization":
        full["organization"] = {
            **accounts.organization(state, where.owner), **part(payload, "organization"),
            "login": where.owner.login, "id": where.owner.id,
        }  # fmt: skip
    if event != "label" or payload.get("action") != "deleted":
        with state.quiet():
            label = adopt_label(state, where, payload.get("label")) if payload.get("label") else None
        if label is not None:
            full["label"] = {**part(payload, "label"), **repositories.label(state, where, label)}
    told = subject_of(event, payload)
    issue = where.issues.get(told["number"]) if told else None
    if issue is not None:
        _subject(state, event, payload, issue, full)
    for key in ("comment", "review"):
        # Of what is gone (a deleted comment) the state knows nothing more, but it knows people.
        if author := part(part(full, key), "user"):
            full[key] = {**full[key], "user": _person(state, author)}
    return full


def _subject(state: State, event: str, payload: Told, issue: Issue, full: dict[str, Any]) -> None:
    if event.startswith("pull_request") and issue.pull is not None:
        full["number"] = issue.number
        full["pull_request"] = _overlaid(pulls.full_pull(state, issue), part(payload, "pull_request"))
    else:
        full["issue"] = _overlaid(issues.issue(state, issue), part(payload, "issue"))
    if event == "issue_comment":
        told = part(payload, "comment")
        comment = issue.comments.get(whole(told, "id") or 0)
        if comment is None and payload.get("action") != "deleted":
            comment = next(reversed(issue.comments.values()), None)
        if comment is not None:
            full["comment"] = _overlaid(issues.comment(state, issue, comment), told)
    if event == "pull_request_review" and issue.pull is not None and issue.pull.reviews:
        shown = pulls.review(state, issue, issue.pull.reviews[-1])
        shown["state"] = shown["state"].lower()
        full["review"] = _overlaid(shown, part(payload, "review"))
    if event == "pull_request_review_comment" and issue.pull is not None and issue.pull.review_comments:
        id_ = whole(part(payload, "comment"), "id") or 0
        given = issue.pull.review_comments.get(id_) or next(reversed(issue.pull.review_comments.values()))
        full["comment"] = _overlaid(pulls.review_comment(state, issue, given), part(payload, "comment"))


def _overlaid(rendered: dict[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    both = {**rendered, **told, **{key: rendered[key] for key in FROM_STATE if key in rendered}}
    for key in ("head", "base"):
        if isinstance(rendered.get(key), dict):
            both[key] = {**rendered[key], **part(told, key)}
    if rendered.get("pull_request"):
        both["pull_request"] = {**rendered["pull_request"], **part(told, "pull_request")}
    return both


def _person(state: State, told: dict[str, Any]) -> dict[str, Any]:
    login = text(told, "login")
    if login is None:
        return told
    user = state.person(login)
    return {**accounts.user(state, user), **told, "login": user.login, "id": user.id}


def _repository(state: State, where: Repository, told: dict[str, Any]) -> dict[str, Any]:
    rendered = repositories.repository(state, where)
    return {
        **rendered, **told, "id": where.id, "name": where.name, "full_name": where.full_name,
        "owner": _person(state, {**part(told, "owner"), "login": where.owner.login}),
    }  # fmt: skip
