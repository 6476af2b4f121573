"""What can be asked about pull requests, reviews, checks and branches, and about webhooks and tokens."""

from __future__ import annotations

from base64 import b64encode

from tests.contract.request_case import (
    PULL,
    R,
    RequestCase,
    branch,
    check_run,
    delivered,
    head,
    installation,
    listening,
    logged_in,
    manifest,
    merged,
    status,
    waiting_run,
    with_role,
)

NEW = {"message": "m", "content": b64encode(b"text").decode()}
NOTE = {"path": "docs/a.md", "start_line": 1, "end_line": 2, "annotation_level": "warning", "message": "hm"}
SHA = "6f09a03137913705d4e3c06c971b277b582e8d9c"
"""Git's name of README.md as it is."""
OUTPUT = {"title": "t", "summary": "s", "annotations": [NOTE]}
PULLS = (
    RequestCase("GET", PULL),
    RequestCase("GET", PULL, before=merged),
    RequestCase("GET", f"{R}/pulls?head=acme:topic&state=open"),
    RequestCase("GET", f"{R}/pulls/7", status=404),
    RequestCase("GET", f"{PULL}/files?per_page=100"),
    RequestCase("POST", f"{PULL}/requested_reviewers", {"reviewers": ["carol"], "team_reviewers": []}, 201),
    RequestCase("POST", f"{PULL}/requested_reviewers", {"reviewers": ["zed"]}, 422),
    RequestCase(
        "DELETE", f"{PULL}/requested_reviewers", {"reviewers": ["bob"], "team_reviewers": ["triage"]}
    ),
)
REVIEWS = (
    RequestCase("GET", f"{PULL}/reviews/31"),
    RequestCase("GET", f"{PULL}/reviews/99", status=404),
)
CHECKS = (
    RequestCase("POST", f"{R}/check-runs", {"name": "c", "head_sha": "{}"}, 201, before=head),
    RequestCase(
        "POST", f"{R}/check-runs",
        {"name": "c", "head_sha": "{}", "status": "completed", "conclusion": "failure", "output": OUTPUT},
        201, before=head,
    ),
    RequestCase(
        "PATCH", f"{R}/check-runs/{{}}", {"conclusion": "success", "status": "completed"}, before=check_run
    ),
    RequestCase("GET", f"{R}/commits/{{}}/check-runs?check_name=config", before=head),
    RequestCase("GET", f"{R}/commits/{{}}/status", before=head),
    RequestCase("GET", f"{R}/commits/{{}}/status", before=status),
    RequestCase("GET", f"{R}/actions/runs?status=action_required", before=waiting_run),
    RequestCase("GET", f"{R}/actions/runs", status=403),
)  # fmt: skip
BRANCHES = (
    RequestCase("GET", f"{R}/git/ref/heads/main"),
    RequestCase("GET", f"{R}/git/ref/heads/none", status=404),
    RequestCase("POST", f"{R}/git/refs", {"ref": "refs/heads/other", "sha": "{}"}, 201, before=branch),
    RequestCase("POST", f"{R}/git/refs", {"ref": "refs/heads/topic", "sha": "{}"}, 422, before=branch),
    RequestCase("PUT", f"{R}/contents/new.md", NEW, 201),
    RequestCase("PUT", f"{R}/contents/new.md", {**NEW, "branch": "topic"}, 201, before=branch),
    RequestCase("PUT", f"{R}/contents/README.md", {**NEW, "sha": SHA}),
    RequestCase("PUT", f"{R}/contents/README.md", {**NEW, "sha": "0" * 40}, 409),
    RequestCase("POST", f"{R}/pulls", {"title": "T", "head": "topic", "base": "main"}, 201, before=branch),
    RequestCase("POST", f"{R}/pulls", {"title": "T", "head": "none", "base": "main"}, 422),
)
WEBHOOKS = (
    RequestCase("GET", "/app/hook/config", by="app", before=listening),
    RequestCase("GET", "/app/hook/deliveries?per_page=1", by="app", before=delivered),
    RequestCase("POST", "/app/hook/deliveries/{}/attempts", status=202, by="app", before=delivered),
)
TOKENS = (
    RequestCase("GET", "/user/installations", by="eve"),
    RequestCase("GET", "/user/installations", by="eve", before=with_role),
    RequestCase("GET", "/user/installations/{}/repositories", by="eve", before=with_role),
    RequestCase("GET", "/user/installations/{}/repositories", status=404, by="eve", before=installation),
    RequestCase(
        "DELETE", "/applications/{client}/token", {"access_token": "{}"}, 204, by="client", before=logged_in
    ),
    RequestCase("POST", "/app-manifests/{}/conversions", status=201, by="nobody", before=manifest),
)
CODE = (*PULLS, *REVIEWS, *CHECKS, *BRANCHES, *WEBHOOKS, *TOKENS)
