"""`lifecycle.stale`: what nothing happens on is marked and closed as the file says, unless it waits on us."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import LABELS, REPO, Story, Thread, world
from tests.scenarios.conftest import Tell

NAMES = (*LABELS, "stale", "waiting on author", "pinned", "asleep")
MARKS = "lifecycle: {stale: [{after: 7d}]}"
CLOSES = "lifecycle: {stale: [{after: 7d, close_after: 7d}]}"


async def begun(tell: Tell, *sections: str) -> tuple[Story, Thread]:
    """A story, and an issue of eve's that alice has answered."""
    story = await tell(*sections, world=world(labels=NAMES))
    issue = await story.person("eve").opens_issue("It stops", "when I open a file")
    await story.person("alice").comments(issue, "Which file is it, and what does it say?")
    return story, issue


async def test_what_nothing_happens_on_is_marked_and_not_closed(tell: Tell) -> None:
    story, issue = await begun(tell, MARKS)
    await story.advance("6 days")
    assert issue.is_untouched
    await story.advance("2 days")
    assert issue.labels == {"stale"}
    assert issue.words == [
        "@eve, nothing has been said here for a while. Is this still of use to you? Any word here tells us "
        "so; you need not do anything else."
    ]
    await story.advance("14 days")
    assert (issue.state, len(issue.words)) == ("open", 1)


async def test_a_word_of_a_person_takes_the_mark_away(tell: Tell) -> None:
    story, issue = await begun(tell, MARKS)
    await story.advance("8 days")
    await story.person("eve").comments(issue, "Yes, I am still looking for the file.")
    assert (issue.labels, issue.words) == (set(), [])
    await story.advance("15 days")  # Now it waits on the maintainers.
    assert issue.labels == set()


async def test_it_is_closed_when_the_time_has_come_and_says_how_to_go_on(tell: Tell) -> None:
    story, issue = await begun(tell, CLOSES)
    await story.advance("7 days")
    assert issue.words == [
        "@eve, nothing has been said here for a while. Any word here keeps it open; without one I close it "
        "on Mon 16 March."
    ]
    await story.advance("8 days")
    assert (issue.state, issue.labels) == ("closed", {"stale"})
    assert issue.words == [
        "Closed, because nothing was said here since Mon 9 March. If it is still of use, `/reopen` opens it "
        "again."
    ]
    await story.person("eve").comments(issue, "/reopen I have the file now")
    assert (issue.state, issue.labels, issue.words) == ("open", set(), [])


async def test_what_waits_on_the_maintainers_is_never_marked(tell: Tell) -> None:
    story = await tell(CLOSES, world=world(labels=NAMES))
    silent = await story.person("eve").opens_issue("It stops", "when I open a file")
    back, approved = [await story.person("eve").opens_pull(title) for title in ("Clear error", "Typo")]
    await story.person("alice").reviews(back, "changes_requested")
    await story.person("eve").comments(back, "Done.")
    await story.person("alice").reviews(approved)
    await story.advance("20 days")
    assert silent.is_untouched
    assert back.is_untouched
    assert approved.is_untouched


@pytest.mark.slow
async def test_the_label_for_which_a_policy_is_says_that_it_waits_on_its_author(tell: Tell) -> None:
    policies = (
        "lifecycle: {stale: [{on: issue, after: 3d, label: asleep},"
        " {only: {labels: [waiting on author]}, after: 7d, close_after: 7d}]}"
    )
    story = await tell(policies, world=world(labels=NAMES))
    asked, other = [await story.person("eve").opens_pull(title) for title in ("Clear error", "Typo")]
    await story.person("alice").labels(asked, "waiting on author")
    await story.person("alice").comments(other, "Why?")
    await story.advance("8 days")
    assert asked.labels == {"waiting on author", "stale"}
    assert other.is_untouched


async def test_a_policy_may_want_several_labels_at_once(tell: Tell) -> None:
    policies = "lifecycle: {stale: [{only: {all_of: [waiting on author, asleep]}, after: 20d}]}"
    story = await tell(policies, world=world(labels=NAMES))
    both, one = [await story.person("eve").opens_pull(title) for title in ("Clear error", "Typo")]
    for pull in (both, one):
        await story.person("alice").labels(pull, "waiting on author")
    await story.person("alice").labels(both, "asleep")
    await story.advance("24 days")
    assert "stale" in both.labels
    assert "stale" not in one.labels


@pytest.mark.slow
@pytest.mark.parametrize(
    "exempt",
    ["labels: [pinned]", "milestones: true", "milestones: [v1]", "assignees: true", "assignees: [carol]"],
)
async def test_what_is_exempt_is_left_alone(tell: Tell, exempt: str) -> None:
    policies = f"lifecycle: {{stale: [{{after: 7d, exempt: {{{exempt}}}}}, {{after: 3d}}]}}"
    story = await tell(policies, world=world(labels=NAMES, milestones=["v1"]))
    issue = await story.person("eve").opens_issue("It stops")
    await story.person("alice").labels(issue, "pinned")
    await story.person("alice").assigns(issue, "carol")
    await story.after(story.person("alice").alone.milestones, REPO, issue.number, "v1")
    await story.person("alice").comments(issue, "Which file?")
    await story.advance("8 days")
    assert issue.is_untouched


@pytest.mark.slow
async def test_a_label_that_a_person_takes_off_stays_off(tell: Tell) -> None:
    story, issue = await begun(tell, MARKS)
    await story.advance("8 days")
    await story.person("alice").unlabels(issue, "stale")
    assert issue.words == []
    await story.advance("15 days")
    assert (issue.labels, issue.words) == (set(), [])


@pytest.mark.slow
async def test_own_words_are_said(tell: Tell) -> None:
    say = "'{{ author }}, ask again in the forum; {{ label }} until {{ day }}.'"
    story, issue = await begun(tell, f"lifecycle: {{stale: [{{after: 7d, close_after: 7d, say: {say}}}]}}")
    await story.advance("7 days")
    assert issue.words == ["eve, ask again in the forum; `stale` until Mon 16 March."]


@pytest.mark.slow
@pytest.mark.parametrize("section", ["lifecycle: {}", "lifecycle: {stale_after: 3d}"])
async def test_without_a_policy_nothing_is_marked(tell: Tell, section: str) -> None:
    story, issue = await begun(tell, section)
    await story.advance("15 days")
    assert issue.is_untouched
