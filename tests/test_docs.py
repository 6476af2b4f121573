"""The papers tell the truth: generated pages are current, and what the README names exists."""

import ast
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from bot.settings import IDLE, Settings
from tests.architecture.modules import inside, modules
from tests.architecture.rules import COMPOSITION, RULES
from tests.harness.in_process.story import opened

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
FENCED = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
BASICS = {"bot.clock", "bot.errors", "bot.logs", "bot.settings"}
"""What the composition stands on: named below the table of the architecture, not in it."""
EVERYWHERE = {"pydantic", "pydantic_core", "structlog"}
"""Distributions that the table leaves out."""
SET_UP = "python3 -m venv .venv && .venv/bin/pip install -q -e "


def section(heading: str) -> str:
    """A part of the README by its heading."""
    return README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def first_cells(heading: str) -> list[str]:
    """What stands in backticks in the first column of a section's table."""
    rows = [line for line in section(heading).splitlines() if line.startswith("| `")]
    return [each for row in rows for each in re.findall(r"`([^`]+)`", row.split(" | ")[0])]


def test_every_module_that_the_architecture_names_exists() -> None:
    text = (PROJECT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:bot|handlers|fakegithub|tests)(?:[./]\w+)*)`", text))
    assert len(named) > 30
    places = [PROJECT / name.removesuffix(".py").replace(".", "/") for name in named]
    assert not [place for place in places if not place.exists() and not place.with_suffix(".py").exists()]


def test_the_architecture_says_who_may_import_what_as_the_rules_do() -> None:
    text = (PROJECT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    tree = text.split("\n## The tree\n", 1)[1].split("\n## ", 1)[0]
    rows = dict(re.findall(r"^\| `([\w.]+)` \|.*\| (.*) \|$", tree, re.MULTILINE))
    assert rows.keys() == {name for name in RULES if name.count(".") < 2} - {*COMPOSITION, *BASICS}
    present = {module.name for module in modules()}
    known = {name for rule in RULES.values() for name in rule.theirs - EVERYWHERE if name != "*"}
    for package, cell in rows.items():
        named = frozenset(name for name in re.findall(r"`([\w.]+)`", cell) if not inside(name, package))
        words = frozenset(word.replace("-", "_") for word in re.findall(r"[\w-]+", cell))
        theirs = (RULES[name].theirs for name in RULES if inside(name, package) and name in present)
        assert (package, named) == (package, RULES[package].ours)
        assert (package, words & known) == (package, frozenset[str]().union(*theirs) - EVERYWHERE)
    lowest_first = re.search(r"lowest first;.*?\.\n`bot.clock`", tree, re.DOTALL)
    assert lowest_first
    order = [name for name in re.findall(r"`(bot\.\w+)`", lowest_first[0]) if name not in BASICS]
    assert [*order, "bot.__main__"] == COMPOSITION


def test_generated_pages_are_current() -> None:
    from bot.operations.write_docs import lagging

    assert not list(lagging()), "run `make docs`"


def test_the_first_two_blocks_do_all_their_set_up_and_are_what_they_were() -> None:
    assert FENCED[0] == ("", f"{SET_UP}. && .venv/bin/stewardbot demo\n")
    assert FENCED[1] == ("", f'{SET_UP}".[dev]" && .venv/bin/python -m pytest -q\n')


def test_ci_runs_the_tests_as_the_readme_does() -> None:
    shown = subprocess.check_output([PROJECT / ".ci/run", "--print"], text=True)  # noqa: S603
    assert FENCED[1][1].strip() in shown
    for tool in ("ruff check .", "ruff format --check .", "mypy", "bot.operations.write_docs --check"):
        assert tool in shown
    assert "||" not in shown, "no step of it may fail unnoticed"


def test_ci_stops_where_githubs_descriptions_cannot_be_fetched(tmp_path: Path) -> None:
    tried = tmp_path / "tried"
    broken = tmp_path / "python3"
    broken.write_text(f'#!/bin/sh\necho "$@" >> {tried}\nexit 1\n')
    broken.chmod(0o755)
    env = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run([PROJECT / ".ci/run"], env=env, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode != 0
    assert tried.read_text() == "-m tests.contract.fetch\n", "nothing is run after the step that failed"
    assert "All right." not in done.stdout


def test_the_readme_config_is_right_and_turns_on_what_it_shows() -> None:
    from bot.core.config.effective import notes
    from bot.core.config.loader import load
    from handlers import FEATURES

    (text,) = [body for language, body in FENCED if language == "yaml"]
    config = load(text, FEATURES)
    assert {"labels", "triage", "steward", "newcomers", "newcomers.welcome"} <= set(config.sections)
    assert notes(text, FEATURES) == []


def test_the_plan_of_the_readme_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    import bot.cli

    (command,) = [body.split() for _, body in FENCED if body.startswith("stewardbot plan ")]
    (config,) = [body for language, body in FENCED if language == "yaml"]
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/stewardbot.yml").write_text(config, encoding="utf-8")
    (tmp_path / "issue.json").write_text(json.dumps(opened("[BUG] It stops")), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(bot.cli.app, command[1:])
    assert done.exit_code == 0, done.output
    assert "add_labels on acme/widget#7  (triage: bug: " in done.output


def test_every_key_of_the_file_has_its_line_on_the_reference_page() -> None:
    from ruamel.yaml import YAML

    page = (PROJECT / "docs/reference/file.md").read_text(encoding="utf-8")
    every_key = YAML(typ="safe").load((PROJECT / "tests/every_key.yml").read_text(encoding="utf-8"))
    named = re.split(r"^## ", page, flags=re.MULTILINE)
    at_the_top, sections = named[1], {part.split("\n", 1)[0]: part for part in named[2:]}
    for section, keys in every_key.items():
        assert section in sections or f"| `{section}` |" in at_the_top
        for key in keys if section in sections and isinstance(keys, dict) else ():
            assert re.search(rf"\| `(<name>\.)?({key}|<name>)[`.]", sections[section]), f"{section}.{key}"


@pytest.mark.parametrize("command", first_cells("Commands of the program"))
def test_every_command_of_the_readme_exists(command: str) -> None:
    from bot.cli import load

    program, name, *rest = command.split()
    assert program == "stewardbot"
    found = load(name)
    if subcommands := getattr(found, "commands", None):
        assert rest[0] in subcommands
        found, rest = subcommands[rest[0]], rest[1:]
    options = {option for parameter in found.params for option in parameter.opts}
    assert {each for each in rest if each.startswith("--")} <= options


def test_the_readme_lists_the_settings_that_the_program_reads() -> None:
    listed = {name.lower().removesuffix("_<name>") for name in first_cells("For operators")}
    assert listed == set(Settings.model_fields) - IDLE


def test_settings_that_do_nothing_yet_are_read_by_nothing_and_all_others_by_something() -> None:
    nodes = (node for each in modules() if inside(each.name, "bot") for node in each.nodes)
    read = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    assert set(Settings.model_fields) - read == IDLE


@pytest.mark.parametrize(
    "paper", sorted(PROJECT.glob("*.md")) + sorted(PROJECT.glob("docs/**/*.md")), ids=lambda path: path.name
)
def test_links_inside_the_project_lead_somewhere(paper: Path) -> None:
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", paper.read_text(encoding="utf-8"))
    assert [each for each in targets if not (paper.parent / each).exists()] == []


def test_every_decision_is_short_enough_to_be_read() -> None:
    papers = sorted(PROJECT.glob("docs/adr/[0-9]*.md"))
    numbers = [paper.name[:4] for paper in papers]
    assert len(numbers) == len(set(numbers)), "two decisions under one number"
    assert all(len(paper.read_text(encoding="utf-8").splitlines()) < 40 for paper in papers)
