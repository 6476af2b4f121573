"""Check runs."""

from __future__ import annotations

from typing import Any

from fakegithub.model.ids import node_id, stable_id
from fakegithub.model.records import CheckRun, Repository, Status
from fakegithub.model.state import State
from fakegithub.payloads import accounts, repositories
from fakegithub.payloads.times import stamp, stamp_or_none


def check_run(state: State, where: Repository, which: CheckRun) -> dict[str, Any]:
    """A check run."""
    url = f"{repositories.api_url(state, where)}/check-runs/{which.id}"
    return {
        "id": which.id,
        "head_sha": which.head_sha,
        "node_id": node_id("CheckRun", which.id),
        "external_id": which.external_id,
        "url": url,
        "html_url": f"{repositories.html_url(state, where)}/runs/{which.id}",
        "details_url": which.details_url,
        "status": which.status,
        "conclusion": which.conclusion,
        "started_at": stamp(which.started_at),
        "completed_at": stamp_or_none(which.completed_at),
        "output": {
            "title": which.title,
            "summary": which.summary,
            "text": which.text,
            "annotations_count": len(which.annotations),
            "annotations_url": f"{url}/annotations",
        },
        "name": which.name,
        "check_suite": {"id": stable_id("check suite", which.head_sha)},
        "app": accounts.app(state),
        "pull_requests": [],
    }


def combined_status(state: State, where: Repository, sha: str) -> dict[str, Any]:
    """What all services say of a commit."""
    url = f"{repositories.api_url(state, where)}/commits/{sha}"
    known = list(where.statuses.get(sha, {}).values())
    states = {each.state for each in known}
    bad, waits = states & {"error", "failure"}, "pending" in states or not known
    return {
        "state": "failure" if bad else "pending" if waits else "success",
        "statuses": [_status(state, where, sha, each) for each in known],
        "sha": sha,
        "total_count": len(known),
        "repository": repositories.repository(state, where),
        "commit_url": url,
        "url": f"{url}/status",
    }


def _status(state: State, where: Repository, sha: str, which: Status) -> dict[str, Any]:
    return {
        "url": f"{repositories.api_url(state, where)}/statuses/{sha}",
        "avatar_url": None,
        "id": which.id,
        "node_id": node_id("StatusContext", which.id),
        "state": which.state,
        "description": None,
        "target_url": None,
        "context": which.context,
        "created_at": stamp(which.at),
        "updated_at": stamp(which.at),
    }


def annotation(state: State, where: Repository, which: CheckRun, sent: dict[str, Any]) -> dict[str, Any]:
    """A check run's note on a line."""
    blob = f"{repositories.html_url(state, where)}/blob/{which.head_sha}/{sent['path']}"
    return {
        "path": sent["path"],
        "start_line": sent["start_line"],
        "end_line": sent["end_line"],
        "start_column": sent.get("start_column"),
        "end_column": sent.get("end_column"),
        "annotation_level": sent["annotation_level"],
        "title": sent.get("title"),
        "message": sent["message"],
        "raw_details": sent.get("raw_details"),
        "blob_href": blob,
    }
