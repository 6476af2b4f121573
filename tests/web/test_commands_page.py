"""`/r/{owner}/{repo}/commands`: how to command the bot in a repository, for everybody and for programs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.backstage import page_backstage
from bot.clock import SystemClock
from bot.web.site import Site
from tests.harness.in_process.story import OTHER, REPO, STEWARD, Story, world
from tests.harness.over_http.door import House, open_house

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
SECTIONS = (
    "labels: {families: [kind, sig]}",
    "lifecycle: {close: write}",
    "commands: {preset: prow}",
    STEWARD,
)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A server beside a bot that has read acme/widget's file; acme/gadget is private."""
    started = world()
    started["repositories"][1]["private"] = True
    async with Story(*SECTIONS, world=started, everywhere=True) as story:
        await story.person("eve").opens_issue("It breaks")
        opened = await open_house(site=Site(SystemClock(), partial(page_backstage, story.database)))
        yield opened
        await opened.client.close()


async def test_strangers_read_how_to_command_a_public_repository(house: House) -> None:
    answer = await house.client.get(f"/r/{REPO}/commands", headers=BROWSER)
    assert answer.status == 200
    text = await answer.text()
    assert "Commands in acme/widget" in text
    assert "<code>/sig</code>" in text
    assert "/assign" not in text
    assert "<code>kind/bug</code>" in text
    assert "people with the write role" in text


@pytest.mark.parametrize("path", [f"/r/{REPO}/commands.json", "/r/ACME/Widget/commands?format=json"])
async def test_programs_read_the_same(house: House, path: str) -> None:
    sheet = await (await house.client.get(path)).json()
    assert (sheet["repository"], sheet["mode"], sheet["preset"]) == (REPO, "act", "prow")
    groups = {group["feature"]: group["commands"] for group in sheet["groups"]}
    assert list(groups) == ["steward", "labels", "lifecycle", "help"]
    commands = {command["usage"]: command for commands in groups.values() for command in commands}
    family = commands["/kind name …"]
    assert family["words"] == ["/kind", "/sig"]
    assert family["who"] == "anyone"
    assert family["examples"][0] == {"line": "/kind bug", "means": "sets `kind/bug`"}
    assert commands["/hold [why]"]["where"] == "pull requests"
    assert commands["/help-wanted"]["words"] == ["/help-wanted", "/help"]


@pytest.mark.parametrize(
    "path",
    [
        f"/r/{OTHER}/commands",
        f"/r/{OTHER}/commands.json",
        "/r/nobody/nothing/commands",
    ],
)
async def test_a_private_repository_is_as_unknown_as_one_that_does_not_exist(house: House, path: str) -> None:
    answer = await house.client.get(path)
    assert answer.status == 404
    missing = await house.client.get("/nothing/at/all")
    assert await answer.json() == await missing.json()


@pytest.mark.parametrize(
    "path",
    [
        "/r/acme/widget",
        "/r/acme/widget/cases",
        "/r/acme/widget/commands/more",
        "/r/acme/commands",
        "/r/acme/%3Cscript%3E/commands",
        "/r/acme/widget%00/commands",
        "/r/a%2Fb/c/commands",
    ],
)
async def test_the_other_pages_stay_shut(house: House, path: str) -> None:
    assert (await house.client.get(path)).status == 404


async def test_a_repository_without_a_file_has_what_is_always_on() -> None:
    async with Story(world=world()) as story:
        await story.person("dora").pushes(".github/stewardbot.yml", None)
        await story.person("eve").opens_issue("It breaks")
        house = await open_house(site=Site(SystemClock(), partial(page_backstage, story.database)))
        sheet = await (await house.client.get(f"/r/{REPO}/commands.json")).json()
        await house.client.close()
    assert "help" in [group["feature"] for group in sheet["groups"]]
    assert "labels" not in [group["feature"] for group in sheet["groups"]]
