"""The tutorial "Your first feature", played step by step in a copy of the repository."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
TUTORIAL = (PROJECT / "docs/tutorials/first-feature.md").read_text(encoding="utf-8")
TEXT = TUTORIAL + (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
COPIED = (
    "bot",
    "handlers",
    "fakegithub",
    "migrations",
    "docs",
    "tests",
    "pyproject.toml",
    "README.md",
    ".ci",
)


def files() -> dict[str, str]:
    """The whole files that the tutorial shows, by the path that each step begins with."""
    steps = re.findall(r"^\*\*\d\. [^`]*`([\w/]+\.py)`(.*?)(?=^\*\*|^## )", TUTORIAL, re.M | re.S)
    shown = {path: re.search(r"```python\n(.*?)```", text, re.DOTALL) for path, text in steps}
    return {path: block[1] for path, block in shown.items() if block}


def additions() -> list[tuple[str, str]]:
    """(line before, added line) of the diffs that it shows."""
    diffs = re.findall(r"```diff\n(.*?)```", TUTORIAL, re.DOTALL)
    pairs = [(before[1:], added[1:]) for diff in diffs for before, added, *_ in [diff.splitlines()]]
    assert pairs
    return pairs


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository with the feature added, and nothing else."""
    place = tmp_path_factory.mktemp("copy")
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, place / name)  # what is compiled there too
        else:
            shutil.copy(source, place / name)
    for name, text in files().items():
        assert not (place / name).exists()
        (place / name).write_text(text, encoding="utf-8")
    contents = place / "handlers/__init__.py"
    text = contents.read_text(encoding="utf-8")
    for before, added in additions():
        assert text.count(f"{before}\n") == 1, f"{before!r} stands no longer in handlers/__init__.py"
        text = text.replace(f"{before}\n", f"{before}\n{added}\n")
    contents.write_text(text, encoding="utf-8")
    return place


def run(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A Python program in the copy."""
    env = os.environ | {"PYTHONPATH": str(place)}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=place, env=env, capture_output=True, text=True, check=False)  # noqa: S603


def test_it_touches_three_files() -> None:
    assert list(files()) == ["handlers/green.py", "tests/scenarios/test_green.py"]
    assert "`handlers/__init__.py`" in TUTORIAL
    assert len(additions()) == 2


@pytest.mark.slow
def test_its_scenario_is_green_and_what_else_it_wants_is_named_and_is_enough(copy: Path) -> None:
    wardens = ("tests/test_every_key.py", "tests/test_docs.py::test_generated_pages_are_current")
    done = run(copy, "pytest", "-q", "-n0", "tests/scenarios/test_green.py", *wardens)
    assert "2 failed, 3 passed" in done.stdout, done.stdout
    assert "FAILED tests/scenarios" not in done.stdout, done.stdout
    keys = copy / "tests/every_key.yml"
    keys.write_text(keys.read_text(encoding="utf-8") + "green: {label: green}\n", encoding="utf-8")
    assert run(copy, "bot.operations.write_docs").returncode == 0
    done = run(copy, "pytest", "-q", "-n0", *wardens)
    assert done.returncode == 0, done.stdout


def test_every_file_that_it_names_exists() -> None:
    named = re.findall(r"`((?:tests|docs|bot|handlers)/[\w./]+)`", TEXT)
    assert len(named) > 8
    assert not [name for name in named if name not in files() and not (PROJECT / name).exists()]
