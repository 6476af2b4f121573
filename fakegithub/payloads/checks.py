"""Check runs."""

from __future__ import annotations

from typing import Any

from fakegithub.model.ids import node_id, stable_id
from fakegithub.model.records import CheckRun, Repository, Status
from fakegithub.model.state import State
from fakegithub.payloads import accounts, repositories
from fakegithub.payloads.times import stamp, stamp_or_none


def check_run(state: State, repo: Repository, run: CheckRun) -> dict[str, Any]:
    """A check run."""
    url = f"{repositories.api_url(state, repo)}/check-runs/{run.id}"
    return {
        "id": run.id,
        "head_sha": run.head_sha,
        "node_id": node_id("CheckRun", run.id),
        "external_id": run.external_id,
        "url": url,
        "html_url": f"{repositories.html_url(state, repo)}/runs/{run.id}",
        "details_url": run.details_url,
        "status": run.status,
        "conclusion": run.conclusion,
        "started_at": stamp(run.started_at),
        "completed_at": stamp_or_none(run.completed_at),
        "output": {
            "title": run.title,
            "summary": run.summary,
            "text": run.text,
            "annotations_count": len(run.annotations),
            "annotations_url": f"{url}/annotations",
        },
        "name": run.name,
        "check_suite": {"id": stable_id("check suite", run.head_sha)},
        "app": accounts.app(state),
        "pull_requests": [],
    }


def combined_status(state: State, repo: Repository, sha: str) -> dict[str, Any]:
    """The combined status of a commit."""
    url = f"{repositories.api_url(state, repo)}/commits/{sha}"
    statuses = list(repo.statuses.get(sha, {}).values())
    states = {status.state for status in statuses}
    bad, waits = states & {"error", "failure"}, "pending" in states or not statuses
    return {
        "state": "failure" if bad else "pending" if waits else "success",
        "statuses": [_status(state, repo, sha, status) for status in statuses],
        "sha": sha,
        "total_count": len(statuses),
        "repository": repositories.repository(state, repo),
        "commit_url": url,
        "url": f"{url}/status",
    }


def _status(state: State, repo: Repository, sha: str, status: Status) -> dict[str, Any]:
    return {
        "url": f"{repositories.api_url(state, repo)}/statuses/{sha}",
        "avatar_url": None,
        "id": status.id,
        "node_id": node_id("StatusContext", status.id),
        "state": status.state,
        "description": None,
        "target_url": None,
        "context": status.context,
        "created_at": stamp(status.at),
        "updated_at": stamp(status.at),
    }


def annotation(state: State, repo: Repository, run: CheckRun, sent: dict[str, Any]) -> dict[str, Any]:
    """A check run's note on a line."""
    blob = f"{repositories.html_url(state, repo)}/blob/{run.head_sha}/{sent['path']}"
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
