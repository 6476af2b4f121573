"""Whoever begins a shift reads in private what they take over, in their own morning."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import STEWARD, TRIAGE, Story, world
from tests.scenarios.conftest import Tell

ROTA = STEWARD.replace("carol]", "{login: carol, timezone: America/New_York}]")
CHAT = "notify: {stewards: chat}"
ASKED = "How do I open a store on S3?"


async def until_the_change(story: Story) -> list[str]:
    """A question that bob has seen; what the channel hears from the change of the rota on."""
    issue = await story.person("eve").opens_issue(ASKED)
    await story.person("bob").comments(issue, "/ack cannot reproduce it, I asked for the image")
    await story.until("2026-03-04 10:30")
    before = len(story.told)
    await story.until("2026-03-04 13:55")
    assert issue.assignees == ["bob"], "in New York it is not nine yet"
    assert len(story.told) == before
    await story.until("2026-03-04 14:05")
    assert issue.assignees == ["carol"]
    return story.told[before:]


@pytest.mark.slow
async def test_a_steward_reads_what_they_take_over_in_their_own_morning(tell: Tell) -> None:
    story = await tell(TRIAGE, ROTA, CHAT, "digest: {}")
    (letter,) = await until_the_change(story)
    assert letter.split("\n\n") == [
        "**For carol**: you are on support duty in acme/widget until Wed 11 March, 06:00 New York time.",
        "You take over:",
        f'- "{ASKED}": has waited for us since Mon 2 March; bob\'s note: “cannot reproduce it, I asked '
        "for the image”. https://github.com/acme/widget/issues/1",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("sections", [(CHAT,), ("digest: {}",)])
async def test_it_is_off_without_the_letter_or_the_channel(tell: Tell, sections: tuple[str, ...]) -> None:
    story = await tell(TRIAGE, ROTA, *sections)
    assert await until_the_change(story) == []


@pytest.mark.slow
async def test_of_a_private_repository_the_channel_hears_how_many(tell: Tell) -> None:
    story = await tell(TRIAGE, ROTA, CHAT, "digest: {}", world=world(private=True))
    (letter,) = await until_the_change(story)
    assert "Open cases: 1. GitHub's notifications have them." in letter
    assert "S3" not in letter
    assert "widget" not in letter


async def test_who_takes_nothing_over_reads_nothing(tell: Tell) -> None:
    story = await tell(TRIAGE, ROTA, CHAT, "digest: {}")
    await story.until("2026-03-04 09:00")
    before = len(story.told)
    await story.until("2026-03-05 12:00")
    assert not any("**For carol**" in line for line in story.told[before:])
