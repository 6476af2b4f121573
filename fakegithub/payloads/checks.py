"""Check runs, commit statuses and runs of workflows."""

from __future__ import annotations

from typing import Any

from fakegithub.model.ids import commit_sha, node_id, stable_id
from fakegithub.model.records import CheckRun, Issue, Repository, Status
from fakegithub.model.state import State
from fakegithub.payloads import accounts, repositories
from fakegithub.payloads.values import attributes, stamp


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


def workflow_run(state: State, issue: Issue, sha: str, path: str, conclusion: str) -> dict[str, Any]:
    """The run of one workflow for a commit of a pull request; those from forks name no pull request."""
    repo = issue.repository
    id_, suite = stable_id("workflow run", f"{sha}/{path}"), stable_id("check suite", sha)
    workflow = stable_id("workflow", f"{repo.full_name}/{path}")
    url, html = repositories.api_url(state, repo), repositories.html_url(state, repo)
    name, at = issue.author.login if issue.author else "ghost", stamp(issue.updated_at)
    person = {"name": name, "email": "noreply@github.com"}
    parts = ("jobs", "logs", "cancel", "rerun", "artifacts")
    there = repositories.repository(state, repo)
    return {
        "id": id_,
        "node_id": node_id("WorkflowRun", id_),
        "head_branch": issue.pull.head_ref if issue.pull else None,
        "head_sha": sha,
        "run_number": 1,
        "display_title": issue.title,
        "event": "pull_request",
        "status": "completed",
        "conclusion": conclusion,
        "path": path,
        "workflow_id": workflow,
        "check_suite_id": suite,
        "url": f"{url}/actions/runs/{id_}",
        "html_url": f"{html}/actions/runs/{id_}",
        **{f"{part}_url": f"{url}/actions/runs/{id_}/{part}" for part in parts},
        "check_suite_url": f"{url}/check-suites/{suite}",
        "workflow_url": f"{url}/actions/workflows/{workflow}",
        **dict.fromkeys(("created_at", "updated_at"), at),
        "actor": accounts.user_or_none(state, issue.author) or accounts.user(state, repo.owner),
        "head_commit": {
            "id": sha,
            "tree_id": commit_sha("tree", sha),
            "message": issue.title,
            "timestamp": at,
            **dict.fromkeys(("author", "committer"), person),
        },
        "head_repository": there,
        "repository": there,
        "pull_requests": [],
    }
