"""Story B: a pull request waits five weeks."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import TRIAGE
from tests.scenarios.conftest import Tell

WAITS = "this waits for the maintainers, not for you"


@pytest.mark.slow
async def test_a_pull_request_waits_five_weeks(tell: Tell) -> None:
    story = await tell(TRIAGE, "digest: {issue: 1}", "newcomers: {welcome: {}, claims: {}}")
    place = await story.person("dora").opens_issue("For us")
    issue = await story.person("dora").opens_issue("A dead link")
    frank = story.person("frank")
    pull = await frank.opens_pull("Mend the link")
    weeks = []
    await story.advance("10 days")
    await frank.comments(pull, "Hello! Is there anything I should change?")
    assert sum(WAITS in words for words in pull.words) == 1
    assert pull.words[-1].startswith("@frank, ")
    await frank.comments(pull, "Any news?")
    await frank.comments(issue, "/claim please")
    assert issue.assignees == ["frank"]
    for _ in range(4):
        await story.advance("7 days")
        weeks += [line for line in place.words[-1].splitlines() if "Mend the link" in line]
    assert [week.rpartition(": ")[2] for week in weeks] == [
        "10 working days", "15 working days", "20 working days", "25 working days",
    ]  # fmt: skip
    assert sum(WAITS in words for words in pull.words) == 1, "told once"


async def test_after_a_maintainers_word_it_is_theirs_to_say_how_it_stands(tell: Tell) -> None:
    story = await tell(TRIAGE, "digest: {issue: 1}")
    pull = await story.person("frank").opens_pull("Mend the link")
    await story.person("bob").comments(pull, "Please add a test.")
    await story.person("frank").comments(pull, "Is there anything I should change?")
    mine = await story.person("bob").opens_pull("Ours")
    await story.person("bob").comments(mine, "Any news?")
    assert not any(WAITS in words for words in (*pull.words, *mine.words))
