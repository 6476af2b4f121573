"""Real files of seven tools: all are read, every key is answered for, and what comes out is a valid file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import StringIO
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.core.config.effective import notes
from bot.core.config.loader import examine
from bot.errors import OperatorError
from bot.operations.migrate import KeyFinding, KeyOutcome, migrate
from handlers import FEATURES
from tests.harness.examples import examples
from tests.migrate.corpus import FILES, HELD_OUT, REPOSITORIES, called, moved_in, share

IDS = [f"{path.parent.name}/{path.stem}" for path in (*FILES, *HELD_OUT)]
A_FORMAT, FORMATS = 5, 7


def test_there_are_enough_of_each_format() -> None:
    formats = {path.parent.name for path in FILES}
    assert len(formats) == FORMATS
    for name in formats:
        assert sum(path.parent.name == name for path in FILES) >= A_FORMAT
        assert sum(path.parent.name == name for path in HELD_OUT) >= 2
    for path in (*FILES, *HELD_OUT):
        assert path.read_text(encoding="utf-8").startswith("# After "), path


@pytest.mark.parametrize("path", [*FILES, *HELD_OUT], ids=IDS)
def test_what_comes_out_is_a_valid_file_that_only_looks_on(path: Path) -> None:
    text = moved_in(path).text()
    reading = examine(text, FEATURES)
    assert reading.problems == []
    assert reading.top.mode == "observe"
    notes(text, FEATURES)


@pytest.mark.parametrize("path", [*FILES, *HELD_OUT], ids=IDS)
def test_every_key_of_the_source_is_in_the_table(path: Path) -> None:
    findings = moved_in(path).findings
    listed = {finding.key.removeprefix("plugin ") for finding in findings}
    for key in _keys(path):
        assert key in listed, key
    assert all(finding.reason for finding in findings)
    lines = path.read_text(encoding="utf-8").splitlines()
    for finding in findings:
        assert 1 <= finding.line <= len(lines)


def _keys(path: Path) -> set[str]:
    """Return the keys of a file as another reader sees them: inputs of the known actions, labels, plugins."""
    data = YAML(typ="safe", pure=True).load(path.read_bytes())
    if data.get("kind") == "ConfigMap":
        data = YAML(typ="safe", pure=True).load(data["data"]["plugins.yaml"])
    if "jobs" in data:
        steps = [step for job in data["jobs"].values() for step in job["steps"]]
        known = re.compile(r"actions/(stale|first-interaction)|github/issue-labeler|take-action|assign-issue")
        return {key for step in steps if known.search(step.get("uses", "")) for key in step.get("with", {})}
    if path.parent.name != "prow":
        return {str(key) for key in data}
    repository = REPOSITORIES.get(path.stem, "acme/widget")
    mine = [data["plugins"].get(name) or [] for name in (repository.partition("/")[0], repository)]
    plugins = [plugins["plugins"] if isinstance(plugins, dict) else plugins for plugins in mine]
    return {key for key in data if key != "plugins"} | {name for names in plugins for name in names}


def rows(paths: Iterable[Path]) -> list[KeyFinding]:
    return [row for path in paths for row in moved_in(path).findings]


def test_most_keys_that_name_what_a_community_bot_could_do_are_mapped() -> None:
    shares = {name: share(rows(paths)) for name, paths in groupby(FILES, key=lambda path: path.parent.name)}
    ratios = {name: found.mapped / found.keys for name, found in shares.items()}
    assert all(ratio >= 0.8 for name, ratio in ratios.items() if name != "prow"), shares
    assert ratios["prow"] >= 0.75, "it tells jokes"
    every = share(rows(FILES))
    assert every.mapped >= 0.9 * every.keys, str(every)


def test_of_all_keys_also_of_those_about_merging_and_ci_three_quarters_are_mapped() -> None:
    every = share(rows(FILES), of_all=True)
    assert every.mapped >= 0.75 * every.keys, str(every)
    alone = share(rows(path for path in FILES if path.parent.name != "prow"), of_all=True)
    assert alone.mapped >= 0.9 * alone.keys, str(alone)


def test_most_keys_of_files_it_never_saw_are_mapped() -> None:
    ratio = share(rows(HELD_OUT))
    assert ratio.mapped >= 0.75 * ratio.keys, str(ratio)


@pytest.mark.parametrize("path", [*FILES, *HELD_OUT], ids=IDS)
def test_texts_are_word_for_word_or_behind_a_hash(path: Path) -> None:
    text = moved_in(path).text()
    active = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    assert not re.search(r"\$\{\{|\{\{|\{issue-author\}", active)


def test_the_source_stays_as_it_is() -> None:
    before = {path: path.read_bytes() for path in FILES}
    assert all(finding.outcome in KeyOutcome for path in FILES for finding in moved_in(path).findings)
    assert {path: path.read_bytes() for path in FILES} == before


ODD: list[Any] = [None, True, "", "x", "-1", "${{ x }}", "^(", "a\nb", [], {}, [None], [[1]], {"a": None}]


@pytest.mark.slow
@given(st.sampled_from([*FILES, *HELD_OUT]), st.randoms(use_true_random=False), st.sampled_from(ODD))
@settings(max_examples=examples(40))
def test_whatever_stands_where_something_else_should_is_read_or_refused_in_a_sentence(
    path: Path, chance: Random, odd: Any
) -> None:
    data = YAML(typ="safe", pure=True).load(path.read_bytes())
    place, keys = data, list(data)
    while (key := chance.choice(keys)) is not None:
        inner = place[key]
        deeper = isinstance(inner, dict | list) and inner and chance.random() < 0.8
        if not deeper:
            place[key] = odd
            break
        place, keys = inner, list(inner) if isinstance(inner, dict) else list(range(len(inner)))
    stream = StringIO()
    YAML(typ="safe", pure=True).dump(data, stream)
    try:
        text = migrate([(called(path), stream.getvalue().encode())], "acme/widget").text()
    except OperatorError as refusal:
        sentence, text = str(refusal), ""
    else:
        sentence = ""
    assert "mistake of ours" not in sentence
    assert examine(text, FEATURES).problems == []
