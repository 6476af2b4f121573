"""`stewardbot config`, as somebody at a terminal or an editor uses it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.config import app
from bot.mistake import UserMistake

GOOD = "mode: act\ntimezone: Europe/London\nnewcomers:\n  welcome: {}\n  ladder: []\n"


def run(*words: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=stdin)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "stewardbot.yml"


def test_a_good_file_passes_and_what_is_not_acted_on_yet_is_noted(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    result = run("check", str(file))
    assert result.exit_code == 0
    assert result.stdout == (
        f"{file}:5:3: note: `newcomers.ladder` is accepted; this version does not act on it yet\n"
    )
    assert "mode act; on: " in result.stderr


def test_each_problem_is_a_line_that_an_editor_can_jump_to(file: Path) -> None:
    file.write_text("mod: act\nreviews:\n  remind_after: soon\n", encoding="utf-8")
    result = run("check", str(file))
    assert result.exit_code == 1
    first, second = result.stdout.splitlines()
    assert first == f"{file}:1:1: unknown key `mod` (did you mean `mode`?)"
    assert second.startswith(f"{file}:3:17: `remind_after`: ")


def test_a_file_can_come_through_a_pipe() -> None:
    assert run("check", "-", stdin=b"mode: observe\n").exit_code == 0
    assert run("check", "-", stdin=b"x" * 70_000).stdout == "-:1:1: the file is larger than 64 KB\n"
    assert run("check", "-", stdin="é".encode() * 40_000).exit_code == 1


def test_what_cannot_be_read_is_said_in_a_sentence(file: Path) -> None:
    missing = run("check", str(file))
    assert isinstance(missing.exception, UserMistake)
    assert str(missing.exception) == f"{file} cannot be read: No such file or directory."
    file.write_bytes(b"mode: act\n# caf\xe9\n")
    assert (
        str(run("check", str(file)).exception)
        == f"{file}:2:1: this is not UTF-8 text; save the file as UTF-8."
    )


def test_show_tells_each_value_and_where_it_comes_from(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    rows = run("show", "acme/widget", "--file", str(file)).stdout.splitlines()
    assert rows[0].split("\t") == ["mode", "act", "line 1"]
    assert "commands.preset\tdefault\tdefault" in rows


def test_show_wants_a_repository() -> None:
    assert run("show", "widget").exit_code == 2


def test_the_schema_is_json() -> None:
    assert json.loads(run("schema").stdout)["properties"]["mode"]["enum"] == ["observe", "act"]
