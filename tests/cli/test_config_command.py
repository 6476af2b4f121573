"""`stewardbot config`, as somebody at a terminal or an editor uses it."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner, Result

from bot.cli.inspect.config import app
from bot.clock import VirtualClock
from bot.core.events.webhooks import parse
from bot.errors import OperatorError
from bot.store import mirror
from bot.store.database import Database
from bot.store.sql.migrate import upgrade

GOOD = "mode: act\ntimezone: Europe/London\nnewcomers:\n  welcome: {}\n  milestones: [1]\n"


def run(*words: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=stdin)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "stewardbot.yml"


def test_a_good_file_passes_and_what_may_surprise_is_noted(file: Path) -> None:
    rota = "steward: {people: [alice], change: every wednesday 10:00, starts: 2026-01-07, otherwise: bob}\n"
    file.write_text(GOOD + rota, encoding="utf-8")
    result = run("check", str(file))
    assert result.exit_code == 0
    assert result.stdout == (
        f"{file}:6:1: note: `steward`: alice is alone on this rota: nobody can cover for them\n"
    )
    assert "mode act; on: " in result.stderr


def test_in_a_checkout_the_texts_it_names_are_validated_too(tmp_path: Path) -> None:
    file = tmp_path / ".github" / "stewardbot.yml"
    file.parent.mkdir()
    file.write_text("newcomers:\n  welcome:\n    issue: hello.md\n    review: gone.md\n", encoding="utf-8")
    hello = tmp_path / "hello.md"
    hello.write_text("Hello {{ autor }}", encoding="utf-8")
    result = run("check", str(file))
    assert result.exit_code == 1
    first, second = result.stdout.splitlines()
    assert first.startswith(f"{hello}:1:1: it uses {{{{ autor }}}}, which does not exist")
    assert second == f"{file}:4:1: newcomers.welcome.review names gone.md, and there is no such file"
    hello.write_text("Hello {{ author }}", encoding="utf-8")
    (tmp_path / "gone.md").write_text("Thanks", encoding="utf-8")
    assert run("check", str(file)).exit_code == 0


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
    assert isinstance(missing.exception, OperatorError)
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


class TestShowOfAServersDatabase:
    """What the server has seen of acme/widget, read beside it."""

    @pytest.fixture
    def url(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("DATABASE_URL", url := f"sqlite+aiosqlite:///{tmp_path}/bot.db")
        monkeypatch.setenv("MODE", "act")
        return url

    def seen(self, url: str, *files: tuple[str, str]) -> None:
        """The server saw acme/widget and these states of its file: (text, error)."""
        repository = {"id": 12, "full_name": "acme/widget", "owner": {"id": 5, "login": "acme"}}
        issue = {"number": 7, "title": "T", "user": {"id": 9, "login": "eve"}}
        opened = parse("issues", {"action": "opened", "repository": repository, "issue": issue})
        now = datetime(2026, 3, 2, 9, tzinfo=UTC)

        def write(conn: Connection) -> None:
            mirror.apply(conn, opened, now)
            for text, error in files:
                mirror.put_config(
                    conn, 12, text=text, sha="abc", source="acme/widget@abc", error=error, now=now
                )

        async def go() -> None:
            async with Database(url, VirtualClock(now)) as database:
                await database.write(write)

        upgrade(url)
        asyncio.run(go())

    def test_the_file_in_force(self, url: str) -> None:
        self.seen(url, (GOOD, ""))
        result = run("show", "Acme/Widget")
        assert result.stdout.splitlines()[1] == "timezone\tEurope/London\tline 2"
        assert "From acme/widget@abc." in result.stderr

    def test_the_last_good_file_while_the_newest_has_mistakes(self, url: str) -> None:
        self.seen(url, (GOOD, ""), ("mod: act", "1:1: unknown key `mod`"))
        result = run("show", "acme/widget")
        assert result.stdout.startswith("mode\tact\tline 1\n")
        assert "1:1: unknown key `mod`" in result.stderr

    def test_a_file_that_this_release_refuses(self, url: str) -> None:
        self.seen(url, ("mode: act\nlabels: {colour: red}", ""))
        result = run("show", "acme/widget")
        assert result.stdout.startswith("mode\tobserve\tdefault\n")
        assert "This release refuses the last good file; in force is no file" in result.stderr
        assert "2:10: unknown key `colour`" in result.stderr

    def test_the_operator_holds_everything_back(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen(url, (GOOD, ""))
        monkeypatch.setenv("MODE", "observe")
        assert run("show", "acme/widget").stdout.startswith("mode\tobserve\tsetting MODE\n")

    def test_a_repository_without_a_file_has_defaults(self, url: str) -> None:
        self.seen(url)
        assert run("show", "acme/widget").stdout.startswith("mode\tobserve\tdefault\n")

    def test_a_repository_nobody_has_seen(self, url: str) -> None:
        self.seen(url)
        assert "knows no repository acme/gadget" in str(run("show", "acme/gadget").exception)

    @pytest.mark.usefixtures("url")
    def test_no_database_yet(self, tmp_path: Path) -> None:
        assert "There is no database at" in str(run("show", "acme/widget").exception)
        assert list(tmp_path.iterdir()) == [], "looking leaves nothing behind"


def test_without_re2_it_is_said_which_rules_are_off(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(GOOD, encoding="utf-8")
    assert "google-re2" not in run("check", str(file)).output
    monkeypatch.setattr("bot.community.patterns.matching.re2", None)
    result = run("check", str(file))
    assert result.exit_code == 0
    assert "google-re2 is not installed, so rules that look at `text` or `paths` are off" in result.stderr


def test_a_pattern_that_cannot_be_used_is_named_with_its_place(file: Path) -> None:
    file.write_text(r"triage: {rules: [{label: x, text: '(a)\1'}]}", encoding="utf-8")
    result = run("check", str(file))
    assert result.exit_code == 1
    assert result.stdout == (
        f"{file}:1:35: `text`: `\\1` or `(?P=name)` (a group again) cannot be used here: "
        "write the words themselves once more\n"
    )
