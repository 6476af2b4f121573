"""The first look: everything once, a request a page, to be taken up again where it stopped."""

from __future__ import annotations

import pytest

from bot.core.errors import NoAccess, Unreachable
from bot.github.read.first_sync import SyncPage
from fakegithub.http.faults import Fault
from fakegithub.payloads import accounts
from tests.harness.in_process.client import WORLD, Rig, rig

pytestmark = pytest.mark.usefixtures("each_version")


def crowded() -> Rig:
    """A repository with 240 open issues and some closed ones."""
    issues = [
        {"number": n, "title": f"no {n}", "state": "closed" if n > 240 else "open"} for n in range(1, 251)
    ]
    repository = {**WORLD["repositories"][0], "issues": issues}
    return rig({**WORLD, "repositories": [repository]})


async def pages(it: Rig, cursor: str | None = None, most: int = 100) -> list[SyncPage]:
    """So many pages after the cursor."""
    found: list[SyncPage] = []
    async for page in it.service.sync_pages(it.installation, it.repository(), cursor):
        found.append(page)
        if len(found) == most:
            break
    return found


async def test_all_that_is_open_comes_a_request_a_page() -> None:
    it = crowded()
    found = await pages(it)
    kinds = ["labels", "subjects", "subjects", "subjects", "people", "people", "milestones"]
    assert [page.kind for page in found] == kinds
    assert [milestone.title for milestone in found[-1].milestones] == ["v1.0"]
    assert [subject.number for page in found for subject in page.subjects] == list(range(1, 241))
    assert [label.name for label in found[0].labels] == ["bug", "Kind/Docs"]
    assert {user.login for page in found for user in page.people} == {"alice", "bob", "carol", "mona"}
    assert found[-1].cursor is None
    assert it.spent("GET") == 7


async def test_who_stops_goes_on_where_it_was() -> None:
    it = crowded()
    seen: list[int] = []
    cursor, rounds = None, 0
    while rounds == 0 or cursor is not None:
        (page,) = await pages(it, cursor, most=1)
        seen += [subject.number for subject in page.subjects]
        cursor, rounds = page.cursor, rounds + 1
    assert (seen, rounds) == (list(range(1, 241)), 7)
    assert it.spent("GET") == 7


@pytest.mark.slow
async def test_a_passing_trouble_keeps_the_cursor_good() -> None:
    it = crowded()
    cursor = (await pages(it, most=2))[-1].cursor
    it.github.faults.next("GET", "issues", Fault.BAD_GATEWAY)
    with pytest.raises(Unreachable):
        await pages(it, cursor)
    assert [subject.number for subject in (await pages(it, cursor))[0].subjects] == list(range(101, 201))


async def test_a_repository_out_of_sight_is_no_access() -> None:
    it = rig()
    installation = it.installation
    elsewhere = it.repository().model_copy(update={"full_name": "acme/gone"})
    for error in (Unreachable, NoAccess):
        with pytest.raises(error):
            [page async for page in it.service.sync_pages(installation, elsewhere, None)]
        it.clock.advance(45)
    it.github.person("alice").uninstalls("acme")
    for error in (Unreachable, NoAccess):
        with pytest.raises(error):
            [page async for page in it.service.sync_pages(installation, it.repository(), None)]
        it.clock.advance(45)


async def test_who_works_there_may_be_hidden_from_us() -> None:
    it = rig()
    it.github.faults.next("GET", "/collaborators", Fault.FORBIDDEN)
    seen = await pages(it)
    assert [page.kind for page in seen] == ["labels", "subjects", "people", "people", "milestones"]
    assert seen[2].people == []
    assert seen[3].people


async def test_a_cursor_that_makes_no_sense_begins_anew() -> None:
    assert (await pages(rig(), "77 /nonsense", most=1))[0].kind == "labels"


@pytest.mark.slow
async def test_it_says_when_all_members_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    it = crowded()
    assert [page.all_members for page in await pages(it)] == [False] * 5 + [True, False]
    monkeypatch.delitem(accounts.PERMISSIONS, "members")  # then GitHub lists those alone who show it
    assert not any(page.all_members for page in await pages(crowded()))


async def test_a_list_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.github.read.first_sync.PAGES_MOST", 2)
    with pytest.raises(Unreachable, match="does not come to an end"):
        await pages(crowded())
