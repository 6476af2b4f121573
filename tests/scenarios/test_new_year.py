"""Over New Year a day that is not of this year bears its year, in whatever it stands."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.in_process.story import STEWARD, TRIAGE, world
from tests.scenarios.conftest import Tell

CLAIMS = "newcomers: {claims: {limit: 1, lease: 2 weeks, waitlist: true}}\nassignment: {}"
ISSUES = [{"number": 41, "title": "One missing test", "author": "dora"}]
SPRINT = "{host: carol, members: [dan], from: 2026-12-21, until: 2027-01-15, board: open}"


def december(**more: Any) -> dict[str, Any]:
    return {**world(**more), "now": "2026-12-28T09:00:00Z"}


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "Mon 11 January 2027"), ("fr", "lundi 11 janvier 2027"), ("ja", "2027年1月11日")],
)
async def test_a_claim_lasts_into_the_next_year(tell: Tell, language: str, day: str) -> None:
    story = await tell(f"language: {language}", CLAIMS, world=december(issues=ISSUES))
    issue = story.thread(41)
    await story.person("eve").comments(issue, "/claim")
    assert day in issue.words[0]


@pytest.mark.slow
async def test_what_is_kept_and_refused_says_the_year(tell: Tell) -> None:
    story = await tell(CLAIMS.replace("waitlist: true", "waitlist: false"), world=december(issues=ISSUES))
    issue = story.thread(41)
    await story.person("eve").comments(issue, "/claim")
    await story.person("zed").comments(issue, "/claim")
    assert "until Mon 11 January 2027" in issue.words[-1]
    await story.until("2027-01-04 09:00")
    await story.person("eve").comments(issue, "Still on it.")
    assert "until Mon 18 January;" in issue.words[0], "of this year by now"


async def test_a_cohort_says_when_it_ends(tell: Tell) -> None:
    cohorts = f"newcomers: {{claims: {{}}, cohorts: {{Docs: {SPRINT[:-1]}, reserve: [41]}}}}}}"
    story = await tell(cohorts, world=december(issues=ISSUES))
    issue = story.thread(41)
    await story.person("zed").comments(issue, "/claim")
    assert "until Fri 15 January 2027; from Sat 16 January 2027" in issue.words[-1]
    await story.person("zed").comments(issue, "/cohort Docs")
    assert "Fri 15 January 2027" in issue.words[-1]


@pytest.mark.slow
async def test_a_steward_s_dates(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, world=december())
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    await story.until("2026-12-31 09:00")
    await story.person("dora").comments(issue, "/steward")
    assert "Wed 6 January 2027, 10:00" in issue.words[-1]
    await story.person("alice").comments(issue, "/away 2027-01-11 to 2027-01-12")
    assert "from Mon 11 January 2027 to Tue 12 January 2027" in issue.words[-1]


async def test_what_was_done_last_year_says_so(tell: Tell) -> None:
    story = await tell(TRIAGE, world=december())
    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    await story.until("2027-01-04 09:00")
    await story.person("dora").comments(issue, "/why")
    assert "Mon 28 December 2026, 09:00" in issue.words[-1]
