"""However much somebody writes, the bot keeps measure: commands per person, words per subject."""

from __future__ import annotations

import pytest

from bot.engine.decide.commands.rate_limits import COMMANDS_AN_HOUR, REPLIES_AN_HOUR
from tests.scenarios.conftest import Tell

LABELS = "labels: {}"


@pytest.mark.slow
async def test_a_subject_hears_only_so_many_replies_in_an_hour(tell: Tell) -> None:
    story = await tell(LABELS)
    issue = await story.person("dora").opens_issue("Roadmap")
    for number in range(REPLIES_AN_HOUR + 3):
        await story.person("dora").comments(issue, f"/kind nothing-{number}")
        await story.advance("1m")
    assert len(issue.words) == REPLIES_AN_HOUR
    await story.person("dora").comments(issue, "/kind bug")
    await story.advance("1m")
    assert issue.labels == {"kind/bug"}, "what can be done without words is still done"
    await story.advance("120m")
    await story.person("dora").comments(issue, "/kind nothing")
    assert len(issue.words) == REPLIES_AN_HOUR + 1


@pytest.mark.slow
async def test_one_person_gives_only_so_many_commands_in_an_hour(tell: Tell) -> None:
    story = await tell(LABELS)
    issue = await story.person("eve").opens_issue("Much to sort")
    many = "\n".join("/kind bug" for _ in range(20))
    for _ in range(COMMANDS_AN_HOUR // 20):
        await story.person("eve").comments(issue, many)
    before = len(issue.words)
    await story.person("eve").comments(issue, "/remove-kind bug")
    assert issue.labels == {"kind/bug"}
    assert "more commands within an hour" in issue.words[before]
    await story.person("bob").comments(issue, "/remove-kind bug")
    assert issue.labels == set(), "somebody else is not held back"
    await story.advance("120m")
    await story.person("eve").comments(issue, "/kind bug")
    assert issue.labels == {"kind/bug"}
