"""Similar issues: shown to whoever asks, and in the letter; never said unasked."""

from __future__ import annotations

from tests.harness.in_process.story import TRIAGE
from tests.scenarios.conftest import Tell

LETTER = "digest: {every: monday 09:00, issue: 1}"
MEAN = ("The mean of a lazy mask is wrong", "With dask the mean of masks is NaN.")
AGAIN = ("[Bug]: lazy masks give a wrong mean", "The mean of a lazy dask mask gives NaN.")
LEGEND = ("The legend hides @carol's plot", "It lies on the curve.")


async def test_similar_issues_are_shown_to_who_asks_open_ones_first(tell: Tell) -> None:
    story = await tell(TRIAGE)
    first = await story.person("eve").opens_issue(*MEAN)
    await story.person("alice").closes(first)
    second = await story.person("newt").opens_issue(*MEAN)
    await story.person("eve").opens_issue(*LEGEND)
    new = await story.person("zed").opens_issue(*AGAIN)
    assert new.words == []
    await story.person("carol").comments(new, "/similar")
    (answer,) = new.words
    lines = [line for line in answer.splitlines() if line.startswith("- ")]
    assert lines == [
        f"- #{second.number} The mean of a lazy mask is wrong",
        f"- answered in #{first.number}: The mean of a lazy mask is wrong",
    ]
    assert new.state == "open"
    assert new.reactions[-1] == "+1"


async def test_where_nothing_is_alike_it_says_so(tell: Tell) -> None:
    story = await tell(TRIAGE)
    await story.person("eve").opens_issue(*MEAN)
    other = await story.person("eve").opens_issue(*LEGEND)
    await story.person("carol").comments(other, "/similar")
    assert other.words[-1].startswith("I find no issue here that is like this one.")


async def test_a_strangers_wish_is_refused(tell: Tell) -> None:
    story = await tell(TRIAGE)
    issue = await story.person("eve").opens_issue(*MEAN)
    await story.person("eve").comments(issue, "/similar")
    assert "triage" in issue.words[-1]


async def test_titles_of_others_call_nobody(tell: Tell) -> None:
    story = await tell(TRIAGE)
    await story.person("eve").opens_issue(*LEGEND)
    new = await story.person("eve").opens_issue("Legend hides the plot", "On the curve it lies.")
    await story.person("carol").comments(new, "/similar")
    assert "legend hides" in new.words[-1]
    assert "@carol's" not in new.words[-1]


async def test_the_letter_tells_of_new_issues_that_are_there_already(tell: Tell) -> None:
    story = await tell(TRIAGE, LETTER)
    board = await story.person("dora").opens_issue("What waits")
    first = await story.person("eve").opens_issue(*MEAN)
    await story.person("alice").closes(first)
    new = await story.person("zed").opens_issue(*AGAIN)
    await story.person("eve").opens_issue(*LEGEND)
    await story.until("2026-03-09 09:00")
    assert (
        f"- #{new.number} \\[Bug\\]: lazy masks give a wrong mean: "
        f"answered in #{first.number}: The mean of a lazy mask is wrong"
    ) in board.words[-1]
    assert new.words == []
    await story.until("2026-03-16 09:00")
    assert "lazy mask" not in board.words[-1]


async def test_an_issue_whose_text_was_changed_is_found_by_the_new_one(tell: Tell) -> None:
    story = await tell(TRIAGE)
    first = await story.person("eve").opens_issue(*MEAN)
    new = await story.person("eve").opens_issue(*AGAIN)
    await story.person("eve").edits(first, title="Something else", body="A legend on the plot.")
    await story.person("carol").comments(new, "/similar")
    assert new.words[-1].startswith("I find no issue here that is like this one.")
