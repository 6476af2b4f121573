"""What holds for all features: modes, the repository's file, failures, and whose word counts."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.config.base import Nothing
from bot.core.errors import Refusal
from bot.core.feature import Feature
from bot.core.markdown import Markdown
from handlers import FEATURES
from tests.harness.in_process.story import CONFIG_PATH, OTHER, REPO, STEWARD, TRIAGE, WELCOME, opened, world
from tests.scenarios.conftest import Plan, Tell

QUESTION = "How do I open a store on S3?"
LABELS = "labels: {additional: [good-idea, bug]}"


# Observe


@pytest.mark.slow
async def test_observing_touches_nothing_and_remembers_nothing(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, WELCOME, mode="observe")
    eve = story.person("eve")
    issue = await eve.opens_issue(QUESTION)
    await story.advance("3 days")
    assert issue.is_untouched
    assert await story.stages("eve") == []
    await story.configures(TRIAGE, STEWARD, WELCOME)
    await eve.closes(issue)
    await eve.reopens(issue)
    assert issue.is_untouched  # no case was remembered
    assert (await eve.opens_issue(QUESTION)).assignees == ["carol"]


async def test_a_file_without_a_mode_observes(tell: Tell) -> None:
    story = await tell(TRIAGE, mode="observe")
    await story.person("dora").pushes(CONFIG_PATH, TRIAGE)
    assert (await story.person("eve").opens_issue(QUESTION)).is_untouched


async def test_the_plan_is_shown_in_either_mode(plan: Plan) -> None:
    found = await plan("issues", opened(QUESTION), world=world(), config=f"mode: observe\n{TRIAGE}")
    assert found.labels == {"support"}


# The repository's file


@pytest.mark.slow
async def test_an_invalid_file_leaves_the_last_good_one_in_force(tell: Tell) -> None:
    story = await tell(TRIAGE, LABELS)
    await story.configures("triage:\n  lables: {support: support}")
    issue = await story.person("eve").opens_issue(QUESTION)
    assert issue.labels == {"support"}
    assert issue.words == []  # nobody commanded
    await story.person("carol").comments(issue, "/label bug")
    assert issue.labels == {"bug", "support"}
    assert "3:3: unknown key `lables` in `triage` (did you mean `labels`?)" in issue.words[0]
    await story.configures(TRIAGE, LABELS)
    await story.person("carol").comments(issue, "/remove-label bug")
    assert len(issue.words) == 1


async def test_a_pattern_that_cannot_be_used_is_shown_and_the_last_good_file_stays(tell: Tell) -> None:
    story = await tell(TRIAGE, LABELS)
    await story.configures("triage:\n  rules:\n  - {label: bug, text: '(?<!no )bug'}")
    issue = await story.person("eve").opens_issue(QUESTION)
    assert issue.labels == {"support"}
    await story.person("carol").comments(issue, "/label bug")
    assert issue.labels == {"bug", "support"}
    sentence = "4:24: `text`: `(?<!…)` cannot be used here: write what stands there into the pattern itself"
    assert sentence in issue.words[0]


async def test_no_file_is_no_feature(tell: Tell) -> None:
    story = await tell(TRIAGE)
    assert (await story.person("eve", OTHER).opens_issue(QUESTION)).is_untouched


async def test_the_owners_file_stands_in_where_a_repository_has_none(tell: Tell) -> None:
    github = {"name": "acme/.github", "files": {CONFIG_PATH: f"mode: act\n{TRIAGE}"}}
    told = world()
    told["repositories"].append(github)
    story = await tell(WELCOME, world=told)
    assert (await story.person("eve", OTHER).opens_issue(QUESTION)).labels == {"support"}
    assert (await story.person("eve").opens_issue(QUESTION)).labels == set()  # this one has its own


async def test_a_file_on_another_branch_counts_for_nothing(tell: Tell) -> None:
    story = await tell(TRIAGE)
    story.github.person("dora").pushes(REPO, {CONFIG_PATH: "mode: act\nlifecycle: {}"}, branch="other")
    await story.settles()
    assert (await story.person("eve").opens_issue(QUESTION)).labels == {"support"}


# Whose word counts


async def test_our_own_comments_command_nothing(tell: Tell) -> None:
    story = await tell(LABELS)
    issue = await story.person("eve").opens_issue("About chunks")
    await story.person("stewardbot[bot]").comments(issue, "/label bug")
    assert issue.labels == set()
    assert issue.reactions == []


async def test_another_bot_commands_only_where_it_is_listed(tell: Tell) -> None:
    story = await tell(LABELS)
    issue = await story.person("eve").opens_issue("About chunks")
    renovate = story.person("dependabot[bot]")
    await renovate.comments(issue, "/label bug")
    assert issue.is_untouched
    await story.configures(LABELS, "commands: {bots: ['dependabot[bot]']}")
    await renovate.comments(issue, "/label bug")
    assert issue.labels == {"bug"}


@pytest.mark.slow
async def test_a_label_a_human_took_off_stays_off(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.person("carol").unlabels(issue, "support")
    await story.person("eve").comments(issue, "And from GCS?")
    await story.advance("1 week")
    assert issue.labels == set()


async def test_a_locked_issue_is_still_sorted_and_not_talked_to(tell: Tell) -> None:
    story = await tell(LABELS)
    issue = await story.person("eve").opens_issue("About chunks")
    story.github.person("dora").locks(REPO, issue.number)
    await story.settles()
    await story.person("dora").comments(issue, "/label bug")
    assert issue.labels == {"bug"}


# Failures


def broken(problem: Exception) -> Feature[Any]:
    """A feature that fails at everything."""
    feature = Feature("broken", summary="Fails.", config=Nothing, always_on=True)

    async def fail(event: Any, ctx: Any) -> Any:
        raise problem

    feature.on("issues.opened")(fail)
    return feature


async def test_a_failure_stops_no_other_feature_and_says_nothing(tell: Tell) -> None:
    story = await tell(TRIAGE, WELCOME, features=(broken(RuntimeError("secret detail")), *FEATURES))
    story.expected_trouble = True
    issue = await story.person("eve").opens_issue(QUESTION)
    assert issue.labels == {"support"}
    assert len(issue.words) == 1
    assert "secret detail" not in issue.words[0]
    assert "RuntimeError: secret detail" in await story.transcript()


async def test_what_people_can_mend_is_said_to_them(tell: Tell) -> None:
    story = await tell(
        TRIAGE, features=(broken(Refusal(Markdown("the milestone is closed: open it first"))), *FEATURES)
    )
    issue = await story.person("eve").opens_issue(QUESTION)
    assert issue.labels == {"support"}
    assert issue.words == ["the milestone is closed: open it first."]


# Where the App is and is not


async def test_nothing_happens_where_the_app_is_not_installed(tell: Tell) -> None:
    story = await tell(TRIAGE)
    story.github.person("dora").uninstalls("acme")
    await story.settles()
    assert (await story.person("eve").opens_issue(QUESTION)).is_untouched


@pytest.mark.slow
async def test_what_was_open_before_we_came_is_left_alone(tell: Tell) -> None:
    before = [{"number": 3, "title": QUESTION, "author": "eve"}]
    story = await tell(TRIAGE, STEWARD, WELCOME, world=world(issues=before))
    await story.advance("1 week")
    assert story.thread(3).is_untouched


async def test_a_renamed_repository_is_the_same(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    story.github.person("dora").renames_repository(REPO, "gear")
    await story.settles()
    await story.person("bob", "acme/gear").comments(issue, "/ack")
    assert "has been seen" in issue.words[0]


@pytest.mark.parametrize("times", [2, 5])
async def test_the_same_delivery_again_changes_nothing(tell: Tell, times: int) -> None:
    story = await tell(TRIAGE, WELCOME)
    eve = story.github.person("eve")
    eve.opens_issue(REPO, QUESTION)
    story.github.webhooks.extend([story.github.webhooks[0]] * (times - 1))
    await story.settles()
    assert len(story.thread(1).words) == 1
