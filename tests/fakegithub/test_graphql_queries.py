"""GraphQL reads the same state as REST, in pages, and fails in GitHub's way."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLObjectType

from fakegithub import Fault, GitHub
from fakegithub.graphql.execution import schema
from fakegithub.graphql.fields import FIELDS, attribute
from fakegithub.graphql.nodes import KINDS
from fakegithub.model.records import Issue, User
from tests.harness.in_process.fake_client import WORLD, Now, R, client, jwt


def of_widget(query: str) -> str:
    """A query about acme/widget."""
    return f'{{ repository(owner: "acme", name: "widget") {{ {query} }} }}'


async def asked(github: GitHub, query: str, **variables: Any) -> dict[str, Any]:
    """The whole answer."""
    reply = await client(github)("POST", "/graphql", {"query": query, "variables": variables})
    assert reply.status == 200
    told: dict[str, Any] = reply.json()
    return told


async def data(github: GitHub, query: str, **variables: Any) -> Any:
    """The data of an answer without errors."""
    told = await asked(github, query, **variables)
    assert "errors" not in told, told
    return told["data"]


async def test_a_repository_is_read_a_page_at_a_time() -> None:
    now = Now()
    github = GitHub.of(WORLD, clock=now)
    for count in range(5):
        now.pass_(minutes=1)
        github.person("eve").opens_issue("acme/widget", f"Number {count}", labels=["bug"])
    query = """query($after: String) { repository(owner: "acme", name: "WIDGET") {
      nameWithOwner
      issues(first: 4, after: $after, orderBy: {field: UPDATED_AT, direction: ASC}) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { number title state stateReason author { login } labels(first: 5) { nodes { name } } } } } }"""
    first = (await data(github, query))["repository"]
    assert first["nameWithOwner"] == "acme/widget"
    page = first["issues"]
    assert (page["totalCount"], [each["number"] for each in page["nodes"]]) == (6, [7, 9, 10, 11])
    assert page["nodes"][1] == {
        "number": 9, "title": "Number 0", "state": "OPEN", "stateReason": None,
        "author": {"login": "eve"}, "labels": {"nodes": [{"name": "bug"}]},
    }  # fmt: skip
    now.pass_(minutes=1)
    github.person("eve").comments("acme/widget", 9, "Still")
    rest = (await data(github, query, after=page["pageInfo"]["endCursor"]))["repository"]["issues"]
    assert [each["number"] for each in rest["nodes"]] == [12, 13, 9], "what changed meanwhile comes again"
    assert not rest["pageInfo"]["hasNextPage"]
    since = 'issues(first: 9, filterBy: {since: "2026-03-02T09:05:00Z"}) { nodes { number } }'
    late = await data(github, of_widget(since))
    assert [each["number"] for each in late["repository"]["issues"]["nodes"]] == [9, 13]


async def test_labels_milestones_people_and_files() -> None:
    github = GitHub.of(WORLD)
    told = await data(
        github,
        """{ repository(owner: "acme", name: "widget") {
          id databaseId isPrivate owner { login __typename } defaultBranchRef { name target { oid } }
          label(name: "HELP wanted") { name color }
          labels(last: 2, orderBy: {field: NAME, direction: DESC}) { nodes { name } }
          milestones(first: 9, states: [OPEN]) { nodes { number title state } }
          assignableUsers(first: 9) { nodes { login } }
          collaborators(first: 9) { edges { permission node { login } } }
          object(expression: "HEAD:README.md") { ... on Blob { text } }
          pullRequests(first: 9) { nodes { number state isDraft files(first: 9) { nodes { path } } } } } }""",
    )
    where = told["repository"]
    found = (await client(github)("GET", R)).json()
    assert (where["id"], where["databaseId"]) == (found["node_id"], found["id"])
    assert where["owner"] == {"login": "acme", "__typename": "Organization"}
    assert where["label"] == {"name": "Help Wanted", "color": "ededed"}
    assert [each["name"] for each in where["labels"]["nodes"]] == ["Help Wanted", "bug"]
    assert where["milestones"]["nodes"] == [{"number": 1, "title": "v1.0", "state": "OPEN"}]
    assert [each["login"] for each in where["assignableUsers"]["nodes"]] == ["alice", "bob", "carol"]
    assert {e["node"]["login"]: e["permission"] for e in where["collaborators"]["edges"]}["carol"] == "TRIAGE"
    assert where["object"] == {"text": "Hello"}
    assert where["pullRequests"]["nodes"] == [
        {"number": 8, "state": "OPEN", "isDraft": False, "files": {"nodes": [{"path": "docs/a.md"}]}}
    ]
    git = (await client(github)("GET", f"{R}/git/ref/heads/main")).json()
    assert where["defaultBranchRef"] == {"name": "main", "target": {"oid": git["object"]["sha"]}}


async def test_a_timeline_tells_what_was_done_and_said() -> None:
    now = Now()
    github = GitHub.of(WORLD, clock=now)
    alice = github.person("alice")
    for story in (
        lambda: alice.labels("acme/widget", 7, "bug"),
        lambda: alice.assigns("acme/widget", 7, "bob"),
        lambda: github.person("eve").comments("acme/widget", 7, "Thanks"),
        lambda: alice.closes("acme/widget", 7, "duplicate"),
    ):
        now.pass_(minutes=1)
        story()
    query = """{ repository(owner: "acme", name: "widget") { issue(number: 7) {
      stateReason(enableDuplicate: true)
      timelineItems(first: 50, since: "2026-03-02T09:01:00Z") { filteredCount nodes { __typename
        ... on LabeledEvent { label { name } actor { login } createdAt }
        ... on AssignedEvent { assignee { ... on User { login } } }
        ... on IssueComment { body databaseId fullDatabaseId }
        ... on ClosedEvent { stateReason } } } } } }"""
    issue = (await data(github, query))["repository"]["issue"]
    lines = issue["timelineItems"]["nodes"]
    assert issue["stateReason"] == "DUPLICATE"
    assert [each["__typename"] for each in lines] == [
        "LabeledEvent", "AssignedEvent", "IssueComment", "ClosedEvent",
    ]  # fmt: skip
    assert lines[0] == {
        "__typename": "LabeledEvent", "label": {"name": "bug"}, "actor": {"login": "alice"},
        "createdAt": "2026-03-02T09:01:00Z",
    }  # fmt: skip
    assert lines[1]["assignee"] == {"login": "bob"}
    assert lines[2]["databaseId"] is None, "its id needs more than GraphQL's 32 bits"
    assert int(lines[2]["fullDatabaseId"]) > 2**31
    assert lines[3]["stateReason"] == "DUPLICATE"


async def test_reviews_and_what_a_pull_request_closes() -> None:
    github = GitHub.of(WORLD)
    eve, bob = github.person("eve"), github.person("bob")
    number = eve.opens_pull("acme/widget", "Fix", "Fixes #7", head_files={"docs/a.md": "C"})
    github.person("alice").requests_review("acme/widget", number, "carol", teams=["triage"])
    bob.reviews("acme/widget", number, "approved", "Fine")
    bob.comments_on_line("acme/widget", number, "docs/a.md", 1, "Nice")
    pull = (
        await data(
            github,
            """query($n: Int!) { repository(owner: "acme", name: "widget") { pullRequest(number: $n) {
          reviewDecision isCrossRepository headRefOid
          reviews(first: 9) { nodes { state body comments(first: 9) { nodes { path body } } } }
          reviewRequests(first: 9) { nodes { requestedReviewer { __typename ... on Team { slug } } } }
          closingIssuesReferences(first: 9) { nodes { number } } } } }""",
            n=number,
        )
    )["repository"]["pullRequest"]
    assert (pull["reviewDecision"], pull["isCrossRepository"]) == ("APPROVED", True)
    assert [(each["state"], each["body"]) for each in pull["reviews"]["nodes"]] == [
        ("APPROVED", "Fine"),
        ("COMMENTED", ""),
    ]
    assert pull["reviews"]["nodes"][1]["comments"]["nodes"] == [{"path": "docs/a.md", "body": "Nice"}]
    assert [each["requestedReviewer"]["__typename"] for each in pull["reviewRequests"]["nodes"]] == [
        "User",
        "Team",
    ]
    assert pull["closingIssuesReferences"]["nodes"] == [{"number": 7}]


async def test_a_node_is_found_by_the_id_that_rest_shows() -> None:
    github = GitHub.of(WORLD)
    ask = client(github)
    comment = (await ask("GET", f"{R}/issues/7/comments")).json()[0]["node_id"]
    pull = (await ask("GET", f"{R}/pulls/8")).json()["node_id"]
    assert (await ask("GET", f"{R}/issues/8")).json()["node_id"] == pull, "one thing, one id"
    bot = (await ask("GET", "/users/stewardbot%5Bbot%5D")).json()["node_id"]
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Actor { login } } }"
    told = await asked(github, query, ids=[comment, pull, bot, "nonsense"])
    kinds = [each and each["__typename"] for each in told["data"]["nodes"]]
    assert kinds == ["IssueComment", "PullRequest", "Bot", None]
    assert told["data"]["nodes"][2]["login"] == "stewardbot", "GraphQL leaves out what REST writes behind it"
    assert (told["errors"][0]["type"], told["errors"][0]["path"]) == ("NOT_FOUND", ["nodes", 3])


async def test_what_is_not_there_or_not_ours_is_told_and_the_rest_is_answered() -> None:
    github = GitHub.of({"repositories": [*WORLD["repositories"], {"name": "zed/secret", "private": True}]})
    told = await asked(
        github,
        """{ ours: repository(owner: "acme", name: "widget") { name issue(number: 99) { title } }
             theirs: repository(owner: "zed", name: "secret") { name } }""",
    )
    assert told["data"] == {"ours": {"name": "widget", "issue": None}, "theirs": None}
    assert [(each["type"], each["path"], each["message"]) for each in told["errors"]] == [
        ("NOT_FOUND", ["ours", "issue"], "Could not resolve to an Issue with the number of 99."),
        ("NOT_FOUND", ["theirs"], "Could not resolve to a Repository with the name 'zed/secret'."),
    ]
    github.person("alice").renames_repository("acme/widget", "gadget")
    assert (await data(github, of_widget("name")))["repository"] == {"name": "gadget"}


async def test_a_misspelt_field_or_an_endless_page_is_refused() -> None:
    github = GitHub.of(WORLD)
    wrong = await asked(github, of_widget("isues(first: 1) { totalCount }"))
    assert "data" not in wrong
    assert "isues" in wrong["errors"][0]["message"]
    for query, kind in (
        ("issues { totalCount }", "MISSING_PAGINATION_BOUNDARIES"),
        ("issues(first: 101) { totalCount }", "EXCESSIVE_PAGINATION"),
        ('issues(first: 1, after: "x") { totalCount }', "INVALID_CURSOR_ARGUMENTS"),
    ):
        told = await asked(github, of_widget(query))
        assert told["errors"][0]["type"] == kind
    assert "errors" in await asked(github, "{ unfinished")
    assert (await github.api.handle("POST", "/graphql", {}, b"{}")).status == 401
    bearer = {"Authorization": f"Bearer {jwt(github)}"}
    assert (await github.api.handle("POST", "/graphql", bearer, b"{}")).status == 401


async def test_a_document_costs_by_what_it_asks_for_and_the_budget_runs_down() -> None:
    now = Now()
    github = GitHub.of(WORLD, clock=now)
    cheap = await data(github, "{ rateLimit { cost limit remaining used resetAt } }")
    assert cheap["rateLimit"] == {
        "cost": 1, "limit": 5000, "remaining": 4999, "used": 1, "resetAt": "2026-03-02T10:00:00Z",
    }  # fmt: skip
    deep = """{ rateLimit { cost remaining nodeCount } repository(owner: "acme", name: "widget") {
      issues(first: 100) { nodes { comments(first: 50) { nodes {
        reactions(first: 20) { totalCount } } } } } } }"""
    told = (await data(github, deep))["rateLimit"]
    assert told == {"cost": 51, "remaining": 4948, "nodeCount": 105_100}
    reply = await client(github)("POST", "/graphql", {"query": "{ viewer { login } }"})
    assert (reply.headers["x-ratelimit-resource"], reply.headers["x-ratelimit-remaining"]) == (
        "graphql",
        "4947",
    )
    github.faults.next("POST", "graphql", Fault.PRIMARY_LIMIT)
    await client(github)("POST", "/graphql", {"query": "{ viewer { login } }"})
    assert (await asked(github, "{ viewer { login } }"))["errors"][0]["type"] == "RATE_LIMITED"
    now.pass_(hours=1)
    assert (await data(github, "{ viewer { login } }"))["viewer"]["login"] == "stewardbot[bot]"


async def test_search_finds_what_rest_finds() -> None:
    github = GitHub.of(WORLD)
    query = """{ search(type: ISSUE, first: 9, query: "repo:acme/widget is:pr") {
      issueCount nodes { ... on PullRequest { number } } } }"""
    assert (await data(github, query))["search"] == {"issueCount": 1, "nodes": [{"number": 8}]}


def test_no_field_of_the_schema_is_without_an_answer() -> None:
    records = {name: record for record, name in KINDS.items()} | {
        **dict.fromkeys(("Issue", "PullRequest"), Issue),
        **dict.fromkeys(("User", "Bot", "Organization", "Mannequin"), User),
    }
    silent = [
        f"{type_.name}.{name}"
        for type_ in schema().type_map.values()
        if isinstance(type_, GraphQLObjectType) and type_.name in records
        for name in type_.fields
        if (type_.name, name) not in FIELDS and not hasattr(records[type_.name], attribute(name))
    ]
    assert silent == []
    mutations = schema().mutation_type
    assert mutations is not None
    assert [name for name in mutations.fields if ("Mutation", name) not in FIELDS] == []
