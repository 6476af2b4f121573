"""What the client makes of GitHub's answers: every trap that lies between a status and its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.clock import VirtualClock
from bot.github.client import Client
from bot.github.connection import Connection
from bot.github.errors import GitHubError, Gone, Limited, Outage, RequestRefused, TooLate, Unauthorized
from bot.github.routes import route
from bot.github.transport import Answer, InProcessTransport
from fakegithub.http.faults import Fault
from tests.github.fixed_client import fixed_client
from tests.harness.in_process.client import NOON, rig

COMMENTS = "/repos/acme/widget/issues/7/comments"
JSON = {"content-type": "application/json; charset=utf-8", "x-github-request-id": "C0DE:1"}
LIMIT = b'{"message": "API rate limit exceeded"}'


class Script:
    """A GitHub that gives the answers it was told, and keeps what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, bytes]] = []
        self.headers: list[Mapping[str, str]] = []

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, within: float
    ) -> Answer:
        """The next answer."""
        self.asked.append((method, url, body))
        self.headers.append(headers)
        return self.answers.pop(0)


def scripted(*answers: Answer, api_url: str = "https://api.github.com") -> tuple[Client, Script]:
    """A client of such a GitHub."""
    script = Script(*answers)
    connection = Connection(script, VirtualClock(NOON), api_url=api_url)
    return fixed_client(connection, "secret"), script


@pytest.mark.parametrize(
    ("fault", "wait", "resource"),
    [
        (Fault.SECONDARY_LIMIT, 90, ""),
        (Fault.TOO_MANY, 90, ""),
        (Fault.SECONDARY_LIMIT_BARE, 60, ""),
        (Fault.PRIMARY_LIMIT, 3600, "core"),
    ],
)
async def test_each_kind_of_limit_is_a_limit_that_says_how_long_and_for_what(
    fault: Fault, wait: int, resource: str
) -> None:
    it = rig()
    await it.client.get("/repos/acme/widget", dict)
    it.github.faults.next("POST", "comments", fault, retry_after=90)
    with pytest.raises(Limited) as caught:
        await it.client.post(COMMENTS, dict, {"body": "hi"})
    assert caught.value.until == NOON + timedelta(seconds=wait)
    assert caught.value.resource == resource
    assert not caught.value.maybe_applied


@pytest.mark.parametrize(
    ("retry_after", "wait"), [("0", 1), ("999999", 3600), ("9" * 4000, 3600), ("-5", 60)]
)
async def test_a_pause_without_measure_is_neither_skipped_nor_kept_for_days(
    retry_after: str, wait: int
) -> None:
    headers = {**JSON, "retry-after": retry_after}
    client, script = scripted(Answer(429, headers, LIMIT))
    with pytest.raises(Limited) as caught:
        await client.post(COMMENTS, dict, {"body": "hi"})
    assert caught.value.until == NOON + timedelta(seconds=wait)
    with pytest.raises(Limited):
        await client.get("/app", dict)
    assert len(script.asked) == 1, "the pause holds for all of it"


@pytest.mark.parametrize("path", [COMMENTS, "/graphql"])
async def test_an_hour_that_githubs_clock_has_not_ended_yet_is_not_asked_into(path: str) -> None:
    reset = str((NOON - timedelta(seconds=20)).timestamp())
    left = {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    client, script = scripted(Answer(403, {**JSON, **left}, LIMIT))
    for _ in range(2):
        with pytest.raises(Limited) as caught:
            await client.post(path, dict, {})
        assert caught.value.until > NOON
    assert len(script.asked) == 1


async def test_an_hour_that_ends_in_days_is_asked_into_after_a_minute() -> None:
    reset = str((NOON + timedelta(days=300)).timestamp())
    left = {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    client, _ = scripted(Answer(403, {**JSON, **left}, LIMIT))
    with pytest.raises(Limited) as caught:
        await client.post(COMMENTS, dict, {"body": "hi"})
    assert caught.value.until == NOON + timedelta(minutes=1)


@pytest.mark.parametrize(("retry_after", "wait"), [("600", 600), ("", 60)])
async def test_a_pause_that_graphql_asks_for_with_200_holds_for_all(retry_after: str, wait: int) -> None:
    headers = {**JSON, **({"retry-after": retry_after} if retry_after else {})}
    body = b'{"errors": [{"type": "RATE_LIMITED", "message": "You have exceeded a secondary rate limit."}]}'
    client, script = scripted(Answer(200, headers, body))
    with pytest.raises(Limited) as caught:
        await client.graphql("query { viewer { login } }", dict)
    assert (caught.value.until, caught.value.resource) == (NOON + timedelta(seconds=wait), "")
    with pytest.raises(Limited):
        await client.get("/app", dict)
    assert len(script.asked) == 1


async def test_nothing_is_asked_while_a_limit_holds_and_then_all_goes_on() -> None:
    it = rig()
    it.github.faults.next("POST", "comments", Fault.TOO_MANY, retry_after=90)
    with pytest.raises(Limited):
        await it.client.post(COMMENTS, dict, {"body": "hi"})
    before = len(it.github.api.log)
    with pytest.raises(Limited):
        await it.client.get("/repos/acme/widget", dict)
    assert len(it.github.api.log) == before
    it.clock.advance(90)
    assert (await it.client.get("/repos/acme/widget", dict))["full_name"] == "acme/widget"


async def test_a_spent_search_budget_leaves_the_rest_of_the_api_open() -> None:
    it = rig()
    for number in range(30):
        await it.client.get("/search/issues", dict, {"q": f"is:issue {number}"})
    with pytest.raises(Limited) as caught:
        await it.client.get("/search/issues", dict, {"q": "is:issue"})
    assert caught.value.resource == "search"
    assert it.github.api.count("GET", "search") == 30
    assert await it.client.get("/repos/acme/widget", dict)


@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.SERVER_ERROR, Fault.UNICORN])
async def test_a_broken_github_is_an_outage_whatever_it_says(fault: Fault) -> None:
    it = rig()
    it.github.faults.next("*", "comments", fault, times=2)
    with pytest.raises(Outage) as read:
        await it.client.get(COMMENTS, list)
    assert not read.value.maybe_applied
    with pytest.raises(Outage) as written:
        await it.client.post(COMMENTS, dict, {"body": "hi"})
    assert written.value.maybe_applied


@pytest.mark.parametrize("fault", [Fault.LOST_REQUEST, Fault.LOST_ANSWER, Fault.RESET])
async def test_a_lost_answer_to_a_write_may_have_been_applied(fault: Fault) -> None:
    it = rig()
    it.github.faults.next("POST", "comments", fault)
    with pytest.raises(Outage) as caught:
        await it.client.post(COMMENTS, dict, {"body": "hi"})
    assert caught.value.maybe_applied
    assert ("POST", COMMENTS, 0) in it.seen


async def test_a_page_of_html_that_says_200_is_no_answer() -> None:
    for body, kind in (
        (b"<html>", "text/html"),
        (b"{oops", "application/json"),
        (b"\xff", "application/json"),
    ):
        client, _ = scripted(Answer(200, {"content-type": kind}, body))
        with pytest.raises(Outage):
            await client.get("/x", dict)


async def test_refusals_are_told_in_githubs_own_words_on_one_line() -> None:
    it = rig()
    with pytest.raises(RequestRefused, match="Validation Failed: body: missing_field") as caught:
        await it.client.post(COMMENTS, dict, {"body": ""})
    assert caught.value.status == 422
    with pytest.raises(Gone):
        await it.client.get("/repos/acme/widget/issues/999", dict)
    client, _ = scripted(Answer(403, JSON, b'{"message": "no\\nway\\u0007 ' + b"x" * 500 + b'"}'))
    with pytest.raises(RequestRefused) as long:
        await client.get("/x", dict)
    assert long.value.message.startswith("no way x")
    assert len(long.value.message) == 200


async def test_a_redirected_write_keeps_its_method_and_body() -> None:
    for status in (301, 302, 307, 308):
        moved = Answer(status, {"location": "/repositories/5/issues"}, b"")
        client, script = scripted(moved, Answer(201, JSON, b'{"number": 1}'))
        assert await client.post("/repos/old/name/issues", dict, {"title": "t"}) == {"number": 1}
        assert script.asked[1] == ("POST", "https://api.github.com/repositories/5/issues", b'{"title": "t"}')


async def test_a_renamed_repository_is_read_and_written_under_its_old_name() -> None:
    it = rig()
    it.github.person("alice").renames_repository("acme/widget", "gadget")
    assert (await it.client.get("/repos/acme/widget", dict))["full_name"] == "acme/gadget"
    await it.client.post(COMMENTS, dict, {"body": "found you"})
    issue = it.github.state.issue("acme/gadget", 7)
    assert issue is not None
    assert [comment.body for comment in issue.comments.values()] == ["found you"]


async def test_no_token_follows_a_redirect_or_a_page_to_another_host() -> None:
    client, script = scripted(Answer(301, {"location": "https://evil.example/x"}, b""))
    with pytest.raises(Outage):
        await client.get("/x", dict)
    assert len(script.asked) == 1
    link = {**JSON, "link": '<https://evil.example/x?page=2>; rel="next"'}
    client, script = scripted(Answer(200, link, b"[]"))
    with pytest.raises(Outage):
        [each async for each in client.items("/x", dict)]
    assert len(script.asked) == 1


async def test_redirects_in_a_circle_end() -> None:
    client, _ = scripted(*[Answer(301, {"location": "/x"}, b"")] * 4)
    with pytest.raises(Outage):
        await client.get("/x", dict)


@pytest.mark.slow
async def test_lists_are_walked_page_by_page() -> None:
    it = rig()
    for number in range(205):
        it.github.person("eve").comments("acme/widget", 7, f"no {number}")
    bodies = [each["body"] async for each in it.client.items(COMMENTS, dict)]
    assert bodies == [f"no {number}" for number in range(205)]
    assert it.spent("GET", "comments") == 3


async def test_what_has_not_changed_costs_nothing_and_each_reader_gets_its_own_copy() -> None:
    it = rig()
    first = await it.client.get("/repos/acme/widget/issues/7", dict)
    first["title"] = "spoilt by somebody who changed what was read"
    second = await it.client.get("/repos/acme/widget/issues/7", dict)
    assert second["title"] == "It breaks"
    assert [entry.status for entry in it.github.api.log if "issues/7" in entry.path] == [200, 304]
    it.github.person("eve").edits("acme/widget", 7, title="It still breaks")
    assert (await it.client.get("/repos/acme/widget/issues/7", dict))["title"] == "It still breaks"


async def test_what_one_may_see_is_not_shown_to_another_from_the_cache() -> None:
    secret = Answer(200, {**JSON, "etag": '"1"'}, b'{"secret": true}')
    script = Script(secret, Answer(404, JSON, b'{"message": "Not Found"}'))
    connection = Connection(script, VirtualClock(NOON))

    class Somebody:
        def __init__(self, scope: str) -> None:
            self.scope = scope

        async def authorization(self) -> str:
            return f"token {self.scope}"

        def rejected(self, authorization: str) -> bool:
            return False

    assert await Client(connection, Somebody("installation:1")).get("/x", dict) == {"secret": True}
    with pytest.raises(Gone):
        await Client(connection, Somebody("installation:2")).get("/x", dict)
    assert "if-none-match" not in script.headers[1]


async def test_an_answer_larger_than_the_cache_is_read_all_the_same() -> None:
    it = rig(cache_bytes=600)
    for _ in range(2):
        assert (await it.client.get("/repos/acme/widget", dict))["full_name"] == "acme/widget"


async def test_a_write_past_its_deadline_is_not_sent() -> None:
    it = rig()
    with pytest.raises(TooLate) as caught:
        await it.client.post(COMMENTS, dict, {"body": "late"}, not_after=NOON)
    assert not caught.value.maybe_applied
    assert it.github.api.count("POST", "comments") == 0


async def test_a_server_of_ones_own_is_asked_where_it_is_also_by_graphql() -> None:
    client, script = scripted(
        Answer(200, JSON, b"{}"),
        Answer(200, JSON, b'{"data": {"a": 1}}'),
        api_url="https://ghe.example/api/v3/",
    )
    await client.get("/repos/a/b", dict, {"x": "y z"})
    assert await client.graphql("{a}", dict) == {"a": 1}
    assert [url for _, url, _ in script.asked] == [
        "https://ghe.example/api/v3/repos/a/b?x=y+z",
        "https://ghe.example/api/graphql",
    ]


async def test_graphql_errors_mean_the_same_as_statuses_do() -> None:
    meanings: list[tuple[bytes, type[GitHubError]]] = [
        (b'{"errors": [{"type": "RATE_LIMITED", "message": "too fast"}]}', Limited),
        (b'{"errors": [{"message": "You have exceeded a secondary rate limit"}]}', Limited),
        (b'{"errors": [{"type": "NOT_FOUND", "message": "none"}], "data": {}}', Gone),
        (b'{"errors": [{"type": "FORBIDDEN", "message": "Resource not accessible"}]}', RequestRefused),
        (b'{"errors": ["odd"]}', RequestRefused),
        (b"[]", Outage),
    ]
    for body, meaning in meanings:
        client, _ = scripted(Answer(200, JSON, body))
        with pytest.raises(meaning):
            await client.graphql("{a}", dict)
    client, _ = scripted(Answer(502, {"content-type": "text/html"}, b"<html>"))
    with pytest.raises(Outage):
        await client.graphql("{a}", dict)


async def test_limits_are_kept_for_each_installation_and_resource() -> None:
    it = rig()
    await it.client.get("/repos/acme/widget", dict)
    await it.client.get("/search/issues", dict, {"q": "is:issue"})
    known = it.connection.limits.known
    scope = f"installation:{it.installation}"
    assert (known[scope, "core"].limit, known[scope, "core"].remaining) == (5000, 4999)
    assert (known[scope, "search"].limit, known[scope, "search"].remaining) == (30, 29)
    assert known["app", "core"].remaining < 5000


async def test_headers_that_are_no_numbers_do_no_harm() -> None:
    odd = {**JSON, "x-ratelimit-limit": "many", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"}
    client, _ = scripted(
        Answer(200, odd, b"{}"), Answer(403, {**odd, "retry-after": "a while"}, b'{"message": "slow"}')
    )
    assert await client.get("/x", dict) == {}
    with pytest.raises(Limited) as caught:
        await client.get("/x", dict)
    assert caught.value.until == NOON + timedelta(minutes=1)


async def test_a_word_from_outside_stays_in_its_place_in_the_path() -> None:
    assert route("repos", "a", "x/../../user?q#f") == "/repos/a/x%2F..%2F..%2Fuser%3Fq%23f"
    assert route("labels", "100% \ud800 {x}") == "/labels/100%25%20%3F%20%7Bx%7D"
    for part in ("..", ".", ""):
        with pytest.raises(Gone):
            route("repos", part)


async def test_bad_credentials_of_a_fixed_token_are_said_at_once() -> None:
    it = rig()
    connection = Connection(InProcessTransport(it.github.api.handle), it.clock)
    with pytest.raises(Unauthorized):
        await fixed_client(connection, "wrong").get("/user", dict)
    token = it.github.installation_token("acme")
    assert await fixed_client(connection, token).get("/repos/acme/widget", dict)


async def test_every_request_names_the_api_version() -> None:
    client, script = scripted(Answer(200, JSON, b"{}"), Answer(200, JSON, b'{"data": {}}'))
    await client.get("/repos/acme/widget", dict)
    await client.graphql("{ viewer { login } }", dict)
    assert [headers["x-github-api-version"] for headers in script.headers] == ["2026-03-10"] * 2


async def test_a_server_that_does_not_know_the_version_is_asked_for_the_older_one() -> None:
    it = rig()
    it.github.api.versions = ["2022-11-28"]
    await it.client.get("/repos/acme/widget", dict)
    await it.client.post(COMMENTS, dict, {"body": "hi"})
    assert it.client.connection.api_version == "2022-11-28"
    assert [each.status for each in it.github.api.log].count(400) == 1


@pytest.mark.parametrize(
    ("version", "lacks"), [("2026-03-10", {"assignee", "merge_commit_sha"}), ("2022-11-28", set())]
)
async def test_what_the_newer_version_lacks_is_not_there(version: str, lacks: set[str]) -> None:
    it = rig()
    it.connection.api_version = version
    it.github.api.versions = [version]
    pull = await it.client.get("/repos/acme/widget/pulls/8", dict)
    assert {"assignee", "merge_commit_sha"} - set(pull) == lacks
    assert "assignees" in pull


async def test_another_400_is_no_matter_of_the_version() -> None:
    client, script = scripted(Answer(400, JSON, b'{"message": "Problems parsing JSON"}'))
    with pytest.raises(RequestRefused):
        await client.post(COMMENTS, dict, {"body": "hi"})
    assert len(script.asked) == 1
