"""Whoever is met for the first time is asked about in one question; what that leaves open, REST tells."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.core.model import User
from bot.core.permissions import Role
from bot.github.read.reader import RepositoryReader
from bot.github.transport import InProcessTransport
from fakegithub.http.faults import Fault
from fakegithub.model.ids import stable_id
from tests.github.test_batch import Tampering
from tests.harness.in_process.client import NOON, Rig, rig


def account(login: str) -> User:
    """The account that a world begins with under this login."""
    return User(id=stable_id("user", login), login=login)


def reader(it: Rig, name: str = "acme/widget") -> RepositoryReader:
    return it.service.readers.reader(it.installation, it.repository(name))


def asked(it: Rig) -> list[str]:
    paths = [f"{sent.method} {sent.path.partition('?')[0]}" for sent in it.github.api.log]
    return [path for path in paths if "access_tokens" not in path]


async def all_about(it: RepositoryReader, login: str) -> tuple[Role, bool, bool, bool]:
    person = account(login)
    return (
        await it.role_of(person),
        await it.is_member(person),
        await it.has_contributed(login),
        await it.has_proposed(login),
    )


@pytest.mark.parametrize("name", ["acme/widget", "acme/secret"])
@pytest.mark.parametrize("login", ["alice", "bob", "carol", "mona", "dan", "eve", "zed"])
async def test_one_question_tells_what_rest_tells_in_four(login: str, name: str) -> None:
    it, plain = rig(batches=True), rig()
    for each in (it, plain):
        each.github.state.person(login)
    assert await all_about(reader(it, name), login) == await all_about(reader(plain, name), login)
    assert asked(it) == ["POST /graphql"]


@pytest.mark.parametrize("first", ["role", "membership", "contributions"])
async def test_whichever_is_asked_first_brings_the_others(first: str) -> None:
    it = rig(batches=True)
    ask = reader(it)
    if first == "role":
        await ask.role_of(account("eve"))
    elif first == "membership":
        await ask.is_member(account("eve"))
    else:
        await ask.has_contributed("eve")
    await all_about(ask, "eve")
    assert asked(it) == ["POST /graphql"]


async def test_what_is_their_first_makes_nobody_an_old_hand() -> None:
    it = rig(batches=True)
    assert not await reader(it).has_contributed("eve")
    since = it.service.readers.reader(it.installation, it.repository(), NOON - timedelta(minutes=30))
    assert await since.has_contributed("eve")
    assert not await since.has_contributed("eve", "acme/widget#7", NOON - timedelta(minutes=30))


async def test_later_each_is_asked_by_itself_and_costs_nothing_where_it_has_not_changed() -> None:
    it = rig(batches=True)
    await all_about(reader(it), "bob")
    for _ in range(2):
        it.clock.advance(301)
        assert await reader(it).role_of(account("bob")) == Role.WRITE
    assert [sent.status for sent in it.github.api.log if sent.method == "GET"] == [200, 304]


async def test_what_is_said_of_the_heir_of_a_login_is_not_said_of_who_had_it() -> None:
    it = rig(batches=True)
    bob = account("bob")
    it.github.person("bob").renames_account("robert")
    it.github.person("alice").adds_collaborator("acme/widget", "bob", "admin")
    assert await reader(it).role_of(bob) == Role.READ
    heir = it.github.state.person("bob")
    assert await reader(it).role_of(User(id=heir.id, login="bob")) == Role.ADMIN


async def test_a_hidden_member_is_none_where_we_may_not_know() -> None:
    it = rig(batches=True)
    acme = it.github.state.organizations["acme"]
    acme.concealed.add("alice")
    installation = it.github.state.installation("acme")
    assert installation is not None
    installation.permissions = {"metadata": "read", "issues": "write"}
    assert not await reader(it).is_member(account("alice"))


@pytest.mark.parametrize(
    "fault", [Fault.FORBIDDEN, Fault.BAD_GATEWAY, Fault.HALF_ANSWER, Fault.WRONG_SHAPE, Fault.PRIMARY_LIMIT]
)
async def test_where_graphql_has_no_answer_rest_has(fault: Fault) -> None:
    it = rig(batches=True)
    it.github.faults.next("POST", "/graphql", fault)
    assert await reader(it).role_of(account("carol")) == Role.TRIAGE
    assert asked(it)[-1] == "GET /repos/acme/widget/collaborators/carol/permission"


async def test_an_installation_that_refuses_is_not_asked_again_for_an_hour() -> None:
    it = rig(batches=True)
    it.github.faults.next("POST", "/graphql", Fault.FORBIDDEN)
    await reader(it).role_of(account("carol"))
    await reader(it).role_of(account("bob"))
    assert asked(it).count("POST /graphql") == 1
    it.clock.advance(3601)
    await reader(it).role_of(account("mona"))
    assert asked(it).count("POST /graphql") == 2


def without(field: str) -> Any:
    def change(answer: dict[str, Any]) -> dict[str, Any]:
        error = {"type": "FORBIDDEN", "message": "Resource not accessible by integration", "path": [field]}
        return {"data": {**answer["data"], field: None}, "errors": [error]}

    return change


@pytest.mark.parametrize("field", ["repository", "user", "issues", "pulls"])
async def test_what_an_answer_leaves_open_is_asked_by_rest_and_nothing_else(field: str) -> None:
    wire = Tampering()
    it, plain = rig(transport=wire, batches=True), rig()
    wire.carry, wire.change = InProcessTransport(it.github.api.handle), without(field)
    assert await all_about(reader(it), "dan") == await all_about(reader(plain), "dan")
    assert 1 < len(asked(it)) < len(asked(plain)) + 1


async def test_an_answer_to_nothing_at_all_settles_nothing() -> None:
    wire = Tampering()
    it, plain = rig(transport=wire, batches=True), rig()
    wire.carry = InProcessTransport(it.github.api.handle)
    wire.change = lambda answer: {"data": None, "errors": [{"type": "RATE_LIMITED", "message": "rate limit"}]}
    wire.headers = {"x-ratelimit-remaining": "0"}
    assert await all_about(reader(it), "alice") == await all_about(reader(plain), "alice")


async def test_a_login_that_could_change_the_question_is_never_put_into_it() -> None:
    it = rig(batches=True)
    assert not await reader(it).has_contributed("eve user:other")
    assert await reader(it).role_of(User(id=5, login="../../orgs/acme")) == Role.READ
    assert "POST /graphql" not in asked(it)
