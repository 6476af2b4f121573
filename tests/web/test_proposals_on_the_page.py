"""Issues that may be somebody's first: proposed in the letter and on the page, and never on the issue."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.in_process.story import REPO, Story, world
from tests.harness.over_http.browser import HTML, open_pages
from tests.scenarios.test_suggest import ABOUT

FILE = ("newcomers: {suggestions: {low: 20}}", "notify: {newcomers: chat}\ndigest: {}", "labels: {}")
TYPO = ABOUT.format("a typo in `docs/guide.md`")
ISSUES: list[dict[str, Any]] = [
    *(
        {"number": 100 + n, "title": "Typo in the guide", "author": "dora", "body": TYPO,
         "labels": ["good first issue"]}
        for n in range(9)
    ),
    *(
        {"number": 200 + n, "title": "Deadlock in the scheduler", "author": "dora", "body": "x " * 2_000}
        for n in range(9)
    ),
    *({"number": 300 + n, "title": "Typo again", "author": "dora", "body": TYPO} for n in range(5)),
]  # fmt: skip


@pytest.mark.slow
async def test_three_a_week_are_proposed_a_button_marks_one_and_another_turns_one_down() -> None:
    async with Story(*FILE, world=world(issues=ISSUES)) as story, open_pages(story) as pages:
        await story.until("2026-03-09 10:00")
        (letter,) = story.told
        assert "`/good-first-issue` there, offers it" in letter
        assert "#300 is like those that were marked: " in letter
        assert "#303" not in letter
        assert "#200" not in letter
        assert all(thread.is_untouched for thread in map(story.thread, (300, 301, 302)))

        browser = await pages.signed_in("carol")
        shown = await (await browser.get(f"/r/{REPO}", HTML)).text()
        assert shown.count('value="first_issue"') == 3
        fields = {"csrf": await browser.csrf(), "button": "first_issue", "number": "300"}
        assert (await browser.post(f"/r/{REPO}/buttons", fields)).status == 303
        await story.settles()
        assert "good first issue" in story.thread(300).labels

        fields |= {"button": "no_first_issue", "number": "301"}
        assert (await browser.post(f"/r/{REPO}/buttons", fields)).status == 303
        await story.person("carol").unlabels(story.thread(300), "good first issue")
        shown = await (await browser.get(f"/r/{REPO}", HTML)).text()
        assert shown.count('value="no_first_issue"') == 1, "302 alone still waits"
        assert story.thread(301).is_untouched

        await story.until("2026-03-16 10:00")
        assert "#303 is like those" in story.told[-1]
        assert not any(f"#{number}" in story.told[-1] for number in (300, 301, 302))
