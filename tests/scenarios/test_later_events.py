"""What comes later: a push to other paths, an edit that says what it is, a draft, an issue moved here."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import OTHER, REPO, STEWARD, config, opened, world
from tests.scenarios.conftest import Plan, Tell

SORTING = """triage:
  labels: {support: support, bug: bug}
  rules: [{label: area/cloud, paths: ['io/**'], text: 's3'}]
  needs_info: {bug: {require: [version]}}"""
NEWCOMERS = "newcomers: {welcome: {}, claims: {}, suggestions: {count: 0}}"


async def test_a_push_that_touches_a_path_brings_its_label(tell: Tell) -> None:
    story = await tell(SORTING)
    eve = story.person("eve")
    pull = await eve.opens_pull("Read groups", files=["setup.py"])
    assert pull.labels == set()
    await story.after(eve.alone.pushes_to_pull, REPO, pull.number, {"io/zarr.py": "x"})
    assert (pull.labels, pull.words) == ({"area/cloud"}, [])


async def test_a_label_that_was_taken_off_stays_off(tell: Tell) -> None:
    story = await tell(SORTING)
    eve = story.person("eve")
    pull = await eve.opens_pull("Read groups", files=["io/zarr.py"])
    assert pull.labels == {"area/cloud"}
    await story.person("carol").unlabels(pull, "area/cloud")
    await story.after(eve.alone.pushes_to_pull, REPO, pull.number, {"io/grib.py": "x"})
    assert pull.labels == set()


async def test_a_push_is_judged_by_paths_and_not_by_the_text_again(tell: Tell) -> None:
    story = await tell(SORTING)
    eve = story.person("eve")
    pull = await eve.opens_pull("Read groups", files=["setup.py"])
    await eve.edits(pull, body="BUG: from s3")
    await story.person("carol").unlabels(pull, "area/cloud")
    await story.after(eve.alone.pushes_to_pull, REPO, pull.number, {"docs/s3.md": "x"})
    assert pull.labels == set()


async def test_an_edit_sorts_what_nobody_has_sorted(tell: Tell) -> None:
    story = await tell(SORTING)
    eve = story.person("eve")
    issue = await eve.opens_issue("Reader")
    assert issue.labels == set()
    await eve.edits(issue, title="BUG: the reader fails")
    assert (issue.labels, issue.words) == ({"bug"}, [])


async def test_an_edit_leaves_alone_what_a_person_has_sorted(tell: Tell) -> None:
    story = await tell(SORTING)
    eve = story.person("eve")
    issues = [await eve.opens_issue(title) for title in ("Reader", "BUG: reader", "Writer")]
    await story.person("carol").labels(issues[0], "kind/bug")
    await story.person("carol").unlabels(issues[1], "bug")
    await story.person("carol").closes(issues[2])
    for issue in issues:
        await eve.edits(issue, title="BUG: it fails on s3")
    assert [issue.labels for issue in issues] == [{"kind/bug"}, set(), set()]


async def test_a_label_of_the_authors_form_or_of_a_program_is_no_sorting(tell: Tell) -> None:
    story = await tell(SORTING)
    eve = story.person("eve")
    issue = await eve.opens_issue("Reader", labels=["needs triage"])
    await story.person("dependabot[bot]").labels(issue, "stale")
    await eve.edits(issue, title="BUG: it fails")
    assert issue.labels == {"needs triage", "stale", "bug"}


async def test_a_title_that_becomes_a_question_is_a_case_unless_it_was_one(tell: Tell) -> None:
    story = await tell(SORTING, STEWARD)
    eve = story.person("eve")
    issue = await eve.opens_issue("Stores")
    await eve.edits(issue, title="How do I open a store on S3?")
    assert (issue.labels, issue.assignees) == ({"support", "area/cloud"}, ["bob"])
    assert "looks after questions here" in issue.words[0]
    await story.person("carol").comments(issue, "/not-support")
    await eve.edits(issue, title="How do I open a store on S3, please?")
    assert issue.labels == {"area/cloud"}
    assert "no support question any more" in issue.words[0]


@pytest.mark.slow
async def test_a_draft_is_told_what_fits_a_draft(tell: Tell) -> None:
    story = await tell(NEWCOMERS)
    draft = story.thread(story.person("fay").alone.opens_pull(REPO, "Read groups", "wip", draft=True))
    await story.settles()
    assert "when you mark it ready" in draft.words[0]
    assert "If you hear nothing for a week" not in draft.words[0]
    await story.after(story.person("fay").alone.marks_ready, REPO, draft.number)
    assert len(draft.words) == 1
    assert "If you hear nothing for a week" in draft.words[0]
    await story.after(story.person("fay").alone.converts_to_draft, REPO, draft.number)
    assert "when you mark it ready" in draft.words[0]
    assert len(draft.words) == 1
    pull = await story.person("gil").opens_pull("Write groups")
    assert "If you hear nothing for a week" in pull.words[0]


async def test_what_is_moved_here_is_labelled_and_nobody_is_asked_or_welcomed(tell: Tell) -> None:
    story = await tell(SORTING, NEWCOMERS, STEWARD)
    eve = story.person("eve", OTHER)
    bug = await eve.opens_issue("BUG: nightly fails", "/claim\n\nSeen on the cluster.")
    question = await eve.opens_issue("How do I open a store on S3?")
    for issue in (bug, question):
        story.person("eve").alone.transfers_issue(OTHER, issue.number, REPO)
        await story.settles()
    moved = [story.thread(number) for number in (1, 2)]
    assert [issue.words for issue in moved] == [[], []]
    assert moved[0].labels == {"bug"}
    assert moved[0].assignees == []


async def test_whoever_is_new_is_not_welcomed_to_what_they_moved_themselves(plan: Plan) -> None:
    moved = opened("BUG: nightly fails") | {"changes": {"old_issue": {"number": 55}}}
    found = await plan("issues", moved, config=config(SORTING, NEWCOMERS), world=world())
    assert (found.labels, found.comment) == ({"bug"}, "")
    assert "welcome" in (await plan("issues", opened("Reader"), config=config(SORTING, NEWCOMERS))).comment


async def test_an_edit_opens_no_case_where_the_question_stood_before(tell: Tell) -> None:
    story = await tell(SORTING, STEWARD, mode="observe")
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    await story.configures(SORTING, STEWARD)
    await story.person("eve").edits(issue, body="On our cluster, that is.")
    assert (issue.assignees, issue.words) == ([], [])
