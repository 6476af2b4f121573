"""What can be asked about the App, people, repositories, issues and what is said on them."""

from __future__ import annotations

from tests.contract.code_requests import CODE
from tests.contract.request_case import (
    ISSUE,
    R,
    RequestCase,
    archived,
    eve,
    installation,
    line_comment,
    reaction,
    renamed,
    suspended,
)
from tests.contract.world import WIDGET

APP = (
    RequestCase("GET", "/app", by="app"),
    RequestCase("GET", "/app", status=401),
    RequestCase("GET", "/app/installations", by="app"),
    RequestCase("GET", "/app/installations?per_page=1&page=1", by="app"),
    RequestCase("POST", "/app/installations/{}/access_tokens", by="app", status=201, before=installation),
    RequestCase("POST", "/app/installations/{}/access_tokens", {}, by="app", status=201, before=installation),
    RequestCase("POST", "/app/installations/{}/access_tokens", by="app", status=403, before=suspended),
    RequestCase("GET", f"{R}/installation", by="app"),
    RequestCase("GET", "/orgs/acme/installation", by="app"),
    RequestCase("GET", "/repos/zed/none/installation", by="app", status=404),
    RequestCase("GET", "/installation/repositories?per_page=2"),
)
PEOPLE = (
    RequestCase("GET", "/users/eve"),
    RequestCase("GET", "/users/eve", by="nobody"),
    RequestCase("GET", "/user/{}", before=eve),
    RequestCase("GET", "/user/99", status=404),
    RequestCase("GET", "/users/stewardbot%5Bbot%5D"),
    RequestCase("GET", "/users/acme"),
    RequestCase("GET", "/users/nobody-at-all", status=404),
    RequestCase("GET", "/user", by="eve"),
    RequestCase("GET", "/orgs/acme/members?per_page=100"),
    RequestCase("GET", "/orgs/acme/members/alice", status=204),
    RequestCase("GET", "/orgs/acme/members/eve", status=404),
    RequestCase("GET", "/orgs/acme/memberships/alice"),
    RequestCase("GET", "/orgs/acme/memberships/eve", status=404),
    RequestCase("GET", "/orgs/acme/teams/triage/members"),
)
REPOSITORY = (
    RequestCase("GET", R),
    RequestCase("GET", R, status=301, before=renamed),
    RequestCase("GET", "/repos/acme/none", status=404),
    RequestCase("GET", f"{R}/collaborators"),
    RequestCase("GET", f"{R}/collaborators/carol/permission"),
    RequestCase("GET", f"{R}/collaborators/eve/permission"),
    RequestCase("GET", f"{R}/assignees/bob", status=204),
    RequestCase("GET", f"{R}/assignees/zed", status=404),
    RequestCase("GET", f"{R}/milestones?state=all"),
    RequestCase("GET", f"{R}/contents"),
    RequestCase("GET", f"{R}/contents/docs"),
    RequestCase("GET", f"{R}/contents/README.md?ref=main"),
    RequestCase("GET", f"{R}/contents/none.md", status=404),
    RequestCase("GET", f"{R}/labels"),
    RequestCase("POST", f"{R}/labels", {"name": "new", "color": "00ff00", "description": "d"}, 201),
    RequestCase("POST", f"{R}/labels", {"name": "BUG"}, 422),
    RequestCase("GET", f"/search/issues?q=repo:{WIDGET}+author:eve+is:pr&per_page=1&sort=created&order=asc"),
    RequestCase("GET", "/search/issues?q=author:nobody-at-all+is:issue", status=422),
)
ISSUES = (
    RequestCase(
        "GET", f"{R}/issues?state=all&labels=bug&since=2020-01-01T00:00:00Z&per_page=1&direction=asc"
    ),
    RequestCase("GET", f"{R}/issues"),
    RequestCase(
        "POST", f"{R}/issues", {"title": "New", "body": "b", "labels": ["bug"], "assignees": ["bob"]}, 201
    ),
    RequestCase("POST", f"{R}/issues", {"title": "New", "milestone": 1}, 201),
    RequestCase("POST", f"{R}/issues", {"title": ""}, 422),
    RequestCase("POST", f"{R}/issues", {"title": "New"}, 403, before=archived),
    RequestCase("POST", f"{R}/issues", {"title": "New"}, 307, before=renamed),
    RequestCase("POST", f"{R}/issues", {"title": "New"}, 401, by="nobody"),
    RequestCase("GET", ISSUE),
    RequestCase("GET", f"{R}/issues/8"),
    RequestCase("GET", f"{R}/issues/9"),
    RequestCase("GET", f"{R}/issues/99", status=404),
    RequestCase(
        "PATCH", ISSUE, {"title": "T", "milestone": None, "state": "closed", "state_reason": "not_planned"}
    ),
    RequestCase("PATCH", ISSUE, {"labels": ["kind/bug"], "assignees": [], "body": None}),
    RequestCase("PATCH", f"{R}/issues/9", {"state": "open", "milestone": 1}),
    RequestCase("PATCH", ISSUE, {"milestone": 99}, 422),
    RequestCase("POST", f"{ISSUE}/labels", {"labels": ["kind/bug", "quite-new"]}),
    RequestCase("DELETE", f"{ISSUE}/labels/bug"),
    RequestCase("DELETE", f"{ISSUE}/labels/none", status=404),
    RequestCase("POST", f"{ISSUE}/assignees", {"assignees": ["alice", "stranger"]}, 201),
    RequestCase("DELETE", f"{ISSUE}/assignees", {"assignees": ["bob"]}),
    RequestCase("GET", f"{ISSUE}/assignees/bob", status=204),
    RequestCase("GET", f"{ISSUE}/assignees/zed", status=404),
    RequestCase("PUT", f"{ISSUE}/lock", {"lock_reason": "spam"}, 204),
    RequestCase("PUT", f"{ISSUE}/lock", status=204),
    RequestCase("DELETE", f"{ISSUE}/lock", status=204),
    RequestCase("PATCH", ISSUE, {"type": "Bug"}),
    RequestCase("PATCH", ISSUE, {"type": None}),
    RequestCase("PATCH", ISSUE, {"type": "Saga"}, 422),
    RequestCase("GET", f"{R}/issue-types"),
    RequestCase("GET", f"{ISSUE}/dependencies/blocked_by"),
    RequestCase("GET", f"{ISSUE}/sub_issues"),
)
WORDS = (
    RequestCase("GET", f"{ISSUE}/comments?per_page=1"),
    RequestCase("GET", f"{R}/issues/comments?sort=created&direction=desc&since=2020-01-01T00:00:00Z"),
    RequestCase("POST", f"{ISSUE}/comments", {"body": "hello"}, 201),
    RequestCase("POST", f"{ISSUE}/comments", {"body": ""}, 422),
    RequestCase("POST", f"{R}/issues/99/comments", {"body": "hello"}, 404),
    RequestCase("GET", f"{R}/issues/comments/1"),
    RequestCase("GET", f"{R}/issues/comments/99", status=404),
    RequestCase("PATCH", f"{R}/issues/comments/1", {"body": "better"}),
    RequestCase("DELETE", f"{R}/issues/comments/1", status=204),
    RequestCase("PUT", f"{R}/issues/comments/1/pin"),
    RequestCase("DELETE", f"{R}/issues/comments/1/pin", status=204),
    RequestCase("GET", f"{ISSUE}/reactions?content=eyes", before=reaction(7)),
    RequestCase("POST", f"{ISSUE}/reactions", {"content": "+1"}, 201),
    RequestCase("POST", f"{ISSUE}/reactions", {"content": "eyes"}, 200, before=reaction(7)),
    RequestCase("DELETE", f"{ISSUE}/reactions/{{}}", status=204, before=reaction(7)),
    RequestCase("GET", f"{R}/issues/comments/1/reactions", before=reaction(7, 1)),
    RequestCase("POST", f"{R}/issues/comments/1/reactions", {"content": "rocket"}, 201),
    RequestCase("DELETE", f"{R}/issues/comments/1/reactions/{{}}", status=204, before=reaction(7, 1)),
    RequestCase("GET", f"{R}/pulls/comments/{{}}/reactions", before=line_comment),
    RequestCase("POST", f"{R}/pulls/comments/{{}}/reactions", {"content": "heart"}, 201, before=line_comment),
)
CASES = (*APP, *PEOPLE, *REPOSITORY, *ISSUES, *WORDS, *CODE)
