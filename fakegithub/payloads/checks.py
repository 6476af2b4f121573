"""Check runs."""

from __future__ import annotations

from typing import Any

from fakegithub.model.ids import node_id, stable_id
from fakegithub.model.records import CheckRun, Repository, Status
from fakegithub.model.state import State
from fakegithub.payloads import accounts, repositories
from fakegithub.payloads.values import attributes, stamp

ANNOTATION = (
    "path", "start_line", "end_line", "start_column", "end_column", "annotation_level", "title", "message",
    "raw_details",
)  # fmt: skip


def check_run(state: State, repo: Repository, run: CheckRun) -> dict[str, Any]:
    """A check run."""
    url = f"{repositories.api_url(state, repo)}/check-runs/{run.id}"
    return {
        **attributes(run, "id", "name", "head_sha", "external_id", "details_url"),
        **attributes(run, "status", "conclusion", "started_at", "completed_at"),
        "node_id": node_id("CheckRun", run.id),
        "url": url,
        "html_url": f"{repositories.html_url(state, repo)}/runs/{run.id}",
        "output": {
            **attributes(run, "title", "summary", "text"),
            "annotations_count": len(run.annotations),
            "annotations_url": f"{url}/annotations",
        },
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
        **dict.fromkeys(("avatar_url", "description", "target_url")),
        **attributes(status, "id", "state", "context"),
        "node_id": node_id("StatusContext", status.id),
        **dict.fromkeys(("created_at", "updated_at"), stamp(status.at)),
    }


def annotation(state: State, repo: Repository, run: CheckRun, sent: dict[str, Any]) -> dict[str, Any]:
    """A check run's note on a line."""
    blob = f"{repositories.html_url(state, repo)}/blob/{run.head_sha}/{sent['path']}"
    return {**{name: sent.get(name) for name in ANNOTATION}, "blob_href": blob}
