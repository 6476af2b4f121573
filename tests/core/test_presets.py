"""A file in few lines: presets, an empty `newcomers`, and no key that a default serves as well."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.core.config.effective import effective
from bot.core.config.loader import load
from bot.core.config.presets import PRESETS, FilePreset
from bot.core.config.schema import SCHEMA_ID, schema
from bot.core.schedule import Duration
from handlers import FEATURES

LIBRARY = "preset: library\nmode: act"
HUB = """\
preset: hub
mode: act
timezone: Europe/London
steward:
  people: [alice, bob, carol]
  otherwise: dora
communities:
  pangeo: {contact: frank, form_field: Which hub}"""
SPRINT = """\
preset: sprint
mode: act
timezone: Europe/London
newcomers:
  cohorts:
    spring: {host: carol, from: 2026-03-02, until: 2026-03-06, board: open}"""


def on(text: str) -> set[str]:
    config = load(text, FEATURES)
    return {one.name for one in FEATURES if one.turned_on_by in config.sections and not one.always_on}


@pytest.mark.parametrize(
    ("text", "lines", "features"),
    [
        (LIBRARY, 6, {"labels", "triage", "welcome", "suggestions", "claims", "reviews", "journey"}),
        (HUB, 14, {"labels", "triage", "welcome", "steward", "journey"}),
        (SPRINT, 12, {"labels", "triage", "welcome", "suggestions", "claims", "cohorts", "reviews"}),
    ],
)
def test_a_repository_starts_with_few_lines(text: str, lines: int, features: set[str]) -> None:
    assert len(text.splitlines()) <= lines
    assert features <= on(text)


@pytest.mark.parametrize("preset", FilePreset)
def test_a_preset_stands_for_keys_that_can_be_shown(preset: FilePreset) -> None:
    rows = {row.path: (row.value, row.source) for row in effective(f"preset: {preset}", FEATURES)}
    assert rows["preset"] == (preset.value, "line 1")
    for section in PRESETS[preset]:
        sources = {source for path, (_, source) in rows.items() if re.match(rf"{section}(\.|$)", path)}
        assert "preset" in sources or sources == {"default"}


def test_own_keys_win_one_by_one() -> None:
    text = "preset: sprint\nplain_words: off\nnewcomers: {claims: {limit: 2}, suggestions: {count: 1}}"
    rows = {row.path: (row.value, row.source) for row in effective(text, FEATURES)}
    assert rows["plain_words"] == ("off", "line 2")
    assert rows["newcomers.claims.limit"] == (2, "line 3")
    assert rows["newcomers.claims.lease"] == ("3 days", "preset")
    assert rows["newcomers.suggestions.count"] == (1, "line 3")
    assert {"welcome", "claims"} <= on(text)


def test_an_empty_section_newcomers_means_welcome_suggestions_and_claims() -> None:
    assert on("newcomers: {}") == on("newcomers:") == {"welcome", "suggestions", "claims", "journey"}
    assert on("newcomers: {milestones: [1]}") == {"journey"}


def fields(node: Any, path: str = "") -> Any:
    """Every field of the schema with its path."""
    match node:
        case {"properties": dict() as properties, **rest}:
            for name, inner in properties.items():
                yield f"{path}.{name}", inner
                yield from fields(inner, f"{path}.{name}")
            yield from fields(rest, path)
        case dict():
            for key, inner in node.items():
                yield from fields(inner, f"{path}#{key}" if key == "$defs" else path)
        case list():
            for inner in node:
                yield from fields(inner, path)


def test_every_field_says_what_it_is() -> None:
    whole = schema(FEATURES)
    bare = [path for path, field in fields(whole) if not field.get("description")]
    assert bare == []
    assert whole["$id"] == SCHEMA_ID


REQUIRED = {
    "label", "labels", "allowed", "family", "text", "tell",
    "people", "login", "to", "contact", "host", "from", "until", "name",
}  # fmt: skip
"""What no default could say."""


def test_no_key_is_asked_for_that_a_default_serves() -> None:
    def required(node: Any) -> Any:
        match node:
            case dict():
                yield from node.get("required", ()) if isinstance(node.get("required"), list) else ()
                for inner in node.values():
                    yield from required(inner)
            case list():
                for inner in node:
                    yield from required(inner)

    assert set(required(schema(FEATURES))) <= REQUIRED


@pytest.mark.parametrize("text", [*Duration.examples, "90d", "14 days", "3 working days", "1 hour"])
def test_a_duration_fits_its_pattern(text: str) -> None:
    assert re.fullmatch(Duration.pattern, str(Duration.parse(text)))


def test_editors_know_how_days_zones_and_logins_look() -> None:
    whole = schema(FEATURES)
    day = whole["properties"]["working_days"]["items"]["pattern"]
    assert all(re.search(day, word) for word in ("mon", "Monday", "fridays", "Sun"))
    assert not re.search(day, "moon")
    zone = whole["properties"]["timezone"]["pattern"]
    assert all(re.search(zone, name) for name in ("UTC", "Europe/London", "America/Argentina/Ushuaia"))
    assert not re.search(zone, "London time")
    login = whole["$defs"]["Accounts"]["properties"]["programs"]["items"]["pattern"]
    assert all(re.search(login, name) for name in ("alice", "@alice", "dependabot[bot]", "a-b_c"))
    assert not re.search(login, "two words")
