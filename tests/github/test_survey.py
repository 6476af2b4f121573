"""A timer's issue, its conversation, the file's sha and the accounts of logins are one question; what that
leaves open, REST tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.core.model import Comment, Subject, User
from bot.core.ports.reader import Reader
from bot.github.transport import InProcessTransport
from fakegithub.http.faults import Fault
from tests.github.test_batch import Tampering
from tests.github.test_meeting import account, asked
from tests.harness.in_process.client import Rig, rig

TOLD = ("number", "title", "body", "author", "state", "labels", "assignees", "updated_at", "node_id")
"""What a timer's decision depends on, and a webhook may not have told yet."""
Known = tuple[list[object], tuple[Comment, ...], tuple[tuple[str, User], ...], User | None]


def discussed(it: Rig) -> None:
    """Somebody is assigned, somebody wrote, and somebody reacted to that."""
    bob = it.github.person("bob")
    bob.labels("acme/widget", 7, "bug")
    bob.assigns("acme/widget", 7, "carol")
    said = bob.comments("acme/widget", 7, "I look at it.")
    it.github.person("eve").reacts("acme/widget", 7, "heart", comment=said)


async def surveyed(it: Rig, number: int | None = 7, *logins: str) -> Reader:
    return await it.service.survey(it.installation, it.repository(), number, logins)


async def all_of(reader: Reader, number: int = 7) -> Known:
    subject = await reader.subject(number)
    assert subject is not None
    comments = await reader.comments(number)
    reactions = await reader.reactions(number, comments[0].id)
    return [getattr(subject, name) for name in TOLD], comments, reactions, await reader.user("mona")


async def test_one_question_tells_what_rest_tells_in_five() -> None:
    it, plain = rig(batches=True), rig()
    for each in (it, plain):
        discussed(each)
        await each.service.config_file(each.installation, each.repository())
        each.clock.advance(301)
        each.github.api.log.clear()
    by_rest = plain.service.reader(plain.installation, plain.repository())
    assert await all_of(await surveyed(it, 7, "mona")) == await all_of(by_rest)
    await it.service.config_file(it.installation, it.repository())
    assert asked(it) == ["POST /graphql"]
    await plain.service.config_file(plain.installation, plain.repository())
    assert len(asked(plain)) == 5


async def test_a_file_that_changed_unheard_is_read_again() -> None:
    it = rig(batches=True)
    await it.service.config_file(it.installation, it.repository())
    with it.github.state.quiet():
        it.github.person("alice").pushes("acme/widget", {".github/stewardbot.yml": "mode: observe\n"})
    it.clock.advance(301)
    await surveyed(it)
    file = await it.service.config_file(it.installation, it.repository())
    assert file.text == "mode: observe\n"


async def test_a_push_that_is_heard_outweighs_what_was_told_before_it() -> None:
    it = rig(batches=True)
    await it.service.config_file(it.installation, it.repository())
    it.clock.advance(301)
    it.service.forget_config(it.repository())
    await surveyed(it)
    it.github.api.log.clear()
    await it.service.config_file(it.installation, it.repository())
    assert asked(it) == ["GET /repos/acme/widget/contents/.github/stewardbot.yml"]


@pytest.mark.parametrize(
    "fault", [Fault.FORBIDDEN, Fault.BAD_GATEWAY, Fault.HALF_ANSWER, Fault.WRONG_SHAPE, Fault.PRIMARY_LIMIT]
)
async def test_where_graphql_has_no_answer_rest_has(fault: Fault) -> None:
    it = rig(batches=True)
    it.github.faults.next("POST", "/graphql", fault)
    subject = await (await surveyed(it)).subject(7)
    assert subject is not None
    assert asked(it) == ["POST /graphql", "GET /repos/acme/widget/issues/7"]


async def test_an_installation_that_refuses_is_not_asked_again_for_an_hour() -> None:
    it = rig(batches=True)
    it.github.faults.next("POST", "/graphql", Fault.FORBIDDEN)
    for seconds, questions in ((1, 1), (3601, 1), (1, 2)):
        await surveyed(it)
        assert asked(it).count("POST /graphql") == questions
        it.clock.advance(seconds)


def hidden(answer: dict[str, Any]) -> dict[str, Any]:
    answer["data"]["repository"]["issue"]["labels"] = None
    path = ["repository", "issue", "labels"]
    return {**answer, "errors": [{"type": "INTERNAL", "message": "Something went wrong", "path": path}]}


def without_ids(answer: dict[str, Any]) -> dict[str, Any]:
    answer["data"]["repository"]["issue"]["author"].pop("databaseId")
    return answer


def elsewhere(answer: dict[str, Any]) -> dict[str, Any]:
    answer["data"]["repository"]["databaseId"] = 1
    return answer


@pytest.mark.parametrize("change", [hidden, without_ids, elsewhere])
async def test_what_is_not_told_whole_is_asked_by_rest(
    change: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    wire = Tampering()
    it = rig(transport=wire, batches=True)
    discussed(it)
    wire.carry, wire.change = InProcessTransport(it.github.api.handle), change
    subject = await (await surveyed(it)).subject(7)
    assert isinstance(subject, Subject)
    assert (subject.labels, subject.author) == (("bug",), account("eve"))
    assert asked(it) == ["POST /graphql", "GET /repos/acme/widget/issues/7"]


async def test_an_account_that_is_not_there_hides_none_of_the_others() -> None:
    it = rig(batches=True)
    reader = await surveyed(it, None, "mona", "nobody-at-all")
    assert (await reader.user("mona"), await reader.user("nobody-at-all")) == (account("mona"), None)
    assert asked(it) == ["POST /graphql", "GET /users/nobody-at-all"]
