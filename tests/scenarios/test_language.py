"""The scenario language itself: whoever breaks a scenario is told what was decided, and why."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.in_process.story import STEWARD, TRIAGE, opened, world
from tests.scenarios.conftest import Plan, Tell

ROOT = Path(__file__).parents[2]
BROKEN = """
from tests.harness.in_process.story import TRIAGE, opened, world

async def test_of_a_story(tell):
    story = await tell(TRIAGE)
    issue = await story.person("eve").opens_issue("How do I open it?")
    assert issue.labels == {"bug"}

async def test_of_a_plan(plan):
    found = await plan("issues", opened("How do I open it?"), world=world(), config=TRIAGE)
    assert found.labels == {"bug"}
"""


@pytest.mark.slow
def test_a_scenario_that_fails_prints_the_plan_and_the_reasons(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from tests.scenarios.conftest import *\n")
    (tmp_path / "test_broken.py").write_text(BROKEN)
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", str(tmp_path)]
    ran = subprocess.run(  # noqa: S603
        [*command, "-c", str(ROOT / "pyproject.toml")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "2 failed" in ran.stdout, ran.stdout + ran.stderr
    story, plan = ran.stdout.split("Captured story teardown")[1].split("Captured plan teardown")
    for told in (story, plan):
        assert "triage: issues.opened" in told
        assert "support: the title asks “How do I …”" in told
    assert "-> add_labels support  done" in story


async def test_a_transcript_tells_the_whole_story(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue("How do I open it?")
    await story.person("bob").comments(issue, "/ack")
    await story.advance("1 day")
    told = await story.transcript()
    assert told.startswith("It is Tuesday 03 March 2026, 09:00 UTC.")
    assert "steward: /ack  wants  (bob wrote /ack" in told
    assert "welcome" not in told


async def test_a_plan_tells_why_nothing_is_done(plan: Plan) -> None:
    found = await plan("issues", opened("About chunks"), world=world(), config=TRIAGE)
    assert "triage: issues.opened  nothing" in str(found)


async def test_a_history_gives_the_bot_a_memory(plan: Plan) -> None:
    welcome = "newcomers: {welcome: {}}"
    before = ("issues", opened("One", number=6), "2026-03-02T09:00:00Z")
    now = "2026-03-02T10:00:00Z"
    first = await plan("issues", opened("Two"), world=world(), config=welcome, now=now)
    second = await plan("issues", opened("Two"), world=world(), config=welcome, history=[before], now=now)
    assert (first.kinds, second.kinds) == (["comment"], [])
