"""What issues nobody has sorted are guessed to be: on the page, in the words of the letter, with a button."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.harness.in_process.story import REPO, Story, world
from tests.harness.over_http.browser import HTML, Browser, Pages, open_pages
from tests.scenarios.test_guesses import LETTER, SUGGEST, learns, reported, verdicts


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    """A server beside a bot that has learnt what people's labels mean."""
    async with Story(SUGGEST, LETTER, world=world()) as story, open_pages(story) as opened:
        await learns(story)
        yield opened


async def page_of(browser: Browser) -> str:
    return await (await browser.get(f"/r/{REPO}", HTML)).text()


async def test_a_guess_stands_on_the_page_in_the_words_of_the_letter_and_a_button_takes_it(
    pages: Pages,
) -> None:
    story = pages.story
    board = await story.person("dora").opens_issue("What waits")
    issue = await reported(story)
    shown = await page_of(await pages.signed_in("carol"))
    assert "<td>bug (" in shown
    _, _, rest = shown.partition("<td>bug (")
    why = rest.split("<td>")[1].split("</td>")[0]
    assert "such guesses here 100 were right)" in why
    await story.until("2026-03-09 09:00")
    assert f"#{issue.number} Segfault again: bug? {why}." in board.words[-1]

    browser = await pages.signed_in("carol")
    fields = {"csrf": await browser.csrf(), "button": "take_guess", "number": str(issue.number)}
    assert (await browser.post(f"/r/{REPO}/buttons", fields)).status == 303
    await story.settles()
    assert issue.labels == {"bug"}
    assert await verdicts(story) == [(issue.number, True)]
    assert "What these may be" not in await page_of(browser)


async def test_nobody_below_triage_sees_a_guess(pages: Pages) -> None:
    await reported(pages.story)
    assert "What these may be" not in await page_of(await pages.signed_in("eve"))
