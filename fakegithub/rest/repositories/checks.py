"""Check runs: only an App makes them, and only its own it changes.

https://docs.github.com/en/rest/checks/runs
"""

from __future__ import annotations

from functools import partial
from typing import Any

from fakegithub.http.call import Call
from fakegithub.http.reply import Refusal, Reply, answer, invalid, not_found
from fakegithub.http.routing import route, show
from fakegithub.model.records import CheckRun, Repository
from fakegithub.payloads import checks

STATUSES = ("queued", "in_progress", "completed")
CONCLUSIONS = (
    "action_required", "cancelled", "failure", "neutral", "success", "skipped", "timed_out",
)  # fmt: skip
LEVELS = ("notice", "warning", "failure")
MOST_ANNOTATIONS = 50
"""In one request; a check run may have more, brought by several."""


def _run(call: Call) -> tuple[Repository, CheckRun]:
    repo = call.repository()
    return repo, repo.check_runs.get(call.number()) or not_found()


@route("POST", "/repos/{owner}/{repo}/check-runs")
def create(call: Call) -> Reply:
    """Begin (and perhaps end at once) a check run on a commit."""
    repo = call.repository()
    if call.caller.installation is None:
        raise Refusal(403, "You must authenticate via a GitHub App.")
    name, sha = call.text("name", "CheckRun"), call.text("head_sha", "CheckRun")
    run = CheckRun(call.state.new_id(), name, sha, "queued", call.state.now())
    _fill(call, run)
    repo.check_runs[run.id] = run
    return answer(checks.check_run(call.state, repo, run), 201)


@route("PATCH", "/repos/{owner}/{repo}/check-runs/{id}")
def update(call: Call) -> Reply:
    """Change what is named; annotations are added to those it has."""
    repo, run = _run(call)
    _fill(call, run)
    return answer(checks.check_run(call.state, repo, run))


def _fill(call: Call, run: CheckRun) -> None:
    parameters = call.json()
    status, conclusion = parameters.get("status", run.status), parameters.get("conclusion", run.conclusion)
    if status not in STATUSES:
        invalid("CheckRun", "status", value=status)
    if conclusion not in (None, *CONCLUSIONS):
        invalid("CheckRun", "conclusion", value=conclusion)
    if status == "completed" and conclusion is None:
        invalid("CheckRun", "conclusion", "missing_field")
    notes = _annotations(parameters.get("output") or {})
    run.status, run.conclusion = ("completed" if conclusion else status), conclusion
    run.completed_at = call.state.now() if conclusion else None
    run.details_url = parameters.get("details_url", run.details_url)
    run.external_id = parameters.get("external_id", run.external_id)
    for part in ("title", "summary", "text"):
        setattr(run, part, (parameters.get("output") or {}).get(part, getattr(run, part)))
    run.annotations += notes


def _annotations(output: dict[str, Any]) -> list[dict[str, Any]]:
    if output and not output.get("summary"):
        invalid("CheckRun", "summary", "missing_field")
    notes: list[dict[str, Any]] = output.get("annotations") or []
    if len(notes) > MOST_ANNOTATIONS:
        raise Refusal(422, f"Invalid request.\n\nNo more than {MOST_ANNOTATIONS} items are allowed.")
    for note in notes:
        for name in ("path", "start_line", "end_line", "annotation_level", "message"):
            if note.get(name) in (None, ""):
                invalid("CheckRun", name, "missing_field")
        if note["annotation_level"] not in LEVELS:
            invalid("CheckRun", "annotation_level", value=note["annotation_level"])
    return notes


@route("GET", "/repos/{owner}/{repo}/commits/{ref}/check-runs")
def list_for_commit(call: Call) -> Reply:
    """Check runs of a commit, of one name with `check_name`."""
    repo, name = call.repository(), call.query.get("check_name")
    runs = [
        run for run in repo.check_runs.values() if run.head_sha == call["ref"] and name in (None, run.name)
    ]
    return call.page(runs, partial(checks.check_run, call.state, repo), "check_runs")


# What services without check runs say of a commit.
show(
    "/repos/{owner}/{repo}/commits/{ref}/status",
    lambda call: (call.repository(), call["ref"]),
    checks.combined_status,
)
