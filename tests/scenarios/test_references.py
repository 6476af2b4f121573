"""What works on a claimed issue stops its clock, however it names the issue, and wherever it is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.in_process.story import OTHER, REPO, Story, Thread, world
from tests.scenarios.conftest import Tell

CLAIMS = "newcomers: {claims: {limit: 1, lease: 2 weeks, waitlist: true}}"
ISSUES: list[dict[str, Any]] = [{"number": 41, "title": "One missing test", "author": "dora"}]


async def claimed(tell: Tell) -> tuple[Story, Thread]:
    """An issue that eve has claimed."""
    story = await tell(CLAIMS, world=world(issues=ISSUES))
    issue = story.thread(41)
    await story.person("eve").comments(issue, "/claim")
    return story, issue


@pytest.mark.parametrize(
    "body",
    [
        f"Addresses https://github.com/{REPO}/issues/41 by reading one group at a time.",
        f"For [this issue](https://github.com/{REPO}/issues/41).",
        f"Part of {REPO}#41",
        "See GH-41",
    ],
)
async def test_a_pull_request_may_name_its_issue_in_any_way(tell: Tell, body: str) -> None:
    story, issue = await claimed(tell)
    pull = await story.person("eve").opens_pull("Read lazily", body)
    assert f"with #{pull.number} open" in issue.words[0]


@pytest.mark.parametrize(
    "body", ["`#41`", "Part of other/thing#41", f"https://example.org/{REPO}/issues/41", "> #41"]
)
async def test_what_names_another_issue_or_none_stops_no_clock(tell: Tell, body: str) -> None:
    story, issue = await claimed(tell)
    await story.person("eve").opens_pull("Read lazily", body)
    assert "@eve has this until Mon 16 March" in issue.words[0]


@pytest.mark.slow
async def test_what_github_itself_links_is_asked_for_before_anybody_is_reminded(tell: Tell) -> None:
    story, issue = await claimed(tell)
    pull = story.thread(story.person("eve").alone.opens_pull(REPO, "Read lazily", "", closes=[41]))
    await story.settles()
    assert "@eve has this until Mon 16 March" in issue.words[0]
    await story.advance("40 days")
    assert issue.words == [
        f"@eve has this, with #{pull.number} open. `/unclaim` frees it; `/claim` puts others on the list."
    ]
    await story.person("eve").closes(pull)
    await story.advance("35 days")
    assert issue.assignees == []


@pytest.mark.slow
async def test_a_pull_request_in_a_sister_repository_keeps_the_claim_while_it_is_open(tell: Tell) -> None:
    story, issue = await claimed(tell)
    pull = await story.person("eve", OTHER).opens_pull("Read lazily", f"Fixes {REPO}#41")
    await story.advance("40 days")
    assert issue.assignees == ["eve"]
    assert f"@eve has this, with {OTHER}#{pull.number} open." in issue.words[0]
    await story.person("eve", OTHER).closes(pull)
    await story.advance("35 days")
    assert issue.assignees == []


@pytest.mark.slow
async def test_a_claim_renewed_while_the_pull_request_is_elsewhere_hears_no_reminder(tell: Tell) -> None:
    story, issue = await claimed(tell)
    pull = await story.person("eve", OTHER).opens_pull("Read lazily", f"Fixes {REPO}#41")
    await story.advance("5 days")
    await story.person("eve").comments(issue, "/claim")
    await story.advance("15 days")
    assert f"@eve has this, with {OTHER}#{pull.number} open." in issue.words[0]
    await story.person("eve").comments(issue, "/claim")
    await story.advance("15 days")
    assert (issue.assignees, len(issue.words)) == (["eve"], 1)


@pytest.mark.slow
async def test_a_private_sister_repository_is_not_named(tell: Tell) -> None:
    story, issue = await claimed(tell)
    story.person("dora").alone.makes_private(OTHER)
    await story.person("eve", OTHER).opens_pull("Read lazily", f"Fixes {REPO}#41")
    await story.advance("40 days")
    assert issue.assignees == ["eve"]
    assert "with a pull request elsewhere open" in issue.words[0]
    assert OTHER not in "".join(issue.words)


@pytest.mark.slow
async def test_somebody_elses_pull_request_keeps_no_claim(tell: Tell) -> None:
    story, issue = await claimed(tell)
    story.person("dan").alone.opens_pull(REPO, "Read lazily", "", closes=[41])
    await story.advance("20 days")
    assert issue.assignees == []
