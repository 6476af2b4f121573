"""Journey: the stages of newcomers are kept, silently."""

from __future__ import annotations

from tests.scenarios.conftest import Tell
from tests.scenarios.story import OTHER, world

ON = "newcomers: {}"


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
