"""What time axes bear: releases by their tags, cohorts of the file, and changes of the file."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.insight.charts.time_marks import MarkKind
from bot.queries.numbers.marks import time_marks
from handlers import FEATURES
from tests.harness.in_process.story import REPO, Story, world

COHORT = "newcomers: {cohorts: {summer: {host: carol, from: 2026-06-01, until: 2026-06-30}}}"


@pytest.mark.slow
async def test_releases_cohorts_and_changes_of_the_file_are_marks() -> None:
    async with Story(COHORT, world=world()) as story:
        await story.person("eve").opens_issue("It breaks")
        await story.advance("2d")
        repository = story.github.state.repository(REPO)
        assert repository is not None
        payload = {
            "repository": {"id": repository.id, "full_name": REPO},
            "sender": {"id": 1, "login": "dora"},
        }
        for ref, created in (
            ("refs/tags/v1.2.0", True), ("refs/tags/v1.1.0", False), ("refs/tags/nightly", True),
            ("refs/heads/v1.3.0", True), ("refs/tags/v1.2.0", True),
        ):  # fmt: skip
            await story.hears("push", {**payload, "ref": ref, "created": created, "commits": []})
        await story.advance("2d")
        await story.configures(COHORT, "labels: {}")
        await story.person("eve").opens_issue("It breaks again")
        marks = await story.database.read(lambda conn: time_marks(conn, FEATURES, repository.id))
    assert [(mark.kind, mark.name, f"{mark.at:%m-%d}") for mark in marks] == [
        (MarkKind.RELEASE, "v1.2.0", "03-04"),
        (MarkKind.FILE, "", "03-06"),
        (MarkKind.COHORT, "summer", "06-01"),
    ]
    assert marks[2].until == datetime(2026, 7, 1, tzinfo=UTC)
