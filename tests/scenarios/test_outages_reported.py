"""Somebody writes that a service is down: the stewards hear of it at once, and of each incident once."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import STEWARD, TRIAGE, Story, Thread, world
from tests.scenarios.conftest import Tell

URGENT = STEWARD + "  urgent: {label: outage, status: https://status.example.org, notify: chat}\n"
ALWAYS = URGENT.replace("notify: chat", "notify: chat, out_of_hours: true")
LABELS = ("support", "outage")
REPORTERS = ("eve", "dan", "frank", "gina", "hank")


async def began(tell: Tell, *sections: str, **more: object) -> Story:
    return await tell(TRIAGE, *(sections or (URGENT,)), world=world(labels=LABELS, **more))


async def reported(story: Story, who: str = "eve", title: str = "My hub is down") -> Thread:
    return await story.person(who).opens_issue(title, "Since ten minutes.")


async def test_a_new_report_reaches_the_channel_at_once_without_a_date(tell: Tell) -> None:
    story = await began(tell)
    issue = await reported(story)
    assert story.told == [
        "Outage, reported by eve: My hub is down. bob has it. https://github.com/acme/widget/issues/1"
    ]
    assert issue.words == [
        "Thank you. The stewards have been told. bob has this now. The status page is "
        "https://status.example.org. You need not do anything."
    ]
    assert issue.labels == {"outage"}
    assert issue.assignees == ["bob"]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Is the hub down?", ""),
        ("How do I find out whether the hub is down?", ""),
        ("Say in the docs what to do when the hub is down", ""),
        ("The hub was down yesterday", "All is well now."),
        ("A plot fails", "> My hub is down"),
        ("A plot fails", "```\nMy hub is down\n```"),
        ("A plot fails", "Thanks.\n\nOn Mon, 2 March 2026, Dan <dan@example.org> wrote:\nMy hub is down"),
    ],
)
async def test_what_reports_no_outage_calls_nobody(tell: Tell, title: str, body: str) -> None:
    story = await began(tell)
    issue = await story.person("eve").opens_issue(title, body)
    assert story.told == []
    assert "outage" not in issue.labels


async def test_without_the_section_and_with_plain_words_off_nothing_is_urgent(tell: Tell) -> None:
    for sections in ((STEWARD,), (URGENT, "plain_words: off")):
        story = await began(tell, *sections)
        assert (await reported(story)).is_untouched
        assert story.told == []


@pytest.mark.slow
async def test_reports_of_one_hour_are_one_incident(tell: Tell) -> None:
    story = await began(tell)
    issues = []
    for who in REPORTERS:
        issues.append(await reported(story, who, "Nobody can log in."))
        await story.advance("10 minutes")
    first, *others = issues
    assert len(story.told) == 1
    assert [issue.assignees for issue in issues] == [["bob"]] * 5
    assert {issue.words[0] for issue in others} == {
        f"Thank you. This is known: see #{first.number}. bob has this now. The status page is "
        "https://status.example.org. You need not do anything."
    }
    await story.advance("2 hours")
    await reported(story, "ivan")
    assert len(story.told) == 2
    await story.person("bob").closes(first)
    for who, issue in zip(REPORTERS[1:], others, strict=True):
        assert issue.words[-1] == (
            f"@{who}, #{first.number} was settled on Mon 2 March, and your report with it. If it still does "
            "not work for you, write it here."
        )
        assert issue.state == "open"
    await story.person("bob").reopens(first)
    await story.person("bob").closes(first)
    assert sum("was settled on" in words for words in others[0].words) == 1


@pytest.mark.slow
async def test_reports_of_the_same_second_are_one_incident_too(tell: Tell) -> None:
    story = await began(tell)
    for who in REPORTERS:
        story.person(who).alone.opens_issue("acme/widget", "My hub is down", "", ())
    await story.hears_at_once()
    assert len(story.told) == 1


@pytest.mark.slow
async def test_a_settled_case_ends_its_incident_as_closing_does(tell: Tell) -> None:
    story = await began(tell)
    first, other = await reported(story), await reported(story, "dan")
    await story.person("bob").comments(first, "/resolve")
    assert other.words[-1].startswith("@dan, #1 was settled on Mon 2 March")
    await reported(story, "frank")
    assert len(story.told) == 2


@pytest.mark.slow
async def test_what_joined_an_incident_is_settled_with_it_until_its_reporter_says_more(tell: Tell) -> None:
    story = await began(tell)
    first, other = await reported(story), await reported(story, "dan", "Nobody can log in.")
    await story.person("bob").closes(first)
    assert other.words[0] == "Settled on Mon 2 March. If it comes back, say so here."
    await story.person("dan").comments(other, "It works again, thank you Bob!")
    told, said = len(story.told), len(other.words)
    await story.advance("4 days")
    assert (len(story.told), len(other.words)) == (told, said)  # nobody hears of it, nobody is sorry
    await story.person("dan").comments(other, "Still no luck here.")
    assert "carol looks after questions here" in other.words[0]


async def test_at_night_the_channel_is_told_where_the_file_says_so(tell: Tell) -> None:
    story = await began(tell, ALWAYS)
    await story.until("2026-03-02 23:00")
    await reported(story)
    assert len(story.told) == 1


async def test_else_it_is_told_when_work_begins_and_the_report_says_both(tell: Tell) -> None:
    story = await began(tell)
    await story.until("2026-03-02 23:00")
    issue = await reported(story)
    assert story.told == []
    assert issue.words[0].startswith("Thank you. The stewards are told as soon as they are at work.")
    await story.until("2026-03-03 09:30")
    assert len(story.told) == 1
    assert issue.words[0].startswith("Thank you. The stewards have been told.")


async def test_a_reporter_says_so_on_their_case(tell: Tell) -> None:
    story = await began(tell)
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    await story.person("dan").comments(issue, "My hub is down")
    assert story.told == []
    await story.person("eve").comments(issue, "Nobody can log in now.")
    assert len(story.told) == 1
    assert "outage" in issue.labels
    assert issue.words[-1].startswith("Thank you. The stewards have been told. bob has this now.")
    assert "Expect an answer by" not in issue.words[0]
    await story.person("eve").comments(issue, "The hub is still down.")
    assert len(story.told) == 1


@pytest.mark.parametrize("title", ["A plot fails", "How do I open a store on S3?"])
async def test_its_authors_later_edit_says_so_as_well(tell: Tell, title: str) -> None:
    story = await began(tell)
    issue = await story.person("eve").opens_issue(title)
    await story.person("bob").edits(issue, body="My hub is down")
    assert story.told == []
    await story.person("eve").edits(issue, body="Since an hour nobody can log in.")
    assert story.told == []  # what others have put there is no news of theirs
    await story.person("eve").edits(issue, body="It fails.")
    await story.person("eve").edits(issue, body="It fails, and my hub is down")
    assert len(story.told) == 1
    assert "outage" in issue.labels
    assert any("The stewards have been told. bob has this now." in words for words in issue.words)
    await story.person("eve").edits(issue, body="It fails, and my hub is down. For all of us.")
    assert len(story.told) == 1


async def test_without_the_section_a_reporter_hears_who_has_it(tell: Tell) -> None:
    story = await began(tell, STEWARD)
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    await story.person("eve").comments(issue, "My hub is down.")
    assert issue.words[-1].startswith("@eve, bob has this now.")


async def test_why_explains_it_and_an_undo_takes_it_back(tell: Tell) -> None:
    story = await began(tell)
    issue = await reported(story)
    await story.person("eve").comments(issue, "/why")
    assert "eve wrote that something is down" in issue.words[-1]
    await story.person("carol").comments(issue, "/undo")
    assert issue.labels == set()
    assert issue.assignees == []
    await reported(story, "dan")
    assert len(story.told) == 2


async def test_in_observe_it_is_observed(tell: Tell) -> None:
    story = await tell(TRIAGE, URGENT, world=world(labels=LABELS), mode="observe")
    issue = await reported(story)
    assert issue.is_untouched
    assert story.told == []
    assert "eve wrote that something is down" in await story.transcript()


async def test_of_a_private_repository_the_channel_reads_no_name(tell: Tell) -> None:
    story = await began(tell, private=True)
    await reported(story)
    assert story.told == [
        "An outage was reported in a private repository. Those who watch it find the report in their "
        "notifications on GitHub."
    ]


@pytest.mark.slow
async def test_one_account_makes_no_noise(tell: Tell) -> None:
    story = await began(tell)
    for _ in range(6):
        await reported(story)
        await story.advance("61 minutes")
    assert len(story.told) == 3
