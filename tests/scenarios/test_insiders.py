"""Titles, forms of real projects, and the questions of those who look after one."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import STEWARD, TRIAGE, opened, world
from tests.scenarios.conftest import Plan, Tell

NEEDS = "triage: {labels: {bug: bug}, needs_info: {bug: {require: [version]}}}"
PANDAS = (
    "### Research\n\n- [X] I have asked there.\n\n### Question about pandas\n\nWhich join keeps the zone?"
)
SKLEARN = """\
### Describe the workflow you want to enable

Fit on chunks.

### Describe your proposed solution

A `partial_fit`.

### Describe alternatives you've considered, if relevant

_No response_"""


@pytest.mark.parametrize(
    ("title", "body", "label"),
    [
        ("REGR: join drops the zone", "", "bug"),
        ("BUG/API: join drops the zone", "", "bug"),
        ("🐛 [BUG] join drops the zone", "", "bug"),
        ("[io][Bug]: join drops the zone", "", "bug"),
        ("QST: joining frames with different calendars", PANDAS, "support"),
        ("DOC: the join", "", "documentation"),
        ("Joining", PANDAS, "support"),
        ("partial_fit for IsotonicRegression", SKLEARN, "enhancement"),
        ("Axes", "### Bug summary\n\nlost\n\n### Code for reproduction\n\nx", "bug"),
        ("Axes", "### Documentation Link\n\nhttps://x\n\n### Problem\n\nold", "documentation"),
        ("Sum", "### Proposed new feature or change:\n\na faster sum", "enhancement"),
        ("Page", "### Issue with current documentation:\n\nit is old", "documentation"),
        ("Cubes", "## ✨ Feature Request\n\nMore of them", "enhancement"),
        (
            "Both",
            "### Describe the bug\n\n_No response_\n\n### Feature request\n\na faster sum",
            "enhancement",
        ),
        ("Kind", "### Issue type\n\nBug report (something is broken)", "bug"),
    ],
)
async def test_marks_and_headings_of_real_projects_show_the_kind(
    plan: Plan, title: str, body: str, label: str
) -> None:
    assert (await plan("issues", opened(title, body), world=world(), config=TRIAGE)).labels == {label}


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("How to reproduce: open zarr twice, the kernel dies", "See title."),
        ("How to cite page is out of date", "The DOI there is the one of 2.0."),
        ("How to install: the link leads nowhere", ""),
        ("Can I help with the docs", "I have some time. Where can I start to help?"),
        ("Could I work on this?", ""),
        ("Is it possible to read zarr v3?", ""),
        ("Reading", "Is there a way to read zarr v3?"),
        ("BUG/ENH: both", ""),
    ],
)
async def test_what_only_sounds_like_a_question_is_none(plan: Plan, title: str, body: str) -> None:
    found = await plan("issues", opened(title, body), world=world(), config=f"{TRIAGE}\n{STEWARD}")
    assert found.kinds == []


@pytest.mark.slow
async def test_headings_that_many_issues_carry_show_nothing(tell: Tell) -> None:
    story = await tell(TRIAGE)
    eve = story.person("eve")
    form = "### Steps to reproduce\n\nopen it"
    for number in range(20):
        await eve.opens_issue(f"Number {number}", form if number < 3 else "No form.")
    assert (await eve.opens_issue("Three of twenty", form)).labels == {"bug"}
    assert (await eve.opens_issue("Four of twenty-one", form)).labels == set()
    assert (await eve.opens_issue("Another form", "### Actual results\n\nnone at all")).labels == {"bug"}


async def test_whoever_has_the_triage_role_opens_no_case_with_a_question(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    alice, carol = story.person("alice"), story.person("carol")
    issue = await alice.opens_issue("How do we deprecate the old reader?", "Two options: a warning, a name.")
    assert issue.is_untouched
    assert (await carol.opens_issue("QST: which name")).is_untouched
    assert (await story.person("eve").opens_issue("How do we deprecate it?")).assignees == ["bob"]
    await carol.comments(issue, "/support")
    assert issue.assignees == ["bob"]
    assert (await alice.opens_issue("How do I open it?", labels=["support"])).assignees == ["bob"]


async def test_whoever_has_the_triage_role_is_asked_for_no_version(tell: Tell) -> None:
    story = await tell(NEEDS)
    assert (await story.person("carol").opens_issue("BUG: it stops", "At once.")).words == []
    assert len((await story.person("eve").opens_issue("BUG: it stops", "At once.")).words) == 1
