"""Runs of workflows for pull requests, as far as they wait for somebody's approval.

A repository with files in `.github/workflows` runs each of them for each pull request; those of somebody who
had nothing merged there before wait for a maintainer.

https://docs.github.com/en/rest/actions/workflow-runs
https://docs.github.com/en/actions/how-tos/manage-workflow-runs/approve-runs-from-forks
"""

from __future__ import annotations

from functools import partial
from typing import Any

from fakegithub.http.call import Call
from fakegithub.http.reply import Refusal, Reply
from fakegithub.http.routing import route
from fakegithub.model import permissions
from fakegithub.model.records import Issue, Repository
from fakegithub.payloads import accounts, checks

FOLDER = ".github/workflows/"
Run = tuple[Issue, str, str, str]
"""The pull request, the commit, the workflow's path, and the conclusion."""


def _runs(call: Call, repo: Repository) -> list[Run]:
    """Return all runs, the newest first."""
    workflows = [path for path in repo.files if path.startswith(FOLDER)]
    return [
        (issue, sha, path, _conclusion(call, issue, sha))
        for issue in reversed(repo.issues.values())
        if issue.pull is not None
        for sha in (issue.pull.head_sha, *reversed(issue.pull.earlier_heads))
        for path in workflows
    ]


def _conclusion(call: Call, issue: Issue, sha: str) -> str:
    repo, author = issue.repository, issue.author
    known = author is None or author.key in repo.contributors
    trusted = known or (author is not None and permissions.at_least(call.state, repo, author, "write"))
    return "success" if trusted or sha in repo.approved else "action_required"


@route("GET", "/repos/{owner}/{repo}/actions/runs")
def list_runs(call: Call) -> Reply:
    """The runs, those of one `status` or conclusion where it is given; an App needs `actions: read`."""
    repo, asker = call.repository(), call.caller.installation
    granted: dict[str, Any] = accounts.installation(call.state, asker)["permissions"] if asker else {}
    if asker is not None and "actions" not in granted:
        raise Refusal(403, "Resource not accessible by integration")
    status = call.query.get("status")
    runs = [run for run in _runs(call, repo) if status in (None, "completed", run[3])]
    return call.page(runs, partial(_shown, call), "workflow_runs")


def _shown(call: Call, run: Run) -> dict[str, Any]:
    issue, sha, path, conclusion = run
    return checks.workflow_run(call.state, issue, sha, path, conclusion)
