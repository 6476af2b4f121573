"""A file of few lines is enough: of each preset every feature that it turns on acts in one story."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from bot.core.states import EffectState
from bot.store import outbox
from tests.core.test_presets import HUB, LIBRARY, SPRINT, on
from tests.harness.in_process.story import LABELS, REPO, Story, world
from tests.scenarios.conftest import Tell

pytestmark = pytest.mark.slow

ABOUT = "{}, and whoever looks for it finds nothing at all. Once it is mended, `pytest` passes as before."
ISSUES: list[dict[str, Any]] = [
    {
        "number": number,
        "title": title,
        "body": ABOUT.format(about),
        "author": "dora",
        "labels": ["good first issue"],
    }
    for number, title, about in (
        (41, "A missing test", "`io/zarr.py` is not tried"),
        (42, "A dead link", "The guide names a page that is gone"),
        (43, "Docstrings", "`cli.py` has none"),
    )
]


async def begun(tell: Tell, text: str) -> Story:
    """A story with the file, which has its mode already."""
    (mode,) = [line for line in text.splitlines() if line == "mode: act"]
    lines = [line for line in text.splitlines() if line != mode]
    return await tell("\n".join(lines), world=world(labels=(*LABELS, "question"), issues=ISSUES))


async def acted(story: Story) -> set[str]:
    """The features of which something was done on GitHub."""
    repository = story.github.state.repository(REPO)
    assert repository is not None
    rows = [
        row
        for number in repository.issues
        for row in await story.database.read(partial(outbox.of_subject, repo_id=repository.id, number=number))
    ]
    assert {row.state for row in rows} == {EffectState.DONE}
    return {name for row in rows for name in row.feature.split(", ")}


async def ordinary_days(story: Story) -> None:
    """What happens everywhere: a report, a question, a claim, a pull request, and maintainers at work."""
    report = await story.person("eve").opens_issue("[BUG] It crashes", "When I open a file.")
    question = await story.person("zed").opens_issue("How do I open a store on S3?")
    await story.person("bob").comments(report, "/kind bug")
    await story.person("bob").comments(report, "/assign")
    await story.person("newt").comments(story.thread(41), "/claim")
    pull = await story.person("newt").opens_pull("A test for the reader", "Closes #41.")
    await story.person("bob").comments(pull, "/cc @alice")
    await story.advance("6 days")
    await story.person("bob").comments(question, "/close")
    await story.person("dora").merges(pull)
    await story.settles()


async def suggested(story: Story) -> str:
    """What somebody is answered who asks for work: that is all that `suggestions` does of its own."""
    issue = await story.person("frank").opens_issue("I would like to help")
    await story.person("frank").comments(issue, "/suggest")
    return issue.words[-1]


async def test_all_of_a_library_acts(tell: Tell) -> None:
    story = await begun(tell, LIBRARY)
    await ordinary_days(story)
    assert on(LIBRARY) - await acted(story) == {"suggestions"}
    assert "- #43 Docstrings" in await suggested(story)


async def test_all_of_a_hub_acts(tell: Tell) -> None:
    story = await begun(tell, HUB)
    await ordinary_days(story)
    assert on(HUB) - await acted(story) == set()


async def test_all_of_a_sprint_acts(tell: Tell) -> None:
    story = await begun(tell, SPRINT)
    await story.person("newt").comments(story.thread(42), "/cohort spring")
    await ordinary_days(story)
    assert on(SPRINT) - await acted(story) == {"suggestions"}
    assert "- #43 Docstrings" in await suggested(story)
