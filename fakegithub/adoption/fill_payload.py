"""A cut-down payload, filled up from the state to what GitHub would have sent.

The payload's own words win, except where they only spell differently what the world spells (logins, labels).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.adoption.apply_subject import adopt_label
from fakegithub.adoption.payload_fields import Fields, integer, part, repository_name, subject_of, text
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


def fill_payload(state: State, event: str, payload: Fields) -> dict[str, Any]:
    """The payload with all that the state knows besides. Call it after `apply`."""
    full = dict(payload)
    for key in PEOPLE:
        if part(payload, key):
            full[key] = _person(state, part(payload, key))
    name = repository_name(payload)
    repo = state.repository(name) if name else None
    if repo is None:
        return full
    full["repository"] = _repository(state, repo, part(payload, "repository"))
    if (installation := state.installation(repo.owner.login)) is not None:
        node = node_id("IntegrationInstallation", installation.id)
        full["installation"] = {"node_id": node, **part(payload, "installation"), "id": installation.id}
    if repo.owner.type == "Organization":
        full["organization"] = {
            **accounts.organization(state, repo.owner), **part(payload, "organization"),
            "login": repo.owner.login, "id": repo.owner.id,
        }  # fmt: skip
    if event != "label" or payload.get("action") != "deleted":
        with state.quiet():
            label = adopt_label(state, repo, payload.get("label")) if payload.get("label") else None
        if label is not None:
            full["label"] = {**part(payload, "label"), **repositories.label(state, repo, label)}
    fields = subject_of(event, payload)
    issue = repo.issues.get(fields["number"]) if fields else None
    if issue is not None:
        _subject(state, event, payload, issue, full)
    for key in ("comment", "review"):
        # Of what is gone (a deleted comment) the state knows nothing more, but it knows people.
        if author := part(part(full, key), "user"):
            full[key] = {**full[key], "user": _person(state, author)}
    return full


def _subject(state: State, event: str, payload: Fields, issue: Issue, full: dict[str, Any]) -> None:
    if event.startswith("pull_request") and issue.pull is not None:
        full["number"] = issue.number
        full["pull_request"] = _merged(pulls.full_pull(state, issue), part(payload, "pull_request"))
    else:
        full["issue"] = _merged(issues.webhook_issue(state, issue), part(payload, "issue"))
    if event == "issue_comment":
        fields = part(payload, "comment")
        comment = issue.comments.get(integer(fields, "id") or 0)
        if comment is None and payload.get("action") != "deleted":
            comment = next(reversed(issue.comments.values()), None)
        if comment is not None:
            full["comment"] = _merged(issues.comment(state, issue, comment), fields)
    if event == "pull_request_review" and issue.pull is not None and issue.pull.reviews:
        review = pulls.review(state, issue, issue.pull.reviews[-1])
        review["state"] = review["state"].lower()
        full["review"] = _merged(review, part(payload, "review"))
    if event == "pull_request_review_comment" and issue.pull is not None and issue.pull.review_comments:
        id_ = integer(part(payload, "comment"), "id") or 0
        remark = issue.pull.review_comments.get(id_) or next(reversed(issue.pull.review_comments.values()))
        full["comment"] = _merged(pulls.review_comment(state, issue, remark), part(payload, "comment"))


def _merged(rendered: dict[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    both = {**rendered, **fields, **{key: rendered[key] for key in FROM_STATE if key in rendered}}
    for key in ("head", "base"):
        if isinstance(rendered.get(key), dict):
            both[key] = {**rendered[key], **part(fields, key)}
    if rendered.get("pull_request"):
        both["pull_request"] = {**rendered["pull_request"], **part(fields, "pull_request")}
    return both


def _person(state: State, fields: dict[str, Any]) -> dict[str, Any]:
    login = text(fields, "login")
    if login is None:
        return fields
    user = state.person(login)
    return {**accounts.user(state, user), **fields, "login": user.login, "id": user.id}


def _repository(state: State, repo: Repository, fields: dict[str, Any]) -> dict[str, Any]:
    rendered = repositories.repository(state, repo)
    return {
        **rendered, **fields, "id": repo.id, "name": repo.name, "full_name": repo.full_name,
        "owner": _person(state, {**part(fields, "owner"), "login": repo.owner.login}),
    }  # fmt: skip
