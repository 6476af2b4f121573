"""One request that anybody could make, and the status GitHub gives it.

Each is made of a fresh world. What must have happened before says `before`; what it gives fills `{}` in path
and body.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from fakegithub import GitHub
from fakegithub.model.records import CheckRun
from fakegithub.payloads.accounts import PERMISSIONS
from fakegithub.webhooks.webhook import Webhook
from tests.contract.world import WIDGET

R = f"/repos/{WIDGET}"
ISSUE, PULL = f"{R}/issues/7", f"{R}/pulls/8"


@dataclass(frozen=True)
class RequestCase:
    """One request: what is asked, by whom, and the status of the answer."""

    method: str
    path: str
    body: Any = None
    status: int = 200
    by: Literal["installation", "app", "client", "nobody", "eve"] = "installation"
    before: Callable[[GitHub], object] | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"


def reaction(number: int, comment: int | None = None) -> Callable[[GitHub], object]:
    def react(github: GitHub) -> int:
        bot = github.state.app.bot.login
        github.person(bot).reacts(WIDGET, number, "eyes", comment)
        issue = github.state.issue(WIDGET, number)
        assert issue is not None
        reactions = issue.reactions if comment is None else issue.comments[comment].reactions
        return next(iter(reactions)).id

    return react


def line_comment(github: GitHub) -> int:
    return github.person("bob").comments_on_line(WIDGET, 8, "docs/a.md", 1, "hm")


def installation(github: GitHub) -> int:
    record = github.state.installation("acme")
    assert record is not None
    return record.id


def eve(github: GitHub) -> int:
    return github.state.person("eve").id


def with_role(github: GitHub) -> int:
    github.person("alice").adds_collaborator(WIDGET, "eve", "read")
    return installation(github)


def suspended(github: GitHub) -> int:
    record = installation(github)
    github.person("alice").suspends("acme")
    return record


def renamed(github: GitHub) -> None:
    github.person("alice").renames_repository(WIDGET, "gizmo")


def merged(github: GitHub) -> None:
    github.person("alice").merges(WIDGET, 8)


def archived(github: GitHub) -> None:
    github.person("alice").archives(WIDGET)


def head(github: GitHub) -> str:
    record = github.state.issue(WIDGET, 8)
    assert record is not None
    assert record.pull is not None
    return record.pull.head_sha


def status(github: GitHub) -> str:
    github.person("alice").sets_status(WIDGET, 8, "docs", "failure")
    return head(github)


def waiting_run(github: GitHub) -> None:
    record = github.state.installation("acme")
    assert record is not None
    record.permissions = {**PERMISSIONS, "actions": "read"}
    github.person("alice").pushes(WIDGET, {".github/workflows/tests.yml": "on: pull_request"})


def check_run(github: GitHub) -> int:
    repository = github.state.repository(WIDGET)
    assert repository is not None
    run = CheckRun(github.state.new_id(), "config", head(github), "queued", github.state.now())
    run.annotations.append(
        {"path": "docs/a.md", "start_line": 1, "end_line": 1, "annotation_level": "notice", "message": "hm"}
    )
    repository.check_runs[run.id] = run
    return run.id


def branch(github: GitHub) -> str:
    """A branch `topic`; gives the sha of its head."""
    return github.person("bob").pushes(WIDGET, {"topic.md": "t"}, branch="topic")


def delivered(github: GitHub) -> int:
    listening(github)
    github.person("eve").opens_issue(WIDGET, "Hello")
    webhook: Webhook = github.webhooks.popleft()
    return github.state.deliveries.record(webhook, 502, github.state.now()).id


def logged_in(github: GitHub) -> str:
    return github.api.tokens.issue_to(github.state.person("eve"))[0]


def manifest(github: GitHub) -> str:
    github.api.tokens.pending.manifests["code"] = (
        {"url": "https://bot.example"},
        github.state.now() + timedelta(hours=1),
    )
    return "code"


def listening(github: GitHub) -> None:
    github.state.app.webhook_url = "https://bot.example/hook"
