"""GitHub's issue types: the strongest sign of a kind, followed by labels, set where the file names them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.in_process.story import REPO, STEWARD, TRIAGE, Someone, Story, Thread, opened, world
from tests.scenarios.conftest import Plan, Tell

SORTING = "triage: {labels: {bug: bug, feature: enhancement, support: support, docs: documentation}}"
SETTING = "triage: {labels: {support: support}, types: {bug: Bug, feature: Feature, support: Question}}"
VAGUE: dict[str, Any] = {
    "title": "Zarr reader loses the time axis",
    "body": "### Summary\n\nThe time axis is gone.",
}


def typed(name: str | None) -> dict[str, Any]:
    """How an issue bears its type in a payload."""
    return {"type": {"id": 1, "name": name, "description": None} if name else None}


async def sets_type(story: Story, who: str, issue: Thread, name: str | None) -> None:
    story.person(who).alone.types(REPO, issue.number, name)
    await story.settles()


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Bug", "bug"),
        ("bug", "bug"),
        ("Defect", "bug"),
        ("Feature", "enhancement"),
        ("Question", "support"),
        ("Documentation", "documentation"),
        ("Task", None),
        (None, None),
    ],
)
async def test_a_form_that_sets_the_type_says_the_kind(
    plan: Plan, name: str | None, label: str | None
) -> None:
    found = await plan("issues", opened(**VAGUE, **typed(name)), world=world(), config=SORTING)
    assert found.labels == ({label} if label else set())


async def test_a_type_of_the_files_own_name_means_the_kind_it_names(plan: Plan) -> None:
    config = "triage: {labels: {bug: bug}, types: {bug: Incident}}"
    found = await plan("issues", opened(**VAGUE, **typed("incident")), world=world(), config=config)
    assert found.labels == {"bug"}
    assert found.only("add_labels").because == "bug: its type is “incident”"


@pytest.mark.parametrize("name", ["Bug", "Task"])
async def test_the_type_beats_the_words(plan: Plan, name: str) -> None:
    asks = opened("How do I open a store on S3?", **typed(name))
    found = await plan("issues", asks, world=world(), config=f"{SORTING}\n{STEWARD}")
    assert "support" not in found.labels
    assert found.assigned == []


async def test_a_label_that_a_form_sets_besides_stays_alone(plan: Plan) -> None:
    both = opened(**VAGUE, labels=[{"name": "documentation"}], **typed("Bug"))
    assert (await plan("issues", both, world=world(), config=SORTING)).kinds == []


async def test_a_type_set_later_is_followed_and_our_guess_goes(tell: Tell) -> None:
    story = await tell(SORTING)
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    assert issue.labels == {"support"}
    await sets_type(story, "carol", issue, "Bug")
    assert issue.labels == {"bug"}
    await sets_type(story, "carol", issue, "Task")
    assert issue.labels == set()


async def test_labels_of_people_stay_when_a_type_is_set(tell: Tell) -> None:
    story = await tell(SORTING)
    issue = await story.person("eve").opens_issue("Some thoughts")
    await story.person("carol").labels(issue, "support")
    await sets_type(story, "carol", issue, "Bug")
    assert issue.labels == {"support", "bug"}


async def test_a_type_taken_away_leaves_what_the_text_shows(tell: Tell) -> None:
    story = await tell(SORTING)
    issue = await story.person("eve").opens_issue("[BUG] It crashes")
    await sets_type(story, "carol", issue, "Feature")
    assert issue.labels == {"enhancement"}
    await sets_type(story, "carol", issue, None)
    assert issue.labels == set()


async def test_a_support_case_ends_when_a_person_says_that_it_is_no_question(tell: Tell) -> None:
    story = await tell(SORTING, STEWARD)
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    assert issue.assignees == ["bob"]
    await sets_type(story, "dora", issue, "Bug")
    assert issue.words[0].startswith("This is no support question any more: dora says so.")
    assert issue.labels == {"bug"}


async def test_a_type_that_a_program_sets_is_followed_as_well(tell: Tell) -> None:
    story = await tell(SORTING, STEWARD)
    eve, program = story.person("eve"), "github-actions[bot]"
    issue = await eve.opens_issue("How do I open a store on S3?")
    await sets_type(story, program, issue, "Bug")
    assert issue.words[0].startswith("This is no support question any more")
    other = await eve.opens_issue("Some thoughts")
    await sets_type(story, program, other, "Question")
    assert (other.assignees, other.labels) == (["bob"], {"support"})
    its_own = await story.person(program).opens_issue("The nightly report")
    await sets_type(story, program, its_own, "Question")
    assert its_own.assignees == []


async def test_a_question_stays_a_case_and_one_becomes_a_case_by_its_type(tell: Tell) -> None:
    story = await tell(SORTING, STEWARD)
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    await sets_type(story, "dora", issue, "Question")
    assert issue.assignees == ["bob"]
    other = await story.person("eve").opens_issue("Some thoughts")
    assert other.assignees == []
    await sets_type(story, "dora", other, "Question")
    assert other.assignees == ["bob"]


async def test_the_type_of_its_kind_is_set_where_the_file_names_one(plan: Plan) -> None:
    found = await plan("issues", opened("[BUG] It crashes"), world=world(), config=SETTING)
    assert found.kinds == ["add_labels", "set_type"]
    assert found.only("set_type").type == "Bug"


@pytest.mark.parametrize(
    ("issue", "config"),
    [
        (opened("[BUG] It crashes"), TRIAGE),
        (opened("[BUG] It crashes", **typed("Feature")), SETTING),
        (opened("How do I open a store on S3?"), SETTING),  # acme has no type Question
        (opened("Some thoughts"), SETTING),
        (opened("[BUG] Bump x", by="dependabot[bot]"), SETTING),
    ],
    ids=["not named", "has one", "no such type", "no kind", "a bot's"],
)
async def test_otherwise_none_is_set(plan: Plan, issue: dict[str, Any], config: str) -> None:
    assert "set_type" not in (await plan("issues", issue, world=world(), config=config)).kinds


async def test_a_label_that_the_form_sets_gives_the_type(tell: Tell) -> None:
    story = await tell(SETTING)
    issue = await story.person("eve").opens_issue("It crashes", labels=["bug"])
    assert type_of(story, issue) == "Bug"


def type_of(story: Story, issue: Thread) -> str | None:
    record = story.github.state.issue(REPO, issue.number)
    return record.type.name if record and record.type else None


async def commanded(story: Story, issue: Thread, who: Someone, line: str) -> str | None:
    await who.comments(issue, line)
    return type_of(story, issue)


@pytest.mark.slow
async def test_a_type_by_command_as_the_repository_spells_it(tell: Tell) -> None:
    story = await tell(SORTING, STEWARD)
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    carol = story.person("carol")
    assert await commanded(story, issue, carol, "/type bug") == "Bug"
    assert issue.labels == {"bug"}
    assert issue.words[0].startswith("This is no support question any more: carol says so.")
    assert await commanded(story, issue, carol, "/type none") is None
    assert await commanded(story, issue, carol, "/type FEATURE") == "Feature"
    assert issue.reactions == ["+1"] * 3
    await carol.comments(issue, "/undo")
    assert type_of(story, issue) is None


async def test_what_cannot_be_set_is_refused_with_what_can(tell: Tell) -> None:
    story = await tell(SORTING)
    issue = await story.person("eve").opens_issue("Some thoughts")
    assert await commanded(story, issue, story.person("carol"), "/type saga") is None
    assert "There is no type `saga` here. There are: `Task`, `Bug`, `Feature`." in issue.words[-1]
    assert await commanded(story, issue, story.person("carol"), "/type") is None
    assert "Name a type: " in issue.words[-1]
    assert await commanded(story, issue, story.person("eve"), "/type bug") is None
    assert issue.reactions == ["confused"] * 3


async def test_where_labels_are_called_type_the_command_sets_those(tell: Tell) -> None:
    labels = ["type/bug", "bug"]
    story = await tell(SORTING, "labels: {families: [type]}", world=world(labels=labels))
    issue = await story.person("eve").opens_issue("Some thoughts")
    assert await commanded(story, issue, story.person("carol"), "/type bug") is None
    assert issue.labels == {"type/bug"}
