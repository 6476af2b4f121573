"""`labels.require`: a label says that one of a family is missing, and goes when there is one."""

from __future__ import annotations

from tests.harness.in_process.story import LABELS, opened, world
from tests.scenarios.conftest import Plan, Tell

NAMES = (*LABELS, "needs-kind", "needs-area")
REQUIRES = "labels: {require: [{family: kind, label: needs-kind, on: issue}]}"
THERE = world(labels=NAMES)


async def test_it_is_set_on_what_is_opened_without_one(plan: Plan) -> None:
    found = await plan("issues", opened("Chunks"), config=REQUIRES, world=THERE)
    assert found.labels == {"needs-kind"}
    assert found.only("add_labels").because == "it has no label of kind"


async def test_not_where_triage_finds_one_in_the_same_moment(plan: Plan) -> None:
    config = f"{REQUIRES}\ntriage: {{labels: {{bug: kind/bug}}}}"
    found = await plan("issues", opened("[BUG] It stops"), config=config, world=THERE)
    assert found.labels == {"kind/bug"}


async def test_it_comes_and_goes_with_the_family(tell: Tell) -> None:
    story = await tell(REQUIRES, world=THERE)
    issue = await story.person("eve").opens_issue("Chunks")
    await story.person("carol").comments(issue, "/kind bug")
    await story.advance("1 minute")
    assert issue.labels == {"kind/bug"}
    await story.person("carol").unlabels(issue, "kind/bug")
    assert issue.labels == {"needs-kind"}
    await story.person("carol").labels(issue, "kind/bug")
    assert issue.labels == {"kind/bug"}
    await story.person("carol").comments(issue, "/remove-kind bug")
    await story.advance("1 minute")
    assert issue.labels == {"needs-kind"}


async def test_a_pull_request_is_asked_for_nothing_that_is_for_issues(tell: Tell) -> None:
    story = await tell(REQUIRES, world=THERE)
    assert (await story.person("eve").opens_pull("Clear error")).is_untouched


async def test_a_person_who_takes_it_off_is_right(tell: Tell) -> None:
    story = await tell(REQUIRES, world=THERE)
    issue = await story.person("eve").opens_issue("Chunks")
    await story.person("carol").unlabels(issue, "needs-kind")
    await story.person("eve").edits(issue, body="more words")
    assert issue.labels == set()


async def test_one_of_several_families_is_enough(tell: Tell) -> None:
    config = "labels: {require: [{family: [kind, area], label: needs-kind}]}"
    story = await tell(config, world=THERE)
    issue = await story.person("eve").opens_issue("Chunks")
    assert issue.labels == {"needs-kind"}
    await story.person("carol").labels(issue, "area/cloud")
    assert issue.labels == {"area/cloud"}


async def test_several_families_may_share_one_label(tell: Tell) -> None:
    config = "labels: {require: [{family: kind, label: needs-kind}, {family: area, label: needs-kind}]}"
    story = await tell(config, world=THERE)
    issue = await story.person("eve").opens_issue("Chunks")
    await story.person("carol").comments(issue, "/kind bug")
    await story.advance("1 minute")
    assert issue.labels == {"kind/bug", "needs-kind"}
    await story.person("carol").comments(issue, "/area cloud")
    await story.advance("1 minute")
    assert issue.labels == {"kind/bug", "area/cloud"}
