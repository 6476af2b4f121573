"""Every block of the documentation is run, or says why it cannot be.

A page's blocks are played from its top to its end in one folder of their own. Above a block may stand
`<!-- file: NAME -->` (it is written there first) and `<!-- not run: WHY -->` with a reason from `REASONS`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest

from bot.core.config.effective import notes
from bot.core.config.loader import load
from handlers import FEATURES

PROJECT = Path(__file__).parent.parent
DOCS = PROJECT / "docs"
DEMO = "tutorials/demo.md"
REASONS = {
    "it is played by tests/test_first_feature.py": 1,
    "it needs a GitHub App": 5,
    "it needs a container engine": 1,
    "it needs a network": 3,
    "it needs root": 1,
    "it serves until it is stopped": 2,
}
"""Why a block is not run, and how many blocks say so."""
ELSEWHERE = {
    "python": "tests/test_first_feature.py, tests/insight/test_definitions.py",
    "diff": "tests/test_first_feature.py",
    "nginx": "",
    "text": "",
    "{toctree}": "tests/test_site.py",
}
"""Languages of blocks that no shell runs here, and who does; nothing runs an nginx or an output."""
BLOCK = re.compile(
    r"(?P<marks>(?:^ *<!-- (?:file|not run): [^\n]* -->\n)*)"
    r"^(?P<indent> *)```(?P<language>\S*)\n(?P<body>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
STEWARDBOT = re.compile(r"^(?:\w+=\S+ )?(?:\S*/)?(?P<name>stewardbot \w)")
MARK = re.compile(r"<!-- (file|not run): (.*?) -->")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: where its body begins, and what is marked above it."""

    page: str
    line: int
    language: str
    body: str
    file: str = ""
    not_run: str = ""

    @property
    def commands(self) -> list[str]:
        """The lines that somebody is to type."""
        return [line.removeprefix("$ ") for line in self.body.splitlines() if line.startswith("$ ")]


def blocks(page: str, text: str) -> list[Block]:
    """All blocks of a page, in order."""
    found = []
    for match in BLOCK.finditer(text):
        marks = {name.replace(" ", "_"): value for name, value in MARK.findall(match["marks"])}
        body = re.sub(f"^{match['indent']}", "", match["body"], flags=re.MULTILINE)
        line = text.count("\n", 0, match.start("body")) + 1
        found.append(Block(page, line, match["language"], body, **marks))
    return found


PAGES = {
    path.relative_to(DOCS).as_posix(): blocks(
        path.relative_to(DOCS).as_posix(), path.read_text(encoding="utf-8")
    )
    for path in sorted(DOCS.rglob("*.md"))
}
ALL = list(chain.from_iterable(PAGES.values()))


def named(block: Block) -> str:
    """The id of a test about a block."""
    return f"{block.page}:{block.line}"


def test_no_block_of_a_page_is_overlooked() -> None:
    fences = {
        page: len(re.findall(r"^ *```", (DOCS / page).read_text(encoding="utf-8"), re.M)) for page in PAGES
    }
    assert {page: 2 * len(found) for page, found in PAGES.items()} == fences
    assert {block.language for block in ALL} - ELSEWHERE.keys() == {"console", "yaml", "json"}


def test_what_is_not_run_says_why_and_is_counted() -> None:
    assert Counter(block.not_run for block in ALL if block.not_run) == REASONS


@pytest.mark.parametrize(
    "block",
    [block for block in ALL if block.language == "yaml" and block.file in ("", "stewardbot.yml")],
    ids=named,
)
def test_a_file_of_the_documentation_has_no_mistake(block: Block) -> None:
    assert load(block.body, FEATURES).sections
    assert notes(block.body, FEATURES) == []


@pytest.mark.parametrize(
    "command",
    sorted({command for block in ALL for command in block.commands if STEWARDBOT.search(command)}),
)
def test_every_command_of_the_documentation_exists(command: str) -> None:
    from bot.cli.reference import commands

    known = dict(commands())
    words = command[command.index("stewardbot ") :].split()
    name = next(" ".join(words[:end]) for end in (3, 2) if " ".join(words[:end]) in known)
    options = {option for parameter in known[name].params for option in parameter.opts} | {"--help"}
    assert {word for word in words if word.startswith("--")} <= options


def run(place: Path, script: str) -> None:
    """Run commands as somebody would type them, in `place`, without any setting but a database there."""
    programs = Path(sys.executable).parent
    env = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HOME": str(place),
        "PYTHONPATH": str(PROJECT),
        "DATABASE_URL": f"sqlite:///{place}/demo-out/demo.db",
    }
    done = subprocess.run(  # noqa: S603  what the documentation says
        ["/bin/bash", "-euo", "pipefail", "-c", script],
        cwd=place,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"


def played(page: str) -> str:
    """The commands of a page that are run, one a line."""
    return "\n".join(command for block in PAGES[page] if not block.not_run for command in block.commands)


@pytest.mark.slow
def test_the_commands_of_each_page_do_what_they_say(tmp_path: Path) -> None:
    """The demo first: the other pages go on with the database that it leaves."""
    folder = tmp_path / "folder"
    folder.mkdir()
    assert played(DEMO)
    for page in sorted(PAGES, key=lambda page: page != DEMO):
        for block in PAGES[page]:
            if block.file:
                (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
                (folder / block.file).write_text(block.body, encoding="utf-8")
        if script := played(page):
            run(folder, script)


def test_a_command_that_fails_is_noticed(tmp_path: Path) -> None:
    (block,) = blocks("x.md", "<!-- file: a.yml -->\n```yaml\nlables: {}\n```\n")
    (tmp_path / block.file).write_text(block.body, encoding="utf-8")
    with pytest.raises(AssertionError, match="labels"):
        run(tmp_path, "stewardbot config check a.yml")
