"""The App's key opens its installations: each token asked once, renewed in time, dropped when refused."""

from __future__ import annotations

import asyncio

import jwt
import pytest

from bot.core.model import User
from bot.github.errors import Outage, Unauthorized
from fakegithub.http.faults import Fault
from tests.harness.app_key import pem
from tests.harness.in_process.client import rig

REPO = "/repos/acme/widget"


def tokens_asked(it: object) -> int:
    """How many tokens GitHub was asked for."""
    return int(it.github.api.count("POST", "access_tokens"))  # type: ignore[attr-defined]


async def test_many_who_ask_at_once_wait_for_one_token() -> None:
    it = rig()
    await asyncio.gather(*(it.client.get(REPO, dict) for _ in range(20)))
    assert tokens_asked(it) == 1


async def test_one_who_gives_up_does_not_take_the_token_from_the_others() -> None:
    it = rig()
    first = asyncio.create_task(it.tokens.token(it.installation))
    second = asyncio.create_task(it.tokens.token(it.installation))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).startswith("ghs_")
    assert tokens_asked(it) == 1


async def test_a_token_is_used_until_five_minutes_before_its_end() -> None:
    it = rig()
    await it.client.get(REPO, dict)
    it.clock.advance(54 * 60)
    await it.client.get(REPO, dict)
    assert tokens_asked(it) == 1
    it.clock.advance(61)
    await it.client.get(REPO, dict)
    assert tokens_asked(it) == 2


async def test_a_token_that_was_revoked_is_replaced_without_a_word() -> None:
    it = rig()
    await it.client.get(REPO, dict)
    it.github.api.tokens.revoke_all()
    posted = await it.client.post(f"{REPO}/issues/7/comments", dict, {"body": "once"})
    assert posted["body"] == "once"
    assert tokens_asked(it) == 2
    issue = it.github.state.issue("acme/widget", 7)
    assert issue is not None
    assert len(issue.comments) == 1


async def test_a_github_that_refuses_every_token_is_not_asked_forever() -> None:
    it = rig()
    it.github.faults.next("GET", REPO, Fault.UNAUTHORIZED, times=100)
    with pytest.raises(Unauthorized) as caught:
        await it.client.get(REPO, dict)
    assert not caught.value.installation_lost
    assert tokens_asked(it) == 2


async def test_a_failed_question_is_asked_again_by_the_next() -> None:
    it = rig()
    it.github.faults.next("POST", "access_tokens", Fault.BAD_GATEWAY)
    with pytest.raises(Outage):
        await it.client.get(REPO, dict)
    assert await it.client.get(REPO, dict)


@pytest.mark.slow
async def test_an_installation_that_is_gone_or_suspended_is_lost() -> None:
    it = rig()
    client = it.client
    await client.get(REPO, dict)
    it.github.person("alice").suspends("acme")
    with pytest.raises(Outage, match="suspended"):
        await client.get(REPO, dict)
    it.clock.advance(45)
    with pytest.raises(Unauthorized, match="suspended") as suspended:
        await client.get(REPO, dict)
    assert suspended.value.installation_lost
    it.github.person("alice").unsuspends("acme")
    assert await client.get(REPO, dict)
    it.github.person("alice").uninstalls("acme")
    with pytest.raises(Outage, match="Not Found"):
        await client.get(REPO, dict)
    it.clock.advance(45)
    with pytest.raises(Unauthorized, match="not installed") as gone:
        await client.get(REPO, dict)
    assert gone.value.installation_lost


@pytest.mark.slow
async def test_the_apps_own_token_is_signed_for_githubs_rules_on_our_clock() -> None:
    it = rig()
    public = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).prepare_key(pem()).public_key()  # type: ignore[union-attr]
    headers = [await it.tokens.app.auth.authorization()]
    it.clock.advance(7 * 60 - 1)
    headers.append(await it.tokens.app.auth.authorization())
    it.clock.advance(1)
    headers.append(await it.tokens.app.auth.authorization())
    assert headers[0] == headers[1] != headers[2]
    claims = jwt.decode(
        headers[2].removeprefix("Bearer "),
        public,
        algorithms=["RS256"],
        options={"verify_exp": False, "verify_iat": False},
    )
    now = int(it.clock.now().timestamp())
    assert claims == {"iat": now - 60, "exp": now + 480, "iss": str(it.github.state.app.id)}
    it.clock.advance(7 * 60)
    assert await it.tokens.app.get("/app", dict)


async def test_who_we_are_is_asked_when_first_needed_and_once() -> None:
    it = rig()
    assert not it.github.api.log
    told = await asyncio.gather(*(it.tokens.me(it.installation) for _ in range(5)))
    bot = it.github.state.app.bot
    assert set(told) == {User(id=bot.id, login="stewardbot[bot]", type="Bot")}
    assert it.github.api.count("GET", "^/app$") == 1
    assert it.github.api.count("GET", r"^/users/stewardbot%5Bbot%5D$") == 1


async def test_who_we_are_can_be_asked_before_anything_is_known() -> None:
    it = rig()
    assert (await it.tokens.me()).login == "stewardbot[bot]"
    bare = rig({"now": it.clock.now().isoformat()})
    assert (await bare.tokens.me()).login == "stewardbot[bot]"


async def test_which_installation_reaches_a_repository() -> None:
    it = rig()
    assert await it.tokens.installation_for("acme/widget") == it.installation
    assert await it.tokens.installation_for("ACME/widget") == it.installation
    assert it.github.api.count("GET", "installation$") == 1
    assert await it.tokens.installation_for("nobody/nothing") is None
    it.github.person("alice").suspends("acme")
    it.tokens.forget(it.installation)
    assert await it.tokens.installation_for("acme/widget") is None
