"""Requests that anybody could make, and the status GitHub gives them: one for each thing that can be asked.

They are made of a fresh world each. What must have happened before says `before`; what it gives fills `{}`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from bot.sandbox import GitHub
from tests.contract.world import WIDGET

R = f"/repos/{WIDGET}"
ISSUE, PULL = f"{R}/issues/7", f"{R}/pulls/8"


@dataclass(frozen=True)
class Ask:
    """One request: what is asked, by whom, and the status of the answer."""

    method: str
    path: str
    body: Any = None
    status: int = 200
    by: Literal["installation", "app", "nobody", "eve"] = "installation"
    before: Callable[[GitHub], object] | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"


def _reaction(number: int, comment: int | None = None) -> Callable[[GitHub], object]:
    def react(github: GitHub) -> int:
        bot = github.state.app.bot.login
        github.person(bot).reacts(WIDGET, number, "eyes", comment)
        issue = github.state.issue(WIDGET, number)
        assert issue is not None
        given = issue.reactions if comment is None else issue.comments[comment].reactions
        return next(iter(given)).id

    return react


def _line_comment(github: GitHub) -> int:
    return github.person("bob").comments_on_line(WIDGET, 8, "docs/a.md", 1, "hm")


def _installation(github: GitHub) -> int:
    found = github.state.installation("acme")
    assert found is not None
    return found.id


def _suspended(github: GitHub) -> int:
    found = _installation(github)
    github.person("alice").suspends("acme")
    return found


def _renamed(github: GitHub) -> None:
    github.person("alice").renames_repository(WIDGET, "gizmo")


def _merged(github: GitHub) -> None:
    github.person("alice").merges(WIDGET, 8)


def _archived(github: GitHub) -> None:
    github.person("alice").archives(WIDGET)


APP = (
    Ask("GET", "/app", by="app"),
    Ask("GET", "/app", status=401),
    Ask("GET", "/app/installations", by="app"),
    Ask("GET", "/app/installations?per_page=1&page=1", by="app"),
    Ask("GET", "/app/installations/{}", by="app", before=_installation),
    Ask("GET", "/app/installations/4", by="app", status=404),
    Ask("POST", "/app/installations/{}/access_tokens", by="app", status=201, before=_installation),
    Ask("POST", "/app/installations/{}/access_tokens", {}, by="app", status=201, before=_installation),
    Ask("POST", "/app/installations/{}/access_tokens", by="app", status=403, before=_suspended),
    Ask("GET", f"{R}/installation", by="app"),
    Ask("GET", "/orgs/acme/installation", by="app"),
    Ask("GET", "/users/acme/installation", by="app"),
    Ask("GET", "/repos/zed/none/installation", by="app", status=404),
    Ask("GET", "/installation/repositories?per_page=2"),
    Ask("GET", "/rate_limit"),
    Ask("GET", "/rate_limit", by="nobody"),
)
PEOPLE = (
    Ask("GET", "/users/eve"),
    Ask("GET", "/users/eve", by="nobody"),
    Ask("GET", "/users/stewardbot%5Bbot%5D"),
    Ask("GET", "/users/acme"),
    Ask("GET", "/users/nobody-at-all", status=404),
    Ask("GET", "/user", by="eve"),
    Ask("GET", "/orgs/acme/members?per_page=100"),
    Ask("GET", "/orgs/acme/members/alice", status=204),
    Ask("GET", "/orgs/acme/members/eve", status=404),
    Ask("GET", "/orgs/acme/memberships/alice"),
    Ask("GET", "/orgs/acme/memberships/eve", status=404),
    Ask("GET", "/orgs/acme/teams"),
    Ask("GET", "/orgs/acme/teams/triage"),
    Ask("GET", "/orgs/acme/teams/none", status=404),
    Ask("GET", "/orgs/acme/teams/triage/members"),
    Ask("GET", "/orgs/acme/teams/triage/memberships/alice"),
    Ask("GET", "/orgs/acme/teams/triage/memberships/eve", status=404),
)
REPOSITORY = (
    Ask("GET", R),
    Ask("GET", R, status=301, before=_renamed),
    Ask("GET", "/repos/acme/none", status=404),
    Ask("GET", f"{R}/collaborators"),
    Ask("GET", f"{R}/collaborators/bob", status=204),
    Ask("GET", f"{R}/collaborators/eve", status=404),
    Ask("GET", f"{R}/collaborators/carol/permission"),
    Ask("GET", f"{R}/collaborators/eve/permission"),
    Ask("GET", f"{R}/assignees"),
    Ask("GET", f"{R}/assignees/bob", status=204),
    Ask("GET", f"{R}/assignees/zed", status=404),
    Ask("GET", f"{R}/milestones?state=all"),
    Ask("GET", f"{R}/milestones/1"),
    Ask("GET", f"{R}/milestones/9", status=404),
    Ask("GET", f"{R}/commits?per_page=5"),
    Ask("GET", f"{R}/contents"),
    Ask("GET", f"{R}/contents/docs"),
    Ask("GET", f"{R}/contents/README.md?ref=main"),
    Ask("GET", f"{R}/contents/none.md", status=404),
    Ask("GET", f"{R}/labels"),
    Ask("GET", f"{R}/labels/kind%2Fbug"),
    Ask("GET", f"{R}/labels/none", status=404),
    Ask("POST", f"{R}/labels", {"name": "new", "color": "00ff00", "description": "d"}, 201),
    Ask("POST", f"{R}/labels", {"name": "BUG"}, 422),
    Ask("PATCH", f"{R}/labels/bug", {"new_name": "kind/error", "color": "abcdef"}),
    Ask("DELETE", f"{R}/labels/bug", status=204),
    Ask("DELETE", f"{R}/labels/none", status=404),
    Ask("GET", f"/search/issues?q=repo:{WIDGET}+author:eve+is:pr&per_page=1&sort=created&order=asc"),
    Ask("GET", "/search/issues?q=author:nobody-at-all+is:issue", status=422),
)
ISSUES = (
    Ask("GET", f"{R}/issues?state=all&labels=bug&since=2020-01-01T00:00:00Z&per_page=1&direction=asc"),
    Ask("GET", f"{R}/issues"),
    Ask("POST", f"{R}/issues", {"title": "New", "body": "b", "labels": ["bug"], "assignees": ["bob"]}, 201),
    Ask("POST", f"{R}/issues", {"title": "New", "milestone": 1}, 201),
    Ask("POST", f"{R}/issues", {"title": ""}, 422),
    Ask("POST", f"{R}/issues", {"title": "New"}, 403, before=_archived),
    Ask("POST", f"{R}/issues", {"title": "New"}, 307, before=_renamed),
    Ask("POST", f"{R}/issues", {"title": "New"}, 401, by="nobody"),
    Ask("GET", ISSUE),
    Ask("GET", f"{R}/issues/8"),
    Ask("GET", f"{R}/issues/9"),
    Ask("GET", f"{R}/issues/99", status=404),
    Ask("PATCH", ISSUE, {"title": "T", "milestone": None, "state": "closed", "state_reason": "not_planned"}),
    Ask("PATCH", ISSUE, {"labels": ["kind/bug"], "assignees": [], "body": None}),
    Ask("PATCH", f"{R}/issues/9", {"state": "open", "milestone": 1}),
    Ask("PATCH", ISSUE, {"milestone": 99}, 422),
    Ask("GET", f"{ISSUE}/labels"),
    Ask("POST", f"{ISSUE}/labels", {"labels": ["kind/bug", "quite-new"]}),
    Ask("PUT", f"{ISSUE}/labels", {"labels": ["kind/bug"]}),
    Ask("DELETE", f"{ISSUE}/labels/bug"),
    Ask("DELETE", f"{ISSUE}/labels/none", status=404),
    Ask("DELETE", f"{ISSUE}/labels", status=204),
    Ask("POST", f"{ISSUE}/assignees", {"assignees": ["alice", "stranger"]}, 201),
    Ask("DELETE", f"{ISSUE}/assignees", {"assignees": ["bob"]}),
    Ask("GET", f"{ISSUE}/assignees/bob", status=204),
    Ask("GET", f"{ISSUE}/assignees/zed", status=404),
    Ask("PUT", f"{ISSUE}/lock", {"lock_reason": "spam"}, 204),
    Ask("PUT", f"{ISSUE}/lock", status=204),
    Ask("DELETE", f"{ISSUE}/lock", status=204),
    Ask("GET", f"{ISSUE}/events"),
    Ask("GET", f"{ISSUE}/timeline"),
    Ask("GET", f"{R}/issues/8/timeline", before=_merged),
)
WORDS = (
    Ask("GET", f"{ISSUE}/comments?per_page=1"),
    Ask("GET", f"{R}/issues/comments?sort=created&direction=desc&since=2020-01-01T00:00:00Z"),
    Ask("POST", f"{ISSUE}/comments", {"body": "hello"}, 201),
    Ask("POST", f"{ISSUE}/comments", {"body": ""}, 422),
    Ask("POST", f"{R}/issues/99/comments", {"body": "hello"}, 404),
    Ask("GET", f"{R}/issues/comments/1"),
    Ask("GET", f"{R}/issues/comments/99", status=404),
    Ask("PATCH", f"{R}/issues/comments/1", {"body": "better"}),
    Ask("DELETE", f"{R}/issues/comments/1", status=204),
    Ask("GET", f"{ISSUE}/reactions?content=eyes", before=_reaction(7)),
    Ask("POST", f"{ISSUE}/reactions", {"content": "+1"}, 201),
    Ask("POST", f"{ISSUE}/reactions", {"content": "eyes"}, 200, before=_reaction(7)),
    Ask("DELETE", f"{ISSUE}/reactions/{{}}", status=204, before=_reaction(7)),
    Ask("GET", f"{R}/issues/comments/1/reactions", before=_reaction(7, 1)),
    Ask("POST", f"{R}/issues/comments/1/reactions", {"content": "rocket"}, 201),
    Ask("DELETE", f"{R}/issues/comments/1/reactions/{{}}", status=204, before=_reaction(7, 1)),
    Ask("GET", f"{R}/pulls/comments/{{}}/reactions", before=_line_comment),
    Ask("POST", f"{R}/pulls/comments/{{}}/reactions", {"content": "heart"}, 201, before=_line_comment),
)
PULLS = (
    Ask("GET", f"{R}/pulls?state=all&sort=updated&direction=desc"),
    Ask("GET", PULL),
    Ask("GET", PULL, before=_merged),
    Ask("GET", f"{R}/pulls/7", status=404),
    Ask("GET", f"{PULL}/files?per_page=100"),
    Ask("GET", f"{PULL}/reviews"),
    Ask("GET", f"{PULL}/comments", before=_line_comment),
    Ask("GET", f"{PULL}/requested_reviewers"),
    Ask("POST", f"{PULL}/requested_reviewers", {"reviewers": ["carol"], "team_reviewers": []}, 201),
    Ask("POST", f"{PULL}/requested_reviewers", {"reviewers": ["zed"]}, 422),
    Ask("DELETE", f"{PULL}/requested_reviewers", {"reviewers": ["bob"], "team_reviewers": ["triage"]}),
    Ask("GET", f"{PULL}/merge", status=404),
    Ask("GET", f"{PULL}/merge", status=204, before=_merged),
    Ask("PATCH", PULL, {"title": "Better", "state": "closed"}),
)
ASKS = (*APP, *PEOPLE, *REPOSITORY, *ISSUES, *WORDS, *PULLS)
