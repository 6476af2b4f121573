"""What can be asked about pull requests, reviews, checks and branches, and about webhooks and tokens."""

from __future__ import annotations

from base64 import b64encode

from tests.contract.request_case import (
    PULL,
    Ask,
    R,
    branch,
    check_run,
    delivered,
    head,
    installation,
    line_comment,
    listening,
    logged_in,
    manifest,
    merged,
    status,
)

NEW = {"message": "m", "content": b64encode(b"text").decode()}
REMARK = {"body": "b", "path": "docs/a.md", "line": 1}
NOTE = {"path": "docs/a.md", "start_line": 1, "end_line": 2, "annotation_level": "warning", "message": "hm"}
SHA = "6f09a03137913705d4e3c06c971b277b582e8d9c"
"""Git's name of README.md as it is."""
OUTPUT = {"title": "t", "summary": "s", "annotations": [NOTE]}
LINE = f"{R}/pulls/comments/{{}}"
PULLS = (
    Ask("GET", f"{R}/pulls?state=all&sort=updated&direction=desc"),
    Ask("GET", PULL),
    Ask("GET", PULL, before=merged),
    Ask("GET", f"{R}/pulls/7", status=404),
    Ask("GET", f"{PULL}/files?per_page=100"),
    Ask("GET", f"{PULL}/reviews"),
    Ask("GET", f"{PULL}/comments", before=line_comment),
    Ask("GET", f"{PULL}/requested_reviewers"),
    Ask("POST", f"{PULL}/requested_reviewers", {"reviewers": ["carol"], "team_reviewers": []}, 201),
    Ask("POST", f"{PULL}/requested_reviewers", {"reviewers": ["zed"]}, 422),
    Ask("DELETE", f"{PULL}/requested_reviewers", {"reviewers": ["bob"], "team_reviewers": ["triage"]}),
    Ask("GET", f"{PULL}/merge", status=404),
    Ask("GET", f"{PULL}/merge", status=204, before=merged),
    Ask("PATCH", PULL, {"title": "Better", "state": "closed"}),
)
REVIEWS = (
    Ask("POST", f"{PULL}/reviews", {"event": "APPROVE", "body": "ok"}),
    Ask("POST", f"{PULL}/reviews", {"event": "COMMENT"}, 422),
    Ask("GET", f"{PULL}/reviews/31"),
    Ask("GET", f"{PULL}/reviews/99", status=404),
    Ask("PUT", f"{PULL}/reviews/31", {"body": "better"}),
    Ask("PUT", f"{PULL}/reviews/31/dismissals", {"message": "outdated"}),
    Ask("GET", f"{PULL}/reviews/31/comments"),
    Ask("POST", f"{PULL}/comments", {**REMARK, "commit_id": "{}"}, 201, before=head),
    Ask("POST", f"{PULL}/comments/{{}}/replies", {"body": "because"}, 201, before=line_comment),
    Ask("GET", f"{R}/pulls/comments?per_page=5", before=line_comment),
    Ask("GET", LINE, before=line_comment),
    Ask("PATCH", LINE, {"body": "better"}, before=line_comment),
    Ask("DELETE", LINE, status=204, before=line_comment),
)
CHECKS = (
    Ask("POST", f"{R}/check-runs", {"name": "c", "head_sha": "{}"}, 201, before=head),
    Ask(
        "POST", f"{R}/check-runs",
        {"name": "c", "head_sha": "{}", "status": "completed", "conclusion": "failure", "output": OUTPUT},
        201, before=head,
    ),
    Ask("PATCH", f"{R}/check-runs/{{}}", {"conclusion": "success", "status": "completed"}, before=check_run),
    Ask("GET", f"{R}/check-runs/{{}}", before=check_run),
    Ask("GET", f"{R}/check-runs/{{}}/annotations", before=check_run),
    Ask("GET", f"{R}/commits/{{}}/check-runs?check_name=config", before=head),
    Ask("GET", f"{R}/commits/{{}}/status", before=head),
    Ask("GET", f"{R}/commits/{{}}/status", before=status),
)  # fmt: skip
BRANCHES = (
    Ask("GET", f"{R}/branches"),
    Ask("GET", f"{R}/branches/main"),
    Ask("GET", f"{R}/branches/none", status=404),
    Ask("GET", f"{R}/git/ref/heads/main"),
    Ask("GET", f"{R}/git/ref/heads/none", status=404),
    Ask("GET", f"{R}/git/matching-refs/heads/m"),
    Ask("POST", f"{R}/git/refs", {"ref": "refs/heads/other", "sha": "{}"}, 201, before=branch),
    Ask("POST", f"{R}/git/refs", {"ref": "refs/heads/topic", "sha": "{}"}, 422, before=branch),
    Ask("DELETE", f"{R}/git/refs/heads/topic", status=204, before=branch),
    Ask("PUT", f"{R}/contents/new.md", NEW, 201),
    Ask("PUT", f"{R}/contents/new.md", {**NEW, "branch": "topic"}, 201, before=branch),
    Ask("PUT", f"{R}/contents/README.md", {**NEW, "sha": SHA}),
    Ask("PUT", f"{R}/contents/README.md", {**NEW, "sha": "0" * 40}, 409),
    Ask("DELETE", f"{R}/contents/README.md", {"message": "m", "sha": SHA}),
    Ask("POST", f"{R}/pulls", {"title": "T", "head": "topic", "base": "main"}, 201, before=branch),
    Ask("POST", f"{R}/pulls", {"title": "T", "head": "none", "base": "main"}, 422),
    Ask("PUT", f"{PULL}/merge", {"merge_method": "squash"}),
    Ask("PUT", f"{PULL}/merge", status=405, before=merged),
)
WEBHOOKS = (
    Ask("GET", "/app/hook/config", by="app", before=listening),
    Ask("PATCH", "/app/hook/config", {"url": "https://bot.example/hook", "secret": "s" * 20}, by="app"),
    Ask("GET", "/app/hook/deliveries?per_page=1", by="app", before=delivered),
    Ask("GET", "/app/hook/deliveries/{}", by="app", before=delivered),
    Ask("GET", "/app/hook/deliveries/99", status=404, by="app"),
    Ask("POST", "/app/hook/deliveries/{}/attempts", status=202, by="app", before=delivered),
)
TOKENS = (
    Ask("GET", "/user/installations", by="eve"),
    Ask("GET", "/user/installations/{}/repositories", by="eve", before=installation),
    Ask("GET", "/user/repos", by="eve"),
    Ask("POST", "/applications/{client}/token", {"access_token": "{}"}, by="client", before=logged_in),
    Ask("DELETE", "/applications/{client}/token", {"access_token": "{}"}, 204, by="client", before=logged_in),
    Ask("DELETE", "/installation/token", status=204),
    Ask("POST", "/app-manifests/{}/conversions", status=201, by="nobody", before=manifest),
)
CODE = (*PULLS, *REVIEWS, *CHECKS, *BRANCHES, *WEBHOOKS, *TOKENS)
