"""An answer counts only where it proves to be GitHub's own: its form, its shape, its size, its host."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.core import effects as fx
from bot.core.errors import Unreachable
from bot.core.markdown import Markdown
from bot.github.errors import GitHubError, Gone, Limited, Outage, RequestRefused
from bot.github.shapes import NOTHING
from bot.github.transport import LARGEST, Answer
from fakegithub.http.faults import Fault
from tests.github.test_client import JSON, scripted
from tests.harness.in_process.client import NOON, Rig, rig

FOREIGN = [
    Fault.PROXY_LOGIN,
    Fault.REQUEST_TIMEOUT,
    Fault.CONFLICT,
    Fault.TOO_EARLY,
    Fault.FORBIDDEN_PAGE,
    Fault.MISSING_PAGE,
    Fault.FOREIGN_REDIRECT,
    Fault.HTML_PAGE,
    Fault.EMPTY_ANSWER,
    Fault.WRONG_SHAPE,
    Fault.HALF_ANSWER,
    Fault.BOMB,
]
"""What is said between us and GitHub, or comes of its answer on the way."""


def say() -> fx.PostComment:
    """A comment."""
    return fx.PostComment(subject="acme/widget#7", body=Markdown("Hello"))


async def receipt_of(it: Rig, effect: fx.Outward, adopt: bool = False) -> tuple[str, bool]:
    """The state, and whether it is uncertain, of one effect."""
    task = it.task(effect, adopt=adopt, since=NOON)
    (receipt,) = await it.service.writer.apply(it.place(), [task])
    return receipt.state, receipt.uncertain


@pytest.mark.parametrize("fault", FOREIGN)
async def test_what_is_not_githubs_is_an_outage_read_or_written(fault: Fault) -> None:
    it = rig()
    it.github.faults.next("*", "comments", fault, times=2)
    with pytest.raises(Unreachable):
        await it.service.reader(it.installation, it.repository()).comments(7)
    assert await receipt_of(it, say()) == ("retry", True)


@pytest.mark.parametrize("fault", FOREIGN)
async def test_a_comment_comes_once_whatever_became_of_the_answer(fault: Fault) -> None:
    it = rig()
    it.github.faults.next("POST", "comments", fault)
    assert await receipt_of(it, say()) == ("retry", True)
    for _ in range(3):
        it.clock.advance(45)
        state, _ = await receipt_of(it, say(), adopt=True)
        if state == "done":
            break
    issue = it.github.state.issue("acme/widget", 7)
    assert issue is not None
    assert (state, len(issue.comments)) == ("done", 1)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422, 451])
async def test_a_gateways_json_is_no_no_of_githubs(status: int) -> None:
    plain = {"content-type": "application/json"}
    for body in (b'{"message": "Forbidden"}', b'{"message": "no route", "code": 404, "errors": ["x"]}'):
        client, _ = scripted(Answer(status, plain, body))
        with pytest.raises(Outage):
            await client.get("/x", NOTHING)


@pytest.mark.parametrize("status", [203, 205, 206, 226])
async def test_an_answer_that_somebody_changed_on_the_way_is_none(status: int) -> None:
    client, _ = scripted(Answer(status, JSON, b"[]"))
    with pytest.raises(Outage):
        await client.get("/x", list[Any])


async def test_each_no_of_githubs_is_one_only_in_githubs_form() -> None:
    said = b'{"message": "because", "documentation_url": "https://docs.github.com/rest", "status": "4xx"}'
    own: dict[int, type[GitHubError]] = {
        400: RequestRefused, 403: RequestRefused, 404: Gone, 410: Gone, 413: RequestRefused,
        422: RequestRefused, 451: RequestRefused, 402: Outage, 407: Outage, 408: Outage, 409: Outage,
        421: Outage, 425: Outage, 499: Outage,
    }  # fmt: skip
    for status, meaning in own.items():
        client, _ = scripted(Answer(status, JSON, said))
        with pytest.raises(GitHubError) as caught:
            await client.get("/x", dict)
        assert type(caught.value) is meaning, status
        for kind, body in (("text/html", said), ("application/json", b"{}"), ("application/json", b"")):
            client, _ = scripted(Answer(status, {"content-type": kind}, body))
            with pytest.raises(Outage):
                await client.get("/x", dict)
    client, _ = scripted(Answer(409, JSON, said))
    with pytest.raises(RequestRefused):  # documented where files are written
        await client.put("/repos/acme/widget/contents/a", dict, {})


async def test_an_empty_answer_is_no_empty_list_and_a_page_is_not_followed_in_a_circle() -> None:
    for answer in (Answer(200, JSON, b""), Answer(204, {}, b""), Answer(200, JSON, b"{}")):
        client, _ = scripted(answer)
        with pytest.raises(Outage):
            [item async for item in client.items("/x", dict)]
    client, _ = scripted(Answer(200, JSON, b""))
    with pytest.raises(Outage):  # nor is it the 204 that says yes
        await client.get("/orgs/acme/members/eve", NOTHING)
    circle = {**JSON, "link": '<https://api.github.com/x?per_page=100>; rel="next"'}
    client, script = scripted(Answer(200, circle, b"[{}]"))
    with pytest.raises(Outage):
        [item async for item in client.items("/x", dict)]
    assert len(script.asked) == 1


async def test_what_is_not_githubs_is_not_kept_to_be_revalidated() -> None:
    portal = Answer(200, {"content-type": "text/html", "etag": '"1"'}, b"<html>")
    odd = Answer(200, {**JSON, "etag": '"2"'}, b"[]")
    client, script = scripted(portal, odd, Answer(200, JSON, b"{}"))
    for _ in range(2):
        with pytest.raises(Outage):
            await client.get("/x", dict)
    assert await client.get("/x", dict) == {}
    assert not any("if-none-match" in headers for headers in script.headers)


async def test_a_fault_of_graphqls_own_is_no_refusal() -> None:
    said = b'{"data": null, "errors": [{"message": "Something went wrong while executing your query on x."}]}'
    for body in (said, b'{"data": null}', b"{}"):
        client, _ = scripted(Answer(200, JSON, body))
        with pytest.raises(Outage) as caught:
            await client.graphql("{a}", dict[str, object])
        assert caught.value.maybe_applied


async def test_our_own_identity_is_waited_for() -> None:
    it = rig()
    it.github.faults.next("GET", "^/app$", Fault.MISSING)
    with pytest.raises(Unreachable, match=r"does not know the App \(GET /app: Not Found\)"):
        await it.service.me()
    it.github.faults.next("GET", "^/users/", Fault.MISSING)
    with pytest.raises(Unreachable, match="the App's own account"):
        await it.service.me()
    assert (await it.service.me()).login == "stewardbot[bot]"


async def test_a_search_that_did_not_come_to_an_end_proves_nobody_new() -> None:
    assert LARGEST > 100 * 65_536 * 4  # a page of the longest bodies fits
    it = rig()
    answer = it.connection.transport.send
    whole, cut = b'"incomplete_results":false', b'"incomplete_results":true'

    async def send(*request: Any) -> Answer:
        answered = await answer(*request)
        return answered._replace(body=answered.body.replace(whole, cut))

    it.connection.transport.send = send  # type: ignore[method-assign, assignment]
    reader = it.service.reader(it.installation, it.repository())
    with pytest.raises(Unreachable):
        await reader.has_contributed("mona")
    assert await reader.has_contributed("dan")


async def test_a_404_at_the_look_up_proves_nothing_until_it_is_said_twice() -> None:
    it = rig()
    it.github.faults.next("POST", "comments", Fault.LOST_ANSWER)
    assert await receipt_of(it, say()) == ("retry", True)
    it.github.faults.next("GET", "comments", Fault.MISSING)
    assert await receipt_of(it, say(), adopt=True) == ("retry", False)
    assert (await receipt_of(it, say(), adopt=True))[0] == "done"
    issue = it.github.state.issue("acme/widget", 7)
    assert issue is not None
    assert len(issue.comments) == 1


async def test_a_404_at_a_write_is_believed_where_the_repository_answers() -> None:
    it = rig()
    it.github.faults.next("*", "repos/acme/widget", Fault.MISSING, times=2)
    assert await receipt_of(it, say()) == ("retry", False)
    assert (await receipt_of(it, say()))[0] == "done"
    it.github.person("alice").deletes_issue("acme/widget", 7)
    assert (await receipt_of(it, say()))[0] == "gone"


async def test_a_sticky_comment_is_not_posted_anew_on_a_proxys_word() -> None:
    it = rig()
    (posted,) = await it.service.writer.apply(it.place(), [it.task(say())])
    it.github.faults.next("*", "repos/acme/widget", Fault.MISSING, times=2)
    task = it.task(say(), comment_id=posted.remote_id)
    (receipt,) = await it.service.writer.apply(it.place(), [task])
    assert receipt.state == "retry"
    issue = it.github.state.issue("acme/widget", 7)
    assert issue is not None
    assert len(issue.comments) == 1


@pytest.mark.slow
async def test_limits_and_tokens_end_by_githubs_clock() -> None:
    it = rig()
    ours = it.clock.now
    it.github.state.now = lambda: ours() - timedelta(hours=1)  # type: ignore[method-assign]
    it.github.faults.next("GET", "widget", Fault.PRIMARY_LIMIT)
    with pytest.raises(Limited) as caught:
        await it.client.get("/repos/acme/widget", dict)
    assert caught.value.until == NOON + timedelta(hours=1)
    it.clock.advance(3601)
    for _ in range(3):
        await it.client.get("/repos/acme/widget", dict)
    assert it.github.api.count("POST", "access_tokens") == 3  # refused, given, renewed


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(hours=9), timedelta(hours=-9)])
async def test_our_own_comment_is_found_whatever_our_clock_says(ahead: timedelta) -> None:
    it = rig()
    ours = it.clock.now
    it.github.state.now = lambda: ours() - ahead  # type: ignore[method-assign]
    it.github.faults.next("POST", "comments", Fault.LOST_ANSWER)
    assert await receipt_of(it, say()) == ("retry", True)
    it.clock.advance(45)
    assert (await receipt_of(it, say(), adopt=True))[0] == "done"
    issue = it.github.state.issue("acme/widget", 7)
    assert issue is not None
    assert len(issue.comments) == 1
    assert it.github.api.count("POST", "access_tokens") == 2  # the first was refused, and told GitHub's time


@pytest.mark.parametrize("question", ["labels", "milestones", "comments", "subject"])
async def test_a_404_where_a_list_belongs_is_neither_empty_nor_gone_until_the_repository_answers(
    question: str,
) -> None:
    it = rig()
    reader = it.service.reader(it.installation, it.repository())
    numbers = () if question in ("labels", "milestones") else (7,)
    it.github.faults.next("GET", "repos/acme/widget", Fault.MISSING, times=2)
    with pytest.raises(Unreachable):
        await getattr(reader, question)(*numbers)
    assert await reader.subject(404) is None
    assert await reader.comments(404) == ()
