"""The API answers as GitHub does, its silences and refusals included."""

from base64 import b64decode

from fakegithub import GitHub
from tests.harness.in_process.fake_client import WORLD, Client, Now, R, client, jwt, told


async def test_the_app_gets_in_by_jwt_and_token() -> None:
    now = Now()
    github = GitHub.of(WORLD, clock=now)
    app = Client(github, "")
    app.token = jwt(github)
    bearer = {"Authorization": f"Bearer {jwt(github)}"}
    me = (await app("GET", "/app", **bearer)).json()
    assert me["slug"] == "stewardbot"
    found = (await app("GET", f"{R}/installation", **bearer)).json()
    made = await app("POST", f"/app/installations/{found['id']}/access_tokens", {}, **bearer)
    assert made.status == 201
    assert made.json()["expires_at"] == "2026-03-02T10:00:00Z"
    installed = Client(github, made.json()["token"])
    listed = (await installed("GET", "/installation/repositories")).json()
    assert [each["full_name"] for each in listed["repositories"]] == ["acme/widget"]
    assert (await installed("GET", "/users/stewardbot%5Bbot%5D")).json()["type"] == "Bot"

    now.pass_(hours=1)
    assert (await installed("GET", R)).status == 401
    assert (await app("GET", "/app", **bearer)).status == 401, "the JWT is stale as well"
    assert (await app("GET", "/app", Authorization=f"Bearer {jwt(github, issuer=1)}")).status == 401
    assert (await app("GET", "/app", Authorization=f"Bearer {jwt(github, seconds=3600)}")).status == 401
    assert (await app("GET", "/app", Authorization="Bearer a.b.c")).status == 401


async def test_a_token_reaches_its_own_installation_alone() -> None:
    github = GitHub.of({"repositories": [{"name": "acme/widget"}, {"name": "zed/tool"}]})
    assert (await client(github, "acme")("GET", R)).status == 200
    assert (await client(github, "zed")("GET", R)).status == 404
    github.person("acme").suspends("acme")
    ask = client(github, "acme")
    assert (await ask("GET", R)).status == 403
    github.person("acme").unsuspends("acme")
    assert (await ask("GET", R)).status == 200
    github.person("acme").uninstalls("acme")
    assert (await ask("GET", R)).status == 401


async def test_labels_match_in_any_spelling_and_unknown_ones_are_created() -> None:
    github = GitHub.of(WORLD)
    ask = client(github)
    assert (await ask("POST", f"{R}/labels", {"name": "BUG"})).status == 422
    put = (await ask("POST", f"{R}/issues/7/labels", {"labels": ["KIND/BUG", "brand new"]})).json()
    assert [each["name"] for each in put] == ["kind/bug", "brand new"]
    names = {each["name"] for each in (await ask("GET", f"{R}/labels")).json()}
    assert names == {"bug", "Help Wanted", "kind/bug", "brand new"}
    assert (await ask("DELETE", f"{R}/issues/7/labels/bug")).status == 404, "it does not have it"
    assert (await ask("DELETE", f"{R}/issues/7/labels/kind%2Fbug")).status == 200
    assert github.state.issue("acme/widget", 7).label_names == ("brand new",)  # type: ignore[union-attr]
    assert told(github) == ["label.created", "issues.labeled", "issues.labeled", "issues.unlabeled"]
    assert all(each.payload["sender"]["login"] == "stewardbot[bot]" for each in github.webhooks)


async def test_whoever_cannot_be_assigned_is_dropped_silently() -> None:
    github = GitHub.of(WORLD)
    ask = client(github)
    reply = await ask("POST", f"{R}/issues/7/assignees", {"assignees": ["BOB", "dan", "stranger", "frank"]})
    assert reply.status == 201
    assert [each["login"] for each in reply.json()["assignees"]] == ["bob", "frank"], "frank has commented"
    assert told(github) == ["issues.assigned", "issues.assigned"]
    assert (await ask("GET", f"{R}/assignees/carol")).status == 204
    assert (await ask("GET", f"{R}/assignees/frank")).status == 404
    assert (await ask("GET", f"{R}/issues/7/assignees/frank")).status == 204
    gone = await ask("DELETE", f"{R}/issues/7/assignees", {"assignees": ["bob", "carol"]})
    assert [each["login"] for each in gone.json()["assignees"]] == ["frank"]


async def test_ten_assignees_are_the_most() -> None:
    many = [f"person{count}" for count in range(12)]
    github = GitHub.of(
        {"repositories": [{"name": "acme/widget", "assignable": many, "issues": [{"number": 7}]}]}
    )
    reply = await client(github)("POST", f"{R}/issues/7/assignees", {"assignees": many})
    assert [each["login"] for each in reply.json()["assignees"]] == many[:10]


async def test_issues_are_filtered_sorted_and_paged() -> None:
    now = Now()
    github = GitHub.of(WORLD, clock=now)
    ask, eve = client(github), github.person("eve")
    for count in range(5):
        now.pass_(minutes=1)
        eve.opens_issue("acme/widget", f"Number {count}", labels=["bug"] if count % 2 else [])
    first = await ask("GET", f"{R}/issues?per_page=2&state=all")
    assert [each["number"] for each in first.json()] == [13, 12]
    assert 'page=2>; rel="next"' in first.headers["link"]
    assert 'page=4>; rel="last"' in first.headers["link"]
    last = await ask("GET", f"{R}/issues?per_page=2&state=all&page=4")
    assert [each["number"] for each in last.json()] == [7]
    assert "next" not in last.headers["link"]
    bugs = await ask("GET", f"{R}/issues?labels=BUG&direction=asc&creator=EVE")
    assert [each["number"] for each in bugs.json()] == [10, 12]
    late = await ask("GET", f"{R}/issues?since=2026-03-02T09:05:00Z")
    assert [each["number"] for each in late.json()] == [13]
    everything = (await ask("GET", f"{R}/issues?assignee=none")).json()
    assert [each["number"] for each in everything if "pull_request" in each] == [8]


async def test_an_issue_is_edited_closed_and_opened_again() -> None:
    github = GitHub.of(WORLD)
    ask = client(github)
    change = {
        "title": "Now",
        "state": "closed",
        "state_reason": "not_planned",
        "milestone": 1,
        "labels": ["bug"],
    }
    closed = (await ask("PATCH", f"{R}/issues/7", change)).json()
    assert (closed["state"], closed["state_reason"], closed["closed_by"]["login"]) == (
        "closed",
        "not_planned",
        "stewardbot[bot]",
    )
    assert closed["milestone"]["title"] == "v1.0"
    opened = (await ask("PATCH", f"{R}/issues/7", {"state": "open", "milestone": None})).json()
    assert (opened["closed_at"], opened["milestone"], opened["state_reason"]) == (None, None, "reopened")
    assert told(github) == [
        "issues.edited", "issues.labeled", "issues.milestoned", "issues.closed",
        "issues.demilestoned", "issues.reopened",
    ]  # fmt: skip
    assert (await ask("PATCH", f"{R}/issues/7", {"milestone": 99})).status == 422
    assert (await ask("PATCH", f"{R}/issues/7", {"state": "done"})).status == 422
    assert (await ask("PATCH", f"{R}/issues/99", {"state": "open"})).status == 404
    made = await ask("POST", f"{R}/issues", {"title": "Fresh", "assignees": ["bob", "stranger"]})
    assert (made.status, made.json()["number"]) == (201, 9)
    assert (await ask("POST", f"{R}/issues", {"body": "no title"})).status == 422


async def test_comments_and_reactions() -> None:
    now = Now()
    github = GitHub.of(WORLD, clock=now)
    ask = client(github)
    now.pass_(minutes=30)
    made = (await ask("POST", f"{R}/issues/7/comments", {"body": "Hello"})).json()
    assert [each["body"] for each in (await ask("GET", f"{R}/issues/7/comments")).json()] == ["", "Hello"]
    lately = await ask("GET", f"{R}/issues/comments?since=2026-03-02T09:30:00Z")
    assert [each["id"] for each in lately.json()] == [made["id"]]
    where = f"{R}/issues/comments/{made['id']}"
    assert [(await ask("POST", f"{where}/reactions", {"content": "+1"})).status for _ in range(2)] == [
        201,
        200,
    ]
    github.person("eve").reacts("acme/widget", 7, "eyes", comment=made["id"])
    listed = (await ask("GET", f"{where}/reactions")).json()
    assert [(each["user"]["login"], each["content"]) for each in listed] == [
        ("stewardbot[bot]", "+1"),
        ("eve", "eyes"),
    ]
    assert (await ask("GET", where)).json()["reactions"]["total_count"] == 2
    assert (await ask("DELETE", f"{where}/reactions/{listed[0]['id']}")).status == 204
    assert (await ask("POST", f"{where}/reactions", {"content": "shrug"})).status == 422
    assert (await ask("PATCH", where, {"body": "Better"})).json()["body"] == "Better"
    assert (await ask("DELETE", where)).status == 204
    assert (await ask("GET", where)).status == 404
    assert told(github) == ["issue_comment.created", "issue_comment.edited", "issue_comment.deleted"]
    assert (await ask("POST", f"{R}/issues/7/comments", {"body": ""})).status == 422
    assert (await ask("POST", f"{R}/issues/7/comments", {"body": "x" * 65_537})).status == 422
    assert (await ask("POST", f"{R}/issues/7/reactions", {"content": "heart"})).status == 201


async def test_files_come_with_an_etag_and_from_forks_too() -> None:
    github = GitHub.of(WORLD)
    ask = client(github)
    first = await ask("GET", f"{R}/contents/README.md")
    assert b64decode(first.json()["content"]) == b"Hello"
    left = first.headers["x-ratelimit-remaining"]
    again = await ask("GET", f"{R}/contents/README.md", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["x-ratelimit-remaining"] == left, "304 is free"
    github.person("bob").pushes("acme/widget", {"README.md": "Bye"})
    fresh = await ask("GET", f"{R}/contents/README.md", if_none_match=first.headers["etag"])
    assert b64decode(fresh.json()["content"]) == b"Bye"
    assert [each["name"] for each in (await ask("GET", f"{R}/contents/docs")).json()] == ["a.md"]
    assert [each["type"] for each in (await ask("GET", f"{R}/contents")).json()] == ["file", "dir"]
    head = await ask("GET", f"{R}/contents/docs/a.md?ref=refs/pull/8/head")
    assert b64decode(head.json()["content"]) == b"B"
    assert (
        await ask("GET", f"{R}/contents/docs/a.md", accept="application/vnd.github.raw+json")
    ).body == b"A"
    assert (await ask("GET", f"{R}/contents/nope.md")).status == 404
    assert (await ask("GET", f"{R}/contents/README.md?ref=nope")).status == 404


async def test_permissions_tell_the_role_and_the_older_word() -> None:
    ask = client(GitHub.of(WORLD))

    async def asked(login: str) -> tuple[str, str]:
        found = (await ask("GET", f"{R}/collaborators/{login}/permission")).json()
        return found["role_name"], found["permission"]

    assert await asked("ALICE") == ("admin", "admin")
    assert await asked("carol") == ("triage", "read")
    assert await asked("eve") == ("read", "read"), "everyone reads what is public"
    assert (await ask("GET", f"{R}/collaborators/nobody-at-all/permission")).status == 404
    assert (await ask("GET", "/orgs/acme/members/alice")).status == 204
    assert (await ask("GET", "/orgs/acme/members/bob")).status == 404
    assert [each["login"] for each in (await ask("GET", "/orgs/acme/teams/triage/members")).json()] == [
        "alice"
    ]
    assert (await ask("GET", "/users/EVE")).json()["login"] == "eve"


async def test_reviews_are_asked_of_collaborators_only() -> None:
    github = GitHub.of(WORLD)
    ask, where = client(github), f"{R}/pulls/8"
    assert (await ask("POST", f"{where}/requested_reviewers", {"reviewers": ["stranger"]})).status == 422
    assert (
        await ask("POST", f"{where}/requested_reviewers", {"reviewers": ["bob", "stranger"]})
    ).status == 422
    made = await ask(
        "POST", f"{where}/requested_reviewers", {"reviewers": ["bob"], "team_reviewers": ["triage"]}
    )
    assert made.status == 201
    github.person("bob").reviews("acme/widget", 8, "approved", "Fine")
    pull = (await ask("GET", where)).json()
    teams = [each["slug"] for each in pull["requested_teams"]]
    assert (pull["requested_reviewers"], teams) == ([], ["triage"])
    assert [each["filename"] for each in (await ask("GET", f"{where}/files")).json()] == ["docs/a.md"]
    assert (await ask("GET", f"{R}/pulls/7")).status == 404, "an issue is no pull request"
    assert told(github) == [
        "pull_request.review_requested",
        "pull_request.review_requested",
        "pull_request_review.submitted",
    ]


async def test_has_this_person_contributed_before() -> None:
    github = GitHub.of(WORLD)
    ask = client(github)
    query = "/search/issues?q=repo:acme/widget+type:pr+is:merged+author:eve"
    assert (await ask("GET", query)).json()["total_count"] == 0
    github.person("alice").merges("acme/widget", 8)
    assert (await ask("GET", query)).json()["total_count"] == 1
    assert (await ask("GET", "/search/issues")).status == 422
    either = "/search/issues?q=author:eve+user:acme+(is:issue+OR+is:pr)&sort=created&order=asc"
    assert [each["number"] for each in (await ask("GET", either)).json()["items"]] == [7, 8]
    assert (await ask("GET", "/search/issues?q=author:never-seen")).status == 422, "as GitHub"


async def test_the_budget_of_requests_runs_down_and_comes_back() -> None:
    now = Now()
    github = GitHub.of(WORLD, clock=now)
    ask = client(github)
    first = await ask("GET", R)
    assert (first.headers["x-ratelimit-remaining"], first.headers["x-ratelimit-limit"]) == ("4999", "5000")
    statuses = [(await ask("GET", "/search/issues?q=x")).status for _ in range(31)]
    assert statuses == [200] * 30 + [403]
    now.pass_(minutes=1)
    assert (await ask("GET", "/search/issues?q=x")).status == 200


async def test_what_moved_or_is_archived() -> None:
    github = GitHub.of(WORLD)
    ask, alice = client(github), github.person("alice")
    alice.renames_repository("acme/widget", "gadget")
    moved = await ask("GET", f"{R}/issues/7")
    assert moved.status == 301
    assert (await ask("GET", moved.headers["location"].removeprefix("https://api.github.com"))).status == 200
    assert (await ask("POST", f"{R}/issues/7/comments", {"body": "x"})).status == 307
    alice.archives("acme/gadget")
    assert (await ask("POST", "/repos/acme/gadget/issues/7/comments", {"body": "x"})).status == 403
    assert (await ask("GET", "/repos/acme/gadget/issues/7")).status == 200


async def test_bad_requests() -> None:
    github = GitHub.of(WORLD)
    told_ = {"Authorization": f"token {github.installation_token('acme')}"}
    handle = github.api.handle
    assert (await handle("POST", f"{R}/issues", told_, b"{nope")).status == 400
    assert (await handle("POST", f"{R}/issues", told_, b"[]")).status == 400
    assert (await handle("POST", f"{R}/issues", {}, b"{}")).status == 401
    assert (await handle("GET", "/nowhere", told_)).status == 404
    assert (await handle("GET", f"{R}/issues/seven", told_)).status == 404
    assert github.api.count("POST") == 3
    assert github.api.count(path="nowhere") == 1
