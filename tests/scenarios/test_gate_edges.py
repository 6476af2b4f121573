"""The gate where facts change elsewhere, people act by hand, and many come at once."""

from __future__ import annotations

import pytest

from fakegithub import Fault
from tests.harness.in_process.story import REPO, Someone, Story, Thread, world
from tests.scenarios.conftest import Tell
from tests.scenarios.test_contributions import (
    GATE,
    ISSUES,
    THANKS,
    begun,
    check,
    grant_drafts,
    is_draft,
    unhurried,
)

__all__ = ["unhurried"]
pytestmark = pytest.mark.slow
DRAFTS = GATE.replace("claim}", "claim, then: draft}", 1)
CLOSES = GATE.replace("claim}", "claim, close_after: 8 days}", 1)
CLAIMS = "newcomers: {claims: {}}"


async def closed(tell: Tell, *sections: str) -> tuple[Story, Someone, Thread]:
    """A story, eve, and a pull request of hers that the gate closed."""
    story = await begun(tell, CLOSES, *sections)
    eve = story.person("eve")
    pull = await eve.opens_pull("A fix")
    await story.advance("12 days")
    assert pull.state == "closed"
    return story, eve, pull


async def drafted(tell: Tell) -> tuple[Story, Someone, Thread]:
    """A story, eve, and a second pull request of hers that the gate made a draft."""
    story = await begun(tell, DRAFTS)
    grant_drafts(story)
    eve = story.person("eve")
    await eve.opens_pull("One")
    second = await eve.opens_pull("Two", "Closes #41")
    await story.advance("4 days")
    assert is_draft(story, second)
    return story, eve, second


async def test_it_opens_by_any_issue_that_it_names(tell: Tell) -> None:
    story = await begun(tell, "contributions: {require: issue}", CLAIMS)
    dan, dora, eve = (story.person(name) for name in ("dan", "dora", "eve"))
    await dan.comments(story.thread(41), "/claim")
    both = await eve.opens_pull("Both", "Closes #41, closes #42")
    assert "#42 is not accepted yet" in both.words[0]
    await dan.comments(story.thread(41), "/unclaim")
    assert both.words == [f"@eve, {THANKS}"]
    await dora.closes(story.thread(41))
    early = await eve.opens_pull("Early", "Closes #41")
    assert "No open issue is linked" in early.words[0]
    await dora.reopens(story.thread(41))
    assert early.words == [f"@eve, {THANKS}"]


async def test_it_opens_by_a_claim_of_what_it_only_mentions_and_by_one_word_where_it_closes_two(
    tell: Tell,
) -> None:
    story = await begun(tell)
    await story.person("dora").labels(story.thread(42), "accepted")
    mentions = await story.person("eve").opens_pull("Mentions", "For #41")
    await story.person("eve").comments(story.thread(41), "/claim")
    assert mentions.words == [f"@eve, {THANKS}"]
    await story.person("eve").comments(story.thread(41), "/unclaim")
    both = await story.person("dan").opens_pull("Both", "Closes #41, closes #42")
    assert "#41 is free: a line with `/claim` here makes it yours" in both.words[0]
    await story.person("dan").comments(both, "/claim")
    assert both.words == [f"@dan, {THANKS}"]


async def test_an_issue_that_is_deleted_is_linked_no_more(tell: Tell) -> None:
    story = await begun(tell)
    await story.person("eve").comments(story.thread(41), "/claim")
    pull = await story.person("dan").opens_pull("A fix", "Closes #41")
    assert "#41 is with `eve` now" in pull.words[0]
    await story.after(story.github.person("dora").deletes_issue, REPO, 41)
    assert "No open issue is linked" in pull.words[0]


async def test_what_the_gate_closes_makes_room_for_the_next(tell: Tell) -> None:
    story = await begun(tell, "contributions: {require: issue, open_at_once: 1, close_after: 8 days}")
    eve = story.person("eve")
    first = await eve.opens_pull("One")
    await story.advance("6 days")
    second = await eve.opens_pull("Two", "Closes #41")
    assert f"Open too: #{first.number}." in second.words[0]
    await story.advance("4 days")
    assert first.state == "closed"
    assert second.words == [f"@eve, {THANKS}"]


async def test_what_has_only_the_authors_other_changes_before_it_waits_for_maintainers(tell: Tell) -> None:
    story = await begun(tell, "contributions: {open_at_once: 1, close_after: 8 days}")
    dora, eve = story.person("dora"), story.person("eve")
    first = await eve.opens_pull("One")
    second = await eve.opens_pull("Two")
    await story.advance("40 days")
    assert (second.state, len(second.words)) == ("open", 1)
    await dora.merges(first)
    for title in ("Three", "Four"):
        await dora.merges(await eve.opens_pull(title))
    assert (await eve.opens_pull("Nobody new any more")).is_untouched


async def test_the_first_pull_request_is_no_draft_also_where_it_waits_after_the_second(tell: Tell) -> None:
    story = await begun(tell, DRAFTS)
    grant_drafts(story)
    eve = story.person("eve")
    await eve.comments(story.thread(41), "/claim")
    first = await eve.opens_pull("One", "Closes #41")
    second = await eve.opens_pull("Two")
    await eve.edits(first, body="Nothing")
    await story.advance("4 days")
    assert (is_draft(story, first), is_draft(story, second)) == (False, True)


async def test_a_draft_of_the_authors_own_stays_one(tell: Tell) -> None:
    story, eve, second = await drafted(tell)
    by_hand = story.github.person("eve")
    await story.after(by_hand.marks_ready, REPO, second.number)
    await story.after(by_hand.converts_to_draft, REPO, second.number)
    await eve.comments(second, "/claim")
    assert second.words == [f"@eve, {THANKS}"]
    assert is_draft(story, second)


async def test_the_gate_is_for_what_is_open(tell: Tell) -> None:
    story = await begun(tell)
    await story.person("eve").comments(story.thread(41), "/claim")
    pull = await story.person("eve").opens_pull("A fix", "Closes #41")
    await story.person("dora").merges(pull)
    await story.person("dora").comments(pull, "/gate close")
    assert [text for text in pull.words if "reopen it first" in text] == pull.words


async def test_a_maintainers_word_opens_what_the_remedy_opens_no_more(tell: Tell) -> None:
    story = await begun(tell, CLOSES)
    eve = story.person("eve")
    await eve.comments(story.thread(41), "/claim")
    pull = await eve.opens_pull("A fix")
    for _ in range(2):
        await story.advance("12 days")
        await eve.comments(story.thread(41), "still on it")
        await eve.edits(pull, body="Closes #41")
        await eve.edits(pull, body="No more")
    await story.advance("12 days")
    assert "a maintainer can open this again" in pull.words[0]
    await story.person("dora").comments(pull, "/gate open")
    assert pull.state == "open"
    assert pull.words == [f"@eve, {THANKS}"]


@pytest.mark.parametrize("why", ["The branch was force-pushed or recreated.", "The branch has been deleted."])
async def test_what_github_does_not_open_again_says_what_to_do_and_a_new_one_counts(
    tell: Tell, why: str
) -> None:
    story, eve, pull = await closed(tell, "notify: {maintainers: chat}")
    story.github.person("eve").loses_head(REPO, pull.number, why)
    await eve.comments(story.thread(41), "/claim")
    await eve.edits(pull, body="Closes #41")
    assert pull.state == "closed"
    (words,) = pull.words
    assert words.startswith("@eve, nothing is missing any more, but GitHub does not open this again")
    assert "Please open a new pull request; what you did counts there too." in words
    assert (await eve.opens_pull("The same again", "Closes #41")).is_untouched
    asked = story.github.api.count("PATCH")
    await eve.edits(pull, body="Closes #41, really")
    await story.advance("9 days")
    assert (pull.words, story.github.api.count("PATCH")) == ([words], asked), "it is not tried for ever"
    assert story.told == []


async def test_what_is_opened_again_while_github_is_away_is_opened_once_it_is_back(tell: Tell) -> None:
    story, eve, pull = await closed(tell)
    await eve.comments(story.thread(41), "/claim")
    for path in ("/issues/", "/comments/", "/check-runs"):
        for method in ("POST", "PATCH"):
            story.github.faults.next(method, path, Fault.SERVER_ERROR, times=100_000)
    story.expected_trouble = True
    await eve.edits(pull, body="Closes #41")
    await story.advance("2 hours")
    assert (pull.state, len(pull.words)) == ("closed", 1)
    story.github.faults.clear()
    await story.advance("1 hour")
    assert (pull.state, pull.words) == ("open", [f"@eve, {THANKS}"])


async def test_once_a_branch_is_back_a_person_can_open_it_and_it_goes_on(tell: Tell) -> None:
    story, eve, pull = await closed(tell)
    by_hand = story.github.person("eve")
    by_hand.loses_head(REPO, pull.number)
    await eve.comments(story.thread(41), "/claim")
    await eve.edits(pull, body="Closes #41")
    by_hand.loses_head(REPO, pull.number, "")
    await eve.reopens(pull)
    assert pull.words == [f"@eve, {THANKS}"]


async def test_what_its_author_can_reopen_by_hand_says_what_is_missing_again(tell: Tell) -> None:
    story, eve, pull = await closed(tell)
    assert "Closed for now" in pull.words[0]
    await eve.reopens(pull)
    assert pull.words[0].startswith("@eve, thank you for this. No open issue is linked")
    await story.advance("12 days")
    assert pull.state == "closed"


async def test_a_holder_hears_of_others_changes_once_a_day_also_of_those_that_came_first(tell: Tell) -> None:
    story = await begun(tell)
    first = await story.person("dan").opens_pull("Quick", "Closes #41")
    await story.person("frank").opens_pull("Quicker", "Closes #41")
    issue = story.thread(41)
    await story.person("eve").comments(issue, "/claim")
    told = f"@eve, #{first.number} by `dan` is about this issue too. It stays yours"
    assert [text.startswith(told) for text in issue.words] == [False, True]
    for count in range(3):
        late = await story.person("frank").opens_pull(f"Number {count}", "Closes #41")
        assert "#41 is with `eve` now" in late.words[0]
    assert (len(issue.words), issue.folded) == (2, 0)
    await story.advance("1 day")
    late = await story.person("frank").opens_pull("The next day", "Closes #41")
    assert issue.words[-1].startswith(f"@eve, #{late.number} by `frank` is about this issue too")


async def test_the_time_to_mend_begins_when_it_is_the_authors_turn(tell: Tell) -> None:
    there = world(issues=ISSUES, files={".github/pull_request_template.md": "## What changes\n"})
    story = await tell("contributions: {require: issue, template: true, close_after: 8 days}", world=there)
    pull = await story.person("eve").opens_pull("A wish", "Closes #42")
    await story.advance("40 days")
    await story.person("dora").labels(story.thread(42), "accepted")
    assert "Parts of the template are missing" in pull.words[0]
    await story.advance("3 days")
    assert (pull.state, len(pull.words)) == ("open", 1), "no reminder yet"
    await story.advance("10 days")
    assert pull.state == "closed"


@pytest.mark.parametrize("body", ["<!-- as in:\n{}\n-->", "```\n{}\n```", "> {}"])
async def test_an_example_declares_nothing(tell: Tell, body: str) -> None:
    story = await begun(tell, "contributions: {declared: {trailer: Assisted-by}}")
    pull = await story.person("eve").opens_pull("A fix", body.format("Assisted-by: a tool"))
    assert check(story, pull) == ""


@pytest.mark.parametrize("file", ["labels: {}", "contributions: {require: claim, mode: observe}"])
async def test_what_was_open_while_it_was_only_observed_is_left_alone(tell: Tell, file: str) -> None:
    story = await begun(
        tell, file if "observe" in file else GATE, mode="act" if "observe" in file else "observe"
    )
    eve = story.person("eve")
    before = await eve.opens_pull("Before")
    await story.advance("2 hours")
    await story.configures(CLOSES)
    await story.advance("1 minute")
    await eve.edits(before, body="More")
    await story.advance("12 days")
    assert (before.is_untouched, before.state) == (True, "open")
    assert not (await eve.opens_pull("After")).is_untouched


@pytest.mark.parametrize(
    "body",
    [
        "Closes other/repo#41",
        "Closes https://github.com/other/repo/issues/41",
        "Encloses #7777",
        "Closes #999999999999999999999999",
        "Closes #0",
    ],
)
async def test_what_is_no_issue_here_is_no_link(tell: Tell, body: str) -> None:
    story = await begun(tell)
    pull = await story.person("eve").opens_pull("A @here <b>fix</b> `", body)
    assert "No open issue is linked" in pull.words[0]


async def test_trust_grows_by_reviews_and_a_cohort_and_not_by_a_mentor_of_what_waits(tell: Tell) -> None:
    cohort = "{host: carol, from: 2026-03-01, until: 2026-12-31}"
    story = await begun(
        tell,
        "contributions: {require: issue, exempt: {trusted_after: 1, cohorts: true}}",
        f"newcomers: {{claims: {{}}, mentors: {{carol: {{}}}}, cohorts: {{sprint: {cohort}}}}}",
    )
    dan, eve, frank = (story.person(name) for name in ("dan", "eve", "frank"))
    fine, *more = [await frank.opens_pull(title, "Closes #41") for title in ("Fine", "Finer", "Finest")]
    waiting = await eve.opens_pull("Waiting")
    await eve.edits(waiting, body="More words")
    assert "No open issue is linked" in waiting.words[0], "a mentor came by itself"
    for reviewed in (waiting, waiting, waiting, fine, fine, fine, more[0]):
        await eve.reviews(reviewed, "commented")
    assert "No open issue is linked" in waiting.words[0], "their own, or one again and again, is no third"
    await eve.reviews(more[1], "commented")
    assert waiting.words[0] == f"@eve, {THANKS}"
    other = await dan.opens_pull("Other")
    await dan.comments(fine, "/cohort sprint")
    await dan.edits(other, body="More words")
    assert "No open issue is linked" in other.words[0], "whoever comes by their own word is no guest yet"
    await story.person("dora").comments(fine, "/cohort sprint @dan")
    assert other.words[0] == f"@dan, {THANKS}"
    assert (await dan.opens_pull("Another")).is_untouched


async def test_what_a_person_closes_goes_on_from_there_when_it_is_reopened(tell: Tell) -> None:
    story = await begun(tell)
    dora, eve = story.person("dora"), story.person("eve")
    mended, lacking, spoken_for = [
        await eve.opens_pull(title, "Closes #41") for title in ("One", "Two", "Three")
    ]
    await dora.comments(spoken_for, "/gate open")
    await eve.edits(lacking, body="Nothing")
    for pull in (mended, lacking, spoken_for):
        await eve.closes(pull)
    assert mended.words == ["This is done with: nothing more is needed here."]
    await eve.comments(story.thread(41), "/claim")
    for pull in (mended, lacking, spoken_for):
        await eve.reopens(pull)
    assert mended.words == [f"@eve, {THANKS}"]
    assert "No open issue is linked" in lacking.words[0]
    assert spoken_for.words == [f"@eve, {THANKS}"]
    await eve.closes(lacking)
    await dora.reopens(lacking)
    assert lacking.words == [f"@eve, {THANKS}"]


async def test_a_mentor_by_a_claim_and_the_first_day_of_a_cohort_open_it_when_they_come(tell: Tell) -> None:
    cohort = "{host: carol, members: [eve], from: 2026-03-05, until: 2026-12-31}"
    story = await begun(
        tell,
        "contributions: {require: issue, exempt: {trusted_after: 1, cohorts: true}}",
        f"newcomers: {{claims: {{}}, mentors: {{carol: {{}}}}, cohorts: {{sprint: {cohort}}}}}",
    )
    dan, eve = story.person("dan"), story.person("eve")
    mentored, waiting = await dan.opens_pull("Mentored"), await eve.opens_pull("Waiting")
    assert "No open issue is linked" in mentored.words[0]
    await dan.comments(story.thread(41), "/claim")
    assert mentored.words[0] == f"@dan, {THANKS}"
    await story.until("2026-03-04 20:00")
    assert "No open issue is linked" in waiting.words[0]
    await story.until("2026-03-05 12:00")
    assert waiting.words[0] == f"@eve, {THANKS}"


async def test_a_close_that_is_taken_back_stays_taken_back(tell: Tell) -> None:
    story, _, pull = await closed(tell)
    await story.person("dora").comments(pull, "/undo")
    assert pull.state == "open"
    said = pull.words
    await story.advance("40 days")
    assert (pull.state, pull.words) == ("open", said)
    assert not [text for text in said if "Closed for now" in text]


async def test_whoever_opens_and_closes_and_opens_hears_nothing_twice(tell: Tell) -> None:
    story = await begun(tell, CLOSES)
    eve = story.person("eve")
    pull = await eve.opens_pull("A fix")
    for _ in range(3):
        await eve.closes(pull)
        await eve.reopens(pull)
    assert len(pull.words) == 1
    assert "No open issue is linked" in pull.words[0]


async def test_a_draft_that_its_author_readies_at_once_is_theirs(tell: Tell) -> None:
    story, eve, second = await drafted(tell)
    by_hand = story.github.person("eve")
    await story.after(by_hand.marks_ready, REPO, second.number)
    await story.advance("3 days")
    assert not is_draft(story, second), "once"
    await story.after(by_hand.converts_to_draft, REPO, second.number)
    await eve.comments(second, "/claim")
    assert is_draft(story, second)


async def test_a_small_change_that_grows_is_small_no_more(tell: Tell) -> None:
    story = await begun(tell, "contributions: {require: claim, exempt: {lines_under: 3}}", CLAIMS)
    pull = await story.person("eve").opens_pull("Small", files=["a.py"])
    assert pull.is_untouched
    more = {f"{name}.py": "x" for name in "bcd"}
    await story.after(story.github.person("eve").pushes_to_pull, REPO, pull.number, more)
    assert "No open issue is linked" in pull.words[0]


async def test_whoever_is_listed_stays_of_the_cohort_under_another_login(tell: Tell) -> None:
    cohort = "{host: carol, members: [eve], from: 2026-03-01, until: 2026-12-31}"
    story = await begun(
        tell,
        "contributions: {require: issue, exempt: {cohorts: true}}",
        f"newcomers: {{cohorts: {{sprint: {cohort}}}}}",
    )
    assert check(story, await story.person("eve").opens_pull("One")) == ""
    story.github.person("eve").renames_account("eva")
    await story.advance("3 days")
    assert check(story, await story.person("eva").opens_pull("Two")) == ""
