"""Reviews: whoever was asked and has said nothing is reminded once, inward; the author never."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.in_process.story import REPO, STEWARD, Story, Thread, world
from tests.scenarios.conftest import Tell

ON = "reviews: {remind_after: 3 working days}"
TOLD = "notify: {reviews: chat}"
THURSDAY = "2026-03-05 09:00"
"""Three working days after Monday 09:00 end on Wednesday at 17:00."""


async def asked(story: Story, *logins: str, teams: tuple[str, ...] = (), draft: bool = False) -> Thread:
    """eve's pull request, and a review asked of these people."""
    eve, dora = story.person("eve").alone, story.person("dora").alone
    number = await story.after(lambda: eve.opens_pull(REPO, "Clear error", files=["a.py"], draft=draft))
    await story.after(lambda: dora.requests_review(REPO, number, *logins, teams=teams))
    return story.thread(number)


async def test_a_reviewer_without_a_word_is_reminded_once_in_private(tell: Tell) -> None:
    story = await tell(ON, TOLD)
    pull = await asked(story, "bob")
    await story.until("2026-03-04 16:59")
    assert story.told == []
    await story.until("2026-03-04 17:00")
    await story.until(THURSDAY)
    assert story.told == [
        "bob: acme/widget#1 waits for your review, asked for on Mon 2 March. Any word there shows that you "
        "have it; `/uncc` there hands it back, no reason needed. “Clear error”: "
        "https://github.com/acme/widget/issues/1"
    ]
    await story.advance("60 days")
    assert len(story.told) == 1
    assert pull.is_untouched


@pytest.mark.slow
async def test_without_a_channel_by_one_comment_a_day(tell: Tell) -> None:
    story = await tell(ON)
    pull = await asked(story, "bob", "carol")
    await story.advance("2 hours")
    await story.after(story.person("dora").alone.requests_review, REPO, pull.number, "alice")
    await story.until("2026-03-05 16:00")
    assert pull.words == [
        "@bob, @carol: a review was asked for on Mon 2 March. Any word here shows that you have it; `/uncc` "
        "hands it back, no reason needed. The author need not do anything."
    ]
    await story.until("2026-03-06 09:00")
    assert pull.words[-1].startswith("@alice: a review was asked for")
    assert (len(pull.words), pull.folded) == (1, 1)


async def test_any_word_will_do(tell: Tell) -> None:
    story = await tell(ON, TOLD)
    commented, reviewed = await asked(story, "bob"), await asked(story, "bob")
    await story.person("bob").comments(commented, "I look at it next week.")
    await story.person("bob").reviews(reviewed)
    silent = await asked(story, "carol")
    await story.person("bob").comments(silent, "Nice.")  # Another one's word is none of carol's.
    await story.advance("20 days")
    assert [each.split(" waits")[0] for each in story.told] == [f"carol: acme/widget#{silent.number}"]


async def test_who_is_asked_no_longer_is_not_reminded(tell: Tell) -> None:
    story = await tell(ON, TOLD, "assignment: {}")
    handed_back, closed = await asked(story, "bob"), await asked(story, "bob")
    await story.person("carol").comments(handed_back, "/uncc @bob")
    await story.person("eve").closes(closed)
    await story.advance("20 days")
    assert story.told == []


async def test_asked_again_counts_again(tell: Tell) -> None:
    story = await tell(ON, TOLD)
    pull = await asked(story, "bob")
    await story.person("bob").reviews(pull, "changes_requested")
    await story.advance("2 days")
    await story.after(story.person("eve").alone.requests_review, REPO, pull.number, "bob")
    await story.advance("20 days")
    (told,) = story.told
    assert "asked for on Wed 4 March" in told


async def test_no_clock_runs_for_a_draft(tell: Tell) -> None:
    story = await tell(ON, TOLD)
    pull = await asked(story, "bob", draft=True)
    await story.advance("20 days")
    assert story.told == []
    await story.after(story.person("eve").alone.marks_ready, REPO, pull.number)
    await story.advance("7 days")
    assert len(story.told) == 1


@pytest.mark.slow
async def test_nobody_is_reminded_while_away(tell: Tell) -> None:
    story = await tell(ON, TOLD, STEWARD)
    place = await story.person("dora").opens_issue("Here we talk")
    await asked(story, "bob")
    await story.person("bob").comments(place, "/away 2026-03-04 to 2026-03-10")
    await story.until("2026-03-10 17:00")
    assert [each for each in story.told if "review" in each] == []
    await story.until("2026-03-11 09:00")
    assert len([each for each in story.told if "review" in each]) == 1


async def test_a_team_is_reminded_until_one_of_it_has_spoken(tell: Tell) -> None:
    where: dict[str, Any] = world()
    where["organizations"][0]["teams"] = {"core": ["alice", "bob"]}
    story = await tell(ON, world=where)
    first, second = await asked(story, teams=("core",)), await asked(story, teams=("core",))
    await story.person("alice").comments(first, "Mine.")
    await story.until(THURSDAY)
    assert first.is_untouched
    assert second.words[0].startswith("@acme/core: a review was asked for on Mon 2 March.")


async def test_bots_are_not_reminded(tell: Tell) -> None:
    story = await tell(ON, TOLD)
    await asked(story, "dependabot[bot]")
    await story.advance("20 days")
    assert story.told == []


async def test_a_private_repository_is_not_named(tell: Tell) -> None:
    story = await tell(ON, TOLD, world=world(private=True))
    await asked(story, "bob")
    await story.advance("5 days")
    said = "bob: a review you were asked for waits; you find it in your notifications on GitHub."
    assert story.told == [said]


@pytest.mark.slow
async def test_off_without_the_section(tell: Tell) -> None:
    story = await tell("newcomers: {milestones: []}", TOLD)
    pull = await asked(story, "bob")
    await story.advance("20 days")
    assert (story.told, pull.is_untouched) == ([], True)


@pytest.mark.slow
async def test_the_maintainers_letter_counts_those_who_were_reminded_and_stay_silent(tell: Tell) -> None:
    story = await tell(ON, "digest: {issue: 1}")
    place = await story.person("dora").opens_issue("For us")
    silent = await asked(story, "carol")
    await story.until("2026-03-09 09:00")
    assert f"waited long:\n\n- 1: #{silent.number}" in place.words[-1]
    await story.person("carol").comments(silent, "Looking.")
    await story.until("2026-03-16 09:00")
    assert "Reviews" not in place.words[-1]


@pytest.mark.slow
async def test_cc_starts_the_clock_and_is_no_maintainers_word(tell: Tell) -> None:
    story = await tell(ON, "assignment: {}", "digest: {issue: 1}")
    place = await story.person("dora").opens_issue("For us")
    pull = await story.person("zed").opens_pull("Clear error")
    await story.person("carol").comments(pull, "/cc @bob")
    await story.until("2026-03-05 10:00")
    assert pull.words[-1].startswith("@bob: a review was asked for on Mon 2 March.")
    await story.until("2026-03-09 09:00")
    assert f"- #{pull.number} Clear error (pull request): 5 working days" in place.words[-1]
