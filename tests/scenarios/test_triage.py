"""Triage: what is new gets the label of its kind where the evidence is plain, and silence otherwise."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import REPO, TRIAGE, WELCOME, opened, world
from tests.scenarios.conftest import Plan, Tell

CRASH = "### Bug description\n\nIt crashes\n\n### Steps to reproduce\n\n1. open it"
RULES = """
triage:
  rules:
    - {label: area/cloud, text: 's3|gcs', paths: ['cloud/**']}
"""
NEEDS = """
triage:
  labels: {bug: bug}
  needs_info:
    bug: {require: [version, steps to reproduce], example: docs/mre.md}
"""


@pytest.mark.parametrize(
    ("title", "body", "label"),
    [
        ("How do I open a store on S3?", "", "support"),
        ("[BUG] It crashes", "", "bug"),
        ("It crashes", CRASH, "bug"),
        ("Feature request: a progress bar", "", "enhancement"),
        ("docs: the page on chunks is out of date", "", "documentation"),
    ],
)
async def test_the_kind_is_labelled_and_the_reason_named(
    plan: Plan, title: str, body: str, label: str
) -> None:
    found = await plan("issues", opened(title, body), world=world(), config=TRIAGE)
    assert found.kinds == ["add_labels"]
    assert found.labels == {label}
    assert found.only("add_labels").because.startswith(f"{label}: ")


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Something about chunks", "I have been thinking."),
        ("Is this expected?", "Traceback (most recent call last):\n  File 'a.py', line 1"),
        ("", ""),
    ],
)
async def test_nothing_is_said_where_the_evidence_is_thin(plan: Plan, title: str, body: str) -> None:
    assert (await plan("issues", opened(title, body), world=world(), config=TRIAGE)).kinds == []


async def test_a_label_a_human_chose_stays_alone(plan: Plan) -> None:
    labelled = opened("[BUG] It crashes", labels=[{"name": "enhancement"}])
    assert (await plan("issues", labelled, world=world(), config=TRIAGE)).kinds == []


async def test_bots_are_not_sorted(plan: Plan) -> None:
    by_a_bot = opened("[BUG] Bump x", by="dependabot[bot]")
    assert (await plan("issues", by_a_bot, world=world(), config=TRIAGE)).kinds == []


async def test_a_label_the_repository_lacks_is_not_made(plan: Plan) -> None:
    found = await plan("issues", opened("[BUG] It crashes"), world=world(labels=["support"]), config=TRIAGE)
    assert found.kinds == []


async def test_the_repository_spells_its_labels(plan: Plan) -> None:
    found = await plan(
        "issues", opened("[BUG] It crashes"), world=world(labels=["Kind/Bug"]), config="triage: {}"
    )
    assert found.labels == {"Kind/Bug"}


async def test_without_the_section_triage_is_off(plan: Plan) -> None:
    found = await plan("issues", opened("[BUG] It crashes"), world=world(), config="lifecycle: {}")
    assert found.kinds == []


async def test_a_rule_labels_by_text_and_by_changed_paths(tell: Tell) -> None:
    story = await tell(RULES)
    eve = story.person("eve")
    assert (await eve.opens_issue("Slow reads", "From S3 they take an hour.")).labels == {"area/cloud"}
    assert (await eve.opens_pull("Faster", files=["cloud/read.py"])).labels == {"area/cloud"}
    assert (await eve.opens_pull("Faster", files=["local/read.py"])).is_untouched


async def test_a_label_that_was_taken_off_stays_off_when_more_is_pushed(tell: Tell) -> None:
    story = await tell(RULES)
    pull = await story.person("eve").opens_pull("Faster", files=["cloud/read.py"])
    await story.person("carol").unlabels(pull, "area/cloud")
    await story.after(story.github.person("eve").pushes_to_pull, REPO, pull.number, {"cloud/a.py": "1"})
    assert pull.labels == set()


async def test_what_is_surely_missing_is_asked_for_once(tell: Tell) -> None:
    story = await tell(NEEDS)
    issue = await story.person("eve").opens_issue("[BUG] It crashes", "Badly.")
    assert issue.labels == {"bug"}
    assert len(issue.words) == 1
    assert "version and steps to reproduce" in issue.words[0]
    assert "docs/mre.md" in issue.words[0]
    await story.person("eve").edits(issue, body="Badly, on Tuesdays.")
    assert len(issue.words) == 1


@pytest.mark.parametrize("command", ["", "/close"])
async def test_nothing_is_asked_any_more_on_a_closed_issue(tell: Tell, command: str) -> None:
    story = await tell(NEEDS, WELCOME, "lifecycle: {}")
    issue = await story.person("eve").opens_issue("[BUG] It crashes", "Badly.")
    assert "still missing: version and steps" in issue.words[0].lower()
    dora = story.person("dora")
    await (dora.comments(issue, command) if command else dora.closes(issue))
    assert issue.state == "closed"
    assert not any("still missing" in words.lower() for words in issue.words)


async def test_what_is_there_is_not_asked_for(tell: Tell) -> None:
    story = await tell(NEEDS)
    issue = await story.person("eve").opens_issue("[BUG] It crashes", "In v2.1:\n\n1. open\n2. close")
    assert issue.words == []


async def test_a_label_a_human_took_off_is_not_set_again(tell: Tell) -> None:
    story = await tell(TRIAGE)
    eve = story.person("eve")
    issue = await eve.opens_issue("[BUG] It crashes")
    assert issue.labels == {"bug"}
    await story.person("carol").unlabels(issue, "bug")
    await eve.edits(issue, body="It crashes every time.")
    await eve.comments(issue, "Any news?")
    await story.person("carol").closes(issue)
    await story.person("carol").reopens(issue)
    await story.advance("3 days")
    assert issue.labels == set()


async def test_an_archived_repository_is_left_alone(tell: Tell) -> None:
    story = await tell(TRIAGE)
    story.github.person("dora").archives("acme/widget")
    issue = await story.person("eve").opens_issue("[BUG] It crashes")
    assert issue.is_untouched


async def test_our_own_issues_go_round_in_no_circle(tell: Tell) -> None:
    story = await tell(TRIAGE, "newcomers: {welcome: {}}")
    issue = await story.person("stewardbot[bot]").opens_issue("[BUG] It crashes")
    assert issue.labels == set()
    assert issue.words == []


async def test_whose_question_it_is_github_need_not_be_asked_of_guests(tell: Tell) -> None:
    it = await tell(TRIAGE)
    asked = it.github.person("eve").opens_issue(REPO, "How do I open a store on S3?")
    await it.settles()
    assert it.thread(asked).labels == {"support"}
    assert it.github.api.count("GET", "/collaborators/eve/permission") == 0
    # GitHub does not name members who hide it: carol has the triage role, and means no question by it.
    designed = it.github.person("carol").opens_issue(REPO, "How do I open a store on S3?")
    it.github.webhooks[-1].payload["issue"]["author_association"] = "NONE"
    await it.settles()
    assert it.thread(designed).labels == set()


async def test_kinds_may_be_left_to_people_while_rules_label(plan: Plan) -> None:
    config = "triage: {kinds: false, rules: [{label: area/cloud, text: s3}]}"
    found = await plan("issues", opened("How do I open a store on S3?"), world=world(), config=config)
    assert found.labels == {"area/cloud"}
