"""The road knows no feature by name: with any one of them taken out, the others work."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from bot.core.feature import Feature
from handlers import FEATURES
from tests.harness.in_process.story import STEWARD, TRIAGE
from tests.scenarios.conftest import Tell

SECTIONS = {
    "triage": TRIAGE,
    "steward": STEWARD,
    "labels": "labels: {}",
    "assignment": "assignment: {}",
    "lifecycle": "lifecycle: {}",
    "reviews": "reviews: {remind_after: 3 working days}",
    "digest": "digest: {every: monday 09:00, issue: 12}",
}
NEWCOMERS = {
    "welcome": "welcome: {}",
    "claims": "claims: {}",
    "suggestions": "suggestions: {}",
    "mentors": "mentors: {carol: {topics: [docs]}}",
}
ENGINE = Path(__file__).parents[2] / "bot/engine"


@pytest.mark.slow
@pytest.mark.parametrize("missing", FEATURES, ids=lambda feature: feature.name)
async def test_the_road_needs_no_feature(tell: Tell, missing: Feature[Any]) -> None:
    sections = [text for name, text in SECTIONS.items() if name != missing.name]
    people = ", ".join(text for name, text in NEWCOMERS.items() if name != missing.name)
    features = [feature for feature in FEATURES if feature is not missing]
    story = await tell(*sections, f"newcomers: {{{people}}}", features=features)

    issue = await story.person("eve").opens_issue("How do I open a store on S3?")
    await story.person("bob").comments(issue, "/label nonsense\n\n/kind bug\n\n/clsoe\n\n/help")
    pull = await story.person("eve").opens_pull("Repair it", f"Closes #{issue.number}")
    await story.person("dora").merges(pull)
    await story.advance("3 days")

    assert {state for state, _ in await story.ends()} == {"done"}
    assert issue.is_untouched is False
    if missing.name != "labels":
        assert "kind/bug" in issue.labels
        assert "confused" in issue.reactions
        assert "Did you mean `/close`?" in issue.words[-1] or missing.name == "lifecycle"


def test_the_engine_names_no_feature() -> None:
    names = {feature.name for feature in FEATURES} - {"labels"}  # It is a word of GitHub's as well.
    literals = [
        (path.name, node.lineno, node.value)
        for path in sorted(ENGINE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in names
    ]
    assert literals == []
