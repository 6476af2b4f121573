"""`replay`: a season decided again, dry; what a changed file would have changed, and nothing else."""

from __future__ import annotations

import pytest

from bot.core import effects as fx
from bot.operations.replay import ReplayReport, replay
from bot.operations.replay_request import stored_deliveries
from handlers import FEATURES
from tests.harness.in_process.story import MONDAY, STEWARD, Story, config, world
from tests.scenarios.conftest import Tell

LABELS = "triage: {labels: {support: support, bug: bug}}"
COMMANDS = ("labels: {}", "assignment: {}", "lifecycle: {}")
WELCOME = "newcomers: {welcome: {}}"
QUESTION = "How do I open a store on S3?"


async def again(story: Story, *sections: str, config_text: str | None = None) -> ReplayReport:
    """All that came in, decided again; with another file when there are sections."""
    db = story.database
    deliveries = await stored_deliveries(db, (), MONDAY)
    text = config(*sections) if sections else config_text
    return await replay(db, FEATURES, deliveries, config_text=text)


async def few(tell: Tell) -> Story:
    """A handful of things that happen."""
    story = await tell(LABELS, STEWARD, WELCOME, *COMMANDS)
    await story.person("eve").opens_issue(QUESTION)
    crash = await story.person("dan").opens_issue("[BUG] It crashes")
    await story.advance("3 hours")
    await story.person("alice").comments(crash, "/assign @bob\n/kind bug")
    await story.person("eve").comments(crash, "/close")
    await story.advance("4 days")
    await story.person("eve").opens_issue(QUESTION)
    return story


@pytest.mark.slow
async def test_the_same_file_decides_the_same_again(tell: Tell) -> None:
    report = await again(await few(tell))
    assert [(each.subject, each.gone, each.new, each.guessed) for each in report.different] == []
    assert any(each.now for each in report.replayed)
    assert any(each.event == "wake" for each in report.replayed)


@pytest.mark.slow
async def test_the_pull_request_of_a_claim_is_known_again(tell: Tell) -> None:
    """Its end asks GitHub, and what GitHub answers a timer is not kept."""
    story = await tell("newcomers: {claims: {}}", world=world())
    issue = await story.person("dora").opens_issue("A task")
    pull = await story.person("eve").opens_pull("A fix", f"Closes #{issue.number}")
    await story.person("eve").comments(issue, "/claim")
    await story.advance("20 days")
    assert issue.words == [
        f"@eve has this, with #{pull.number} open. `/unclaim` frees it; `/claim` puts others on the list."
    ]
    await story.person("eve").comments(issue, "A word that ends the stretch")
    report = await again(story)
    assert [(each.subject, each.gone, each.new) for each in report.different] == []


@pytest.mark.slow
async def test_what_was_changed_is_shown_and_nothing_else(tell: Tell) -> None:
    story = await few(tell)
    before = (len(story.github.api.log), image(story))
    report = await again(
        story, "triage: {labels: {support: support, bug: enhancement}}", STEWARD, WELCOME, *COMMANDS
    )
    (only,) = report.different
    assert only.subject == "acme/widget#2"
    assert [each.labels for each in only.gone if isinstance(each, fx.AddLabels)] == [("bug",)]
    assert [each.labels for each in only.new if isinstance(each, fx.AddLabels)] == [("enhancement",)]
    assert (len(story.github.api.log), image(story)) == before


@pytest.mark.slow
async def test_one_delivery_is_decided_from_the_memory_of_its_moment(tell: Tell) -> None:
    story = await few(tell)
    acted = [each for each in await stored_deliveries(story.database, (), MONDAY) if each.outcome == "acted"]
    assert len(acted) > 3
    for delivery in acted:
        report = await replay(story.database, FEATURES, [delivery])
        assert [(each.gone, each.new) for each in report.different] == []


@pytest.mark.slow
async def test_a_command_by_name_is_known_again_by_the_name_of_then(tell: Tell) -> None:
    story = await tell(LABELS, *COMMANDS, world=world() | {"bot": "caretaker[bot]"})
    issue = await story.person("eve").opens_issue("[BUG] It crashes")
    await story.person("alice").comments(issue, "@caretaker close")
    assert issue.state == "closed"
    report = await again(story)
    assert [(each.subject, each.gone, each.new) for each in report.different] == []


async def test_what_github_was_not_asked_then_is_guessed_and_said(tell: Tell) -> None:
    story = await tell(LABELS)
    issue = await story.person("eve").opens_issue("A title")
    await story.person("alice").comments(issue, "/close")
    report = await again(story, LABELS, *COMMANDS)
    guessed = [each.guessed for each in report.replayed if each.guessed]
    assert guessed == [("role of alice",)]


async def test_a_delivery_whose_payload_is_gone_is_counted(tell: Tell) -> None:
    story = await tell(LABELS)
    await story.person("eve").opens_issue("[BUG] It crashes")
    await story.advance("30 days")
    await story.thins_out()
    report = await again(story)
    assert report.replayed == []
    assert report.empty > 0


@pytest.mark.slow
async def test_a_season_with_another_rota_and_another_rule_shows_exactly_the_differences(tell: Tell) -> None:
    story = await tell(LABELS, STEWARD, *COMMANDS, world=world())
    people = ["eve", "dan", "fay", "gus"]
    bugs: set[str] = set()
    cases: set[str] = set()
    for turn in range(30):
        who = story.person(people[turn % len(people)])
        if turn % 10 == 3:
            issue = await who.opens_issue("[BUG] It crashes")
            bugs.add(f"acme/widget#{issue.number}")
        elif turn % 10 == 7:
            issue = await who.opens_issue(QUESTION)
            cases.add(f"acme/widget#{issue.number}")
        else:
            issue = await who.opens_issue("Some thoughts", "A body")
        for said in range(4):
            who.alone.comments("acme/widget", issue.number, f"One more thing, the {said}th.")
        await story.person("bob").comments(issue, "/close" if turn % 5 else "/why")
        await story.advance("1 hours")
    before = (len(story.github.api.log), image(story))
    other = STEWARD.replace("[alice, bob, carol]", "[dora, mia]")
    report = await again(story, LABELS.replace("bug: bug", "bug: enhancement"), other, *COMMANDS)
    assert len([each for each in report.replayed if each.event != "wake"]) >= 180
    labelled = {each.subject for each in report.different if any(e.effect == "add_labels" for e in each.new)}
    routed = {each.subject for each in report.different if any(e.effect == "comment" for e in each.new)}
    assert labelled == bugs
    assert routed == cases
    assert {each.subject for each in report.different} == bugs | cases
    assert (len(story.github.api.log), image(story)) == before


def image(story: Story) -> str:
    """Everything people see on GitHub."""
    return repr(
        [
            (issue.number, issue.state, issue.title, issue.label_names, issue.assignee_logins, issue.comments)
            for repository in story.github.state.repositories.values()
            for issue in repository.issues.values()
        ]
    )
