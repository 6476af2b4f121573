"""The repository's file: from the default branch, else from the owner's, else none; and nothing mixed up."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.errors import NoAccess, Unreachable
from bot.core.ports.writer import ConfigFile
from bot.github.service import GitHubService
from fakegithub.http.faults import Fault
from tests.harness.in_process.client import WORLD, Rig, rig

PATH = ".github/stewardbot.yml"


async def fetched(it: Rig, name: str = "acme/widget") -> ConfigFile:
    """What the bot reads."""
    return await it.service.config_file(it.installation, it.repository(name))


async def test_the_file_comes_with_its_source() -> None:
    found = await fetched(rig())
    assert found.text == "mode: act\n"
    assert found.source == f"acme/widget@{found.sha}:{PATH}"
    assert len(found.sha) == 40


async def test_it_is_asked_once_until_it_is_forgotten() -> None:
    it = rig()
    await asyncio.gather(*(fetched(it) for _ in range(5)))
    assert it.spent("GET", "contents") == 1
    it.github.person("alice").pushes("acme/widget", {PATH: "mode: observe\n"})
    assert (await fetched(it)).text == "mode: act\n"
    it.service.forget_config(it.repository())
    assert (await fetched(it)).text == "mode: observe\n"


async def test_after_five_minutes_it_is_looked_at_again() -> None:
    it = rig()
    await fetched(it)
    it.github.person("alice").pushes("acme/widget", {PATH: "mode: observe\n"})
    it.clock.advance(301)
    assert (await fetched(it)).text == "mode: observe\n"


async def test_where_pushes_are_heard_an_hour_passes_before_it_is_looked_at_unasked() -> None:
    it = rig()
    service = GitHubService(it.connection, it.tokens, hears_pushes=True)

    async def asks(name: str) -> ConfigFile:
        return await service.config_file(it.installation, it.repository(name))

    own, owners = await asks("acme/widget"), await asks("acme/secret")
    for name in ("acme/widget", "acme/.github"):
        it.github.person("alice").pushes(name, {PATH: "mode: plan\n"})
    it.clock.advance(301)
    assert (await asks("acme/widget"), (await asks("acme/secret")).text) == (own, "mode: plan\n")
    assert owners.text == "mode: observe\n", "nobody may tell us of a push to a repository that is not ours"
    it.clock.advance(3301)
    assert (await asks("acme/widget")).text == "mode: plan\n"


async def test_a_push_while_it_is_being_read_is_not_overlooked() -> None:
    it = rig()
    await it.client.get("/repos/acme/widget", dict)
    reading = asyncio.create_task(fetched(it))
    pushed = False

    def push_now(method: str, path: str, status: int, seconds: float) -> None:
        nonlocal pushed
        if "contents" in path and not pushed:
            pushed = True
            it.github.person("alice").pushes("acme/widget", {PATH: "mode: observe\n"})
            it.service.forget_config(it.repository())

    it.connection.on_request = push_now
    assert (await reading).text == "mode: act\n"
    assert (await fetched(it)).text == "mode: observe\n"


async def test_without_one_the_owners_speaks_and_its_push_is_heard_everywhere() -> None:
    it = rig()
    found = await fetched(it, "acme/secret")
    assert found.text == "mode: observe\n"
    assert found.source.startswith("acme/.github@")
    it.github.person("alice").pushes("acme/.github", {PATH: "mode: act\n"})
    it.service.forget_config(it.repository("acme/.github"))
    assert (await fetched(it, "acme/secret")).text == "mode: act\n"


async def test_no_file_anywhere_is_no_file() -> None:
    it = rig({**WORLD, "repositories": [{"name": "acme/widget"}]})
    assert await fetched(it) == ConfigFile()
    assert it.spent("GET", "acme/.github/contents") == 1


@pytest.mark.slow
async def test_no_installation_and_no_sight_are_no_access() -> None:
    it = rig()
    with pytest.raises(NoAccess, match="not installed"):
        await it.service.config_file(None, it.repository())
    elsewhere = it.repository().model_copy(update={"id": 99, "full_name": "other/place"})
    with pytest.raises(Unreachable, match=r"other/place: Not Found; asked again") as first:
        await it.service.config_file(it.installation, elsewhere)
    assert first.value.until == it.clock.now() + timedelta(seconds=45)
    it.clock.advance(45)
    with pytest.raises(NoAccess, match="cannot see"):
        await it.service.config_file(it.installation, elsewhere)
    it.github.person("alice").suspends("acme")
    with pytest.raises(Unreachable, match="suspended"):
        await fetched(it)
    it.clock.advance(45)
    with pytest.raises(NoAccess, match="suspended"):
        await fetched(it)


async def test_a_missing_repository_is_believed_only_where_github_knows_us_meanwhile() -> None:
    it = rig()
    it.github.faults.next("GET", "/", Fault.MISSING, times=100)  # a gateway that has lost its way
    for _ in range(3):
        with pytest.raises(Unreachable):
            await fetched(it)
        it.clock.advance(60)
    it.github.faults.clear()
    assert (await fetched(it)).text == "mode: act\n"


async def test_a_no_that_github_takes_back_between_counts_no_more() -> None:
    it = rig()
    for _ in range(2):
        it.github.faults.next("GET", "repos/acme/widget", Fault.MISSING, times=2)
        with pytest.raises(Unreachable):
            await fetched(it)
        it.clock.advance(60)
        assert (await fetched(it)).text == "mode: act\n"
        it.clock.advance(301)


@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.SECONDARY_LIMIT, Fault.LOST_REQUEST])
async def test_a_passing_trouble_is_never_taken_for_a_missing_file(fault: Fault) -> None:
    it = rig()
    it.github.faults.next("GET", "contents", fault)
    with pytest.raises(Unreachable):
        await fetched(it)
    it.github.faults.next("GET", "acme/.github/contents", Fault.SERVER_ERROR)
    it.clock.advance(61)
    with pytest.raises(Unreachable):
        await fetched(it, "acme/secret")


async def test_a_file_nobody_could_have_written_is_a_problem_said_in_words() -> None:
    it = rig()
    it.github.person("alice").pushes("acme/widget", {PATH: "#" * 70_000})
    found = await fetched(it)
    assert (found.text, found.problem) == (None, f"{PATH} has 70,000 bytes; 65,536 are the most")
    it.github.person("alice").pushes("acme/widget", {PATH: "\udc80"})
    it.service.forget_config(it.repository())
    assert (await fetched(it)).problem == f"{PATH} is not UTF-8 text"
    it.github.person("alice").pushes("acme/widget", {PATH: None, f"{PATH}/inside": "x"})
    it.service.forget_config(it.repository())
    assert (await fetched(it)).problem == f"{PATH} is not a file"


async def test_a_byte_order_mark_is_no_part_of_it() -> None:
    it = rig()
    it.github.person("alice").pushes("acme/widget", {PATH: "\ufeffmode: act\n"})
    assert (await fetched(it)).text == "mode: act\n"
