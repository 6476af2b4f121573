"""Journey: the stages of newcomers are kept, silently."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import OTHER, world
from tests.scenarios.conftest import Tell

ON = "newcomers: {milestones: []}"


@pytest.mark.slow
async def test_from_first_contact_to_the_second_merge(tell: Tell) -> None:
    story = await tell(ON)
    eve, dora = story.person("eve"), story.person("dora")
    issue = await eve.opens_issue("About chunks")
    assert issue.is_untouched
    for title in ("One", "Two", "Three"):
        pull = await eve.opens_pull(title)
        await dora.reviews(pull)
        await dora.merges(pull)
        assert pull.is_untouched
    assert await story.stages("eve") == [
        "first_contact",
        "first_issue",
        "first_pull_request",
        "first_review_received",
        "first_merge",
        "second_merge",
    ]


async def test_once_per_owner(tell: Tell) -> None:
    story = await tell(ON, everywhere=True)
    await story.person("eve").opens_issue("One")
    await story.person("eve", OTHER).opens_issue("Two")
    assert await story.stages("eve") == ["first_contact", "first_issue"]


async def test_a_review_by_oneself_or_by_a_bot_is_no_stage(tell: Tell) -> None:
    story = await tell(ON)
    pull = await story.person("eve").opens_pull("One")
    await story.person("eve").reviews(pull, "commented")
    await story.person("dependabot[bot]").reviews(pull)
    assert await story.stages("eve") == ["first_contact", "first_pull_request"]


async def test_old_hands_members_and_bots_have_none(tell: Tell) -> None:
    before = [{"number": 3, "author": "olga", "state": "closed", "created_at": "2025-01-01T00:00:00Z"}]
    story = await tell(ON, world=world(issues=before))
    for login in ("olga", "alice", "mia", "dependabot[bot]"):
        await story.person(login).opens_issue("Again")
        assert await story.stages(login) == []


async def test_off_without_the_section(tell: Tell) -> None:
    story = await tell("triage: {}")
    await story.person("eve").opens_issue("About chunks")
    assert await story.stages("eve") == []


async def test_what_people_do_for_others_shows_where_they_are(tell: Tell) -> None:
    story = await tell(ON)
    await story.person("eve").opens_issue("About chunks")
    pull = await story.person("dan").opens_pull("One")
    await story.person("eve").reviews(pull, "commented")
    await story.person("eve").labels(pull, "bug")
    await story.person("eve").labels(pull, "support")
    await story.person("eve").merges(pull)
    assert await story.stages("eve") == [
        "first_contact",
        "first_issue",
        "first_review_given",
        "triager",
        "maintainer",
    ]
    await story.person("dan").labels(pull, "support")
    assert await story.stages("dan") == [
        "first_contact",
        "first_pull_request",
        "first_review_received",
        "first_merge",
    ]


@pytest.mark.slow
async def test_merges_by_number(tell: Tell) -> None:
    story = await tell(ON)
    for number in range(1, 11):
        pull = await story.person("eve").opens_pull(f"Change {number}")
        await story.person("dora").merges(pull)
    merges = [stage for stage in await story.stages("eve") if stage.endswith("_merge")]
    assert merges == ["first_merge", "second_merge", "fifth_merge", "tenth_merge"]


@pytest.mark.slow
async def test_whoever_was_active_drifts_and_returns(tell: Tell) -> None:
    story = await tell(ON)
    issue = await story.person("dan").opens_issue("About chunks")
    pull = await story.person("eve").opens_pull("One")
    await story.advance("80 days")
    await story.person("eve").comments(pull, "I am still here.")
    await story.advance("89 days")
    assert "drifting" not in await story.stages("eve")
    await story.advance("2 days")
    assert (await story.stages("eve"))[-1] == "drifting"
    await story.advance("30 days")
    await story.person("eve").comments(issue, "Here I am again.")
    came = story.clock.now()
    await story.advance("14 days")
    assert (await story.stages("eve"))[-2:] == ["drifting", "returned"]
    assert (await story.deeds("eve"))[-1] == (came, "stage:returned")
    await story.advance("91 days")
    await story.person("eve").opens_pull("Two")
    await story.advance("14 days")
    assert (await story.stages("eve"))[-4:] == ["drifting", "returned"] * 2
    assert await story.stages("dan") == ["first_contact", "first_issue"]  # One question is no drifting.


@pytest.mark.slow
async def test_drifting_looks_at_all_repositories_of_the_owner(tell: Tell) -> None:
    story = await tell("newcomers: {drift_after: 30d}", everywhere=True)
    await story.person("eve").opens_pull("One")
    await story.advance("20 days")
    await story.person("eve", OTHER).opens_issue("Elsewhere")
    await story.advance("20 days")
    assert "drifting" not in await story.stages("eve")
    await story.advance("11 days")
    assert (await story.stages("eve"))[-1] == "drifting"


@pytest.mark.slow
async def test_maintainers_hear_privately_what_could_bring_somebody_back(tell: Tell) -> None:
    free = {"number": 41, "title": "Chunks", "body": "see io/zarr.py", "labels": ["good first issue"]}
    story = await tell(
        ON, "notify: {newcomers: chat}\ndigest: {}", world=world(issues=[{**free, "author": "dora"}])
    )
    pull = await story.person("eve").opens_pull("One", files=["io/grib.py"])
    await story.person("dora").merges(pull)
    await story.person("dan").opens_pull("Never merged", files=["io/grib.py"])
    words = list(pull.words)
    await story.advance("130 days")
    lines = [line for letter in story.told for line in letter.splitlines() if "has not been seen" in line]
    assert lines == [
        "- eve, who had a change merged, has not been seen since Mon 2 March. #41 (Chunks) is "
        "free and in their area: a word of somebody they know may be welcome."
    ]
    assert pull.words == words


async def test_ones_own_record_in_words_that_a_manager_understands(tell: Tell) -> None:
    story = await tell(ON)
    place = await story.person("dora").opens_issue("Here we talk")
    pull = await story.person("eve").opens_pull("Clear error")
    await story.advance("3 days")
    await story.person("dora").merges(pull)
    await story.person("eve").comments(place, "Like this: it works now.")
    await story.person("eve").comments(place, "/journey")
    assert place.words[-1] == (
        "@eve, your work in acme/widget, as far as I saw it since 2 March 2026:\n\n"
        "- 1 change accepted into the project\n"
        "- 1 change proposed\n"
        "- 1 request of others answered\n"
        "- 1 contribution to a discussion\n\n"
        "- 2 March 2026: first contact with the project (#2)\n"
        "- 2 March 2026: first change proposed (#2)\n"
        "- 5 March 2026: first change accepted (#2)\n\n"
        "All of it is public record here; nobody is ranked. `/bot forget me` erases what I keep."
    )
    await story.person("frank").comments(place, "/journey")
    assert "@frank, I have seen nothing of yours here before this." in place.words[-1]


async def test_a_record_tells_nothing_of_other_repositories(tell: Tell) -> None:
    story = await tell(ON, everywhere=True, world=world(private=True))
    secret = await story.person("eve").opens_pull("A secret")
    await story.person("dora").merges(secret)
    place = await story.person("eve", OTHER).opens_issue("In the open")
    await story.person("eve", OTHER).comments(place, "/journey")
    assert "your work in acme/gadget" in place.words[-1]
    assert not any(word in place.words[-1] for word in ("widget", "accepted", "proposed", "first"))
