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
        nodes { number title closed stateReason author { login } labels(first: 5) { nodes { name } } }
      } } }"""
    first = (await data(github, query))["repository"]
    assert first["nameWithOwner"] == "acme/widget"
    page = first["issues"]
    assert (page["totalCount"], [each["number"] for each in page["nodes"]]) == (6, [7, 9, 10, 11])
    assert page["nodes"][1] == {
        "number": 9, "title": "Number 0", "closed": False, "stateReason": None,
        "author": {"login": "eve"}, "labels": {"nodes": [{"name": "bug"}]},
    }  # fmt: skip
    now.pass_(minutes=1)
    github.person("eve").comments("acme/widget", 9, "Still")
    rest = (await data(github, query, after=page["pageInfo"]["endCursor"]))["repository"]["issues"]
    assert [each["number"] for each in rest["nodes"]] == [12, 13, 9], "what changed meanwhile comes again"
    assert not rest["pageInfo"]["hasNextPage"]


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
      timelineItems(first: 50, since: "2026-03-02T09:01:00Z") { nodes { __typename
        ... on LabeledEvent { label { name } actor { login } createdAt }
        ... on IssueComment { body fullDatabaseId } } } } } }"""
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
    assert int(lines[2]["fullDatabaseId"]) > 2**31


async def test_what_a_pull_request_is_and_closes() -> None:
    github = GitHub.of(WORLD)
    number = github.person("eve").opens_pull("acme/widget", "Fix", "Fixes #7", head_files={"docs/a.md": "C"})
    github.person("alice").requests_review("acme/widget", number, "carol", teams=["triage"])
    query = """query($n: Int!) { repository(owner: "acme", name: "widget") { pullRequest(number: $n) {
      state isDraft additions deletions files(first: 9) { totalCount nodes { path } }
      reviewRequests(first: 9) { nodes { requestedReviewer { __typename } } }
      closingIssuesReferences(first: 9) { nodes { number } } } } }"""
    pull = (await data(github, query, n=number))["repository"]["pullRequest"]
    assert (pull["state"], pull["isDraft"], pull["additions"], pull["deletions"]) == ("OPEN", False, 1, 0)
    assert pull["files"] == {"totalCount": 1, "nodes": [{"path": "docs/a.md"}]}
    requests = [each["requestedReviewer"]["__typename"] for each in pull["reviewRequests"]["nodes"]]
    assert requests == ["User", "Team"]
    assert pull["closingIssuesReferences"]["nodes"] == [{"number": 7}]


async def test_a_node_is_found_by_the_id_that_rest_shows() -> None:
    github = GitHub.of(WORLD)
    ask = client(github)
    comment = (await ask("GET", f"{R}/issues/7/comments")).json()[0]["node_id"]
    pull = (await ask("GET", f"{R}/pulls/8")).json()["node_id"]
    assert (await ask("GET", f"{R}/issues/8")).json()["node_id"] == pull, "one thing, one id"
    bot = (await ask("GET", "/users/stewardbot%5Bbot%5D")).json()["node_id"]
    query = "query($id: ID!) { node(id: $id) { __typename ... on Bot { login } } }"
    kinds = [(await data(github, query, id=id_))["node"] for id_ in (comment, pull, bot)]
    assert [kind["__typename"] for kind in kinds] == ["IssueComment", "PullRequest", "Bot"]
    assert kinds[2]["login"] == "stewardbot", "GraphQL leaves out what REST writes behind it"
    assert (await asked(github, query, id="nonsense"))["errors"][0]["type"] == "NOT_FOUND"


async def test_what_is_not_there_or_not_ours_is_told_and_the_rest_is_answered() -> None:
    github = GitHub.of({"repositories": [*WORLD["repositories"], {"name": "zed/secret", "private": True}]})
    told = await asked(
        github,
        """{ ours: repository(owner: "acme", name: "widget") { isPrivate issue(number: 99) { title } }
             theirs: repository(owner: "zed", name: "secret") { isPrivate } }""",
    )
    assert told["data"] == {"ours": {"isPrivate": False, "issue": None}, "theirs": None}
    assert [(each["type"], each["path"], each["message"]) for each in told["errors"]] == [
        ("NOT_FOUND", ["ours", "issue"], "Could not resolve to an Issue with the number of 99."),
        ("NOT_FOUND", ["theirs"], "Could not resolve to a Repository with the name 'zed/secret'."),
    ]
    github.person("alice").renames_repository("acme/widget", "gadget")
    named = await data(github, of_widget("nameWithOwner"))
    assert named["repository"] == {"nameWithOwner": "acme/gadget"}


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
    ask, cheap = client(github), of_widget("isPrivate")
    labels = "labels(first: 100) { nodes { name } }"
    dear = of_widget(f"issues(first: 100) {{ nodes {{ a: {labels} b: {labels} }} }}")
    replies = [await ask("POST", "/graphql", {"query": query}) for query in (cheap, dear)]
    assert [reply.headers["x-ratelimit-resource"] for reply in replies] == ["graphql"] * 2
    left = [reply.headers["x-ratelimit-remaining"] for reply in replies]
    assert left == ["4999", "4997"], "201 lists are two points"
    github.faults.next("POST", "graphql", Fault.PRIMARY_LIMIT)
    await ask("POST", "/graphql", {"query": cheap})
    assert (await asked(github, cheap))["errors"][0]["type"] == "RATE_LIMITED"
    now.pass_(hours=1)
    assert (await data(github, cheap))["repository"] == {"isPrivate": False}


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
