"""The program as a whole: help, exit codes, and mistakes told in a sentence."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import bot.cli
from bot.errors import OperatorError
from tests.harness import new_database
from tests.harness.app_key import pem

PROJECT = Path(bot.cli.__file__).parents[2]
PRESENT = list(bot.cli.COMMANDS)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder without `.env`, and an environment without an App."""
    monkeypatch.chdir(tmp_path)
    for name in ("APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "WEBHOOK_SECRET", "DATABASE_URL", "PORT"):
        monkeypatch.delenv(name, raising=False)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit code of `stewardbot` with these arguments."""
    monkeypatch.setattr(sys, "argv", ["stewardbot", *arguments])
    with pytest.raises(SystemExit) as ended:
        bot.cli.main()
    code = ended.value.code
    return code if isinstance(code, int) else 0 if code is None else 1


def test_help_lists_every_command_and_shows_an_example(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--help") == 0
    said = capsys.readouterr().out
    for name in bot.cli.COMMANDS:
        assert f" {name} " in said
    assert "Example: stewardbot demo" in said
    assert "\x1b" not in said  # a pipe gets no colours


def test_help_fills_the_lines_of_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("typer.rich_utils.MAX_WIDTH", 80)
    assert run(monkeypatch, "forget", "--help") == 0
    paragraph = capsys.readouterr().out.partition("What stays is")[2].partition("╭")[0].strip()
    *lines, _ = paragraph.splitlines()
    assert lines
    assert all(len(line.rstrip()) > 60 for line in lines), paragraph


@pytest.mark.parametrize("name", PRESENT)
def test_every_command_has_help_with_an_example(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    children = getattr(bot.cli.load(name), "commands", {})
    for words in ([name], *([name, child] for child in children)):
        assert run(monkeypatch, *words, "--help") == 0
        said = capsys.readouterr().out
        assert f"Usage: stewardbot {' '.join(words)} " in said
        example = " ".join(said.partition("Example: ")[2].split())
        assert f"stewardbot {' '.join(words)}" in example
        assert "completion" not in said


@pytest.mark.parametrize(
    "arguments",
    [
        ["sevre"],
        ["serve", "--port", "none"],
        ["serve", "--role", "king"],
        ["explain"],
        ["explain", "acme"],
        [],
    ],
)
def test_wrong_usage_exits_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(monkeypatch, *arguments) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_mistyped_command_is_met_with_the_near_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "sevre")
    assert "serve" in capsys.readouterr().err


def test_serve_refuses_to_start_without_its_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("APP_ID", "1")  # without any of it, it lets somebody make the App
    assert run(monkeypatch, "serve") == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split()[0] for line in said.err.splitlines()] == ["PRIVATE_KEY", "WEBHOOK_SECRET"]


def test_serve_never_repeats_a_secret_it_refuses(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("WEBHOOK_SECRET=tooshort\n")
    assert run(monkeypatch, "serve") == 1
    said = capsys.readouterr().err
    assert "WEBHOOK_SECRET" in said
    assert "tooshort" not in said
    assert len(said.splitlines()) == 1


def test_explain_without_a_database_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(monkeypatch, "explain", "acme/widget#7") == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


WITHOUT_SETTINGS = {
    *("app-manifest", "demo", "plan", "config check", "config schema", "migrate", "similar", "train"),
}
CALLS = {
    "config show": ["acme/widget"],
    "db backup": ["copy.db"],
    "db copy": ["--to", "postgresql://bot:pa55word@127.0.0.1:9/bot"],
    "db export": ["csv"],
    "db restore": ["copy.db"],
    "explain": ["acme/widget#7"],
    "forget": ["eve"],
    "init": ["acme/widget"],
    "link": ["acme/widget", "--list"],
    "reconcile": ["acme/widget"],
    "backfill": ["acme/widget"],
    "replay": ["--since", "2026-03-01"],
    "report": ["acme/widget"],
    "rota ics": ["acme/widget"],
    "rota show": ["acme/widget"],
}
"""What commands are called with that cannot be called with nothing."""


def commands() -> list[str]:
    """All commands that read settings, such as `db backup`."""
    names = [
        f"{name} {child}".strip()
        for name in bot.cli.COMMANDS
        for child in getattr(bot.cli.load(name), "commands", None) or {"": None}
    ]
    return [name for name in names if name not in WITHOUT_SETTINGS]


@pytest.mark.parametrize("name", commands())
def test_a_server_out_of_reach_is_a_sentence_in_every_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://bot:pa55word@127.0.0.1:9/bot")
    monkeypatch.setenv("FORGET_KEY", "a-long-and-random-key")
    monkeypatch.setenv("APP_ID", "1")
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    assert run(monkeypatch, *name.split(), *CALLS.get(name, [])) == 1
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    assert "pa55word" not in said.out + said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve",),
        ("doctor",),
        ("explain", "acme/widget#7"),
        ("replay", "--since", "2026-01-01"),
        ("replay", "some-guid", "--apply"),
        ("redeliver",),
        ("reconcile",),
        ("forget", "eve"),
        ("rota", "show", "acme/widget"),
        ("rota", "ics", "acme/widget"),
        ("config", "show", "acme/widget"),
        ("db", "upgrade"),
        ("db", "check"),
        ("db", "backup", "copy.db"),
        ("db", "copy", "--to", "postgresql://bot@127.0.0.1:9/bot"),
        ("db", "export", "csv"),
        ("db", "vacuum"),
    ],
    ids=" ".join,
)
def test_a_database_of_a_newer_program_is_refused_by_every_command(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: tuple[str, ...],
) -> None:
    for name, value in {
        "APP_ID": "1",
        "PRIVATE_KEY": pem(),
        "WEBHOOK_SECRET": "a secret of some length",
        "FORGET_KEY": "a key that is kept elsewhere",
        "GITHUB_API_URL": "http://127.0.0.1:9",
        "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/bot.db",
        "PORT": "0",
    }.items():
        monkeypatch.setenv(name, value)
    new_database.make(f"sqlite:///{tmp_path}/bot.db")
    with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    before = (tmp_path / "bot.db").read_bytes()
    assert run(monkeypatch, *arguments) == 1
    said = capfd.readouterr()
    assert "version 9999, made by a newer Stewardbot" in said.out + said.err
    assert "Traceback" not in said.err
    assert (tmp_path / "bot.db").read_bytes() == before


def test_a_command_that_is_not_installed_is_a_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OperatorError, match="has no `stewardbot absent`"):
        bot.cli.load("absent")


def test_the_version_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "--version") == 0
    assert capsys.readouterr().out.startswith("stewardbot ")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("beginning", "heavy"),
    [
        ("import bot.cli", ("rich.console", "pydantic_settings", "aiohttp", "sqlalchemy", "handlers")),
        (
            "import bot.cli.serve",
            ("aiohttp", "rich", "sqlalchemy", "handlers", "jinja2", "cryptography", "uvloop"),
        ),
        (
            "from bot import settings; settings.load()",
            ("aiohttp", "markdown_it", "smtplib", "sqlalchemy", "bot.core.effects", "bot.core.markdown"),
        ),
        (
            "import os; os.environ['NOTIFY_SUPPORT'] = 'https://chat.example.org/hook'; "
            "from bot import settings; assert settings.load().notify",
            ("aiohttp", "markdown_it", "sqlalchemy", "bot.core.effects", "bot.core.markdown"),
        ),
        (
            "import bot.cli.serve, bot.server, bot.bootstrap, bot.operations.report, bot.web.pages",
            ("alembic", "fakegithub", "icalendar", "procrastinate", "prometheus_client", "psycopg", "rich"),
        ),
        (
            "import bot.cli.serve, bot.server",
            ("rich", "jinja2", "prometheus_client", "handlers", "alembic", "sqlalchemy.dialects.postgresql"),
        ),
        (
            "import bot.server",
            ("bot.core.effects", "bot.core.events", "bot.core.markdown", "bot.store.outbox"),
        ),
        (
            "from bot.store.sql.migrate import upgrade; [upgrade('sqlite:///bot.db') for _ in range(2)]; "
            "import bot.store.inbox.door, bot.web.event_loop, bot.web.server",
            ("alembic", "pydantic", "pydantic_settings", "structlog", "typer", "bot.cli", "bot.settings"),
        ),
    ],
)
def test_starting_loads_only_what_is_needed_at_once(beginning: str, heavy: tuple[str, ...]) -> None:
    assert loaded(beginning, heavy) == []


@pytest.mark.slow
def test_the_door_needs_no_pydantic_where_there_is_msgspec() -> None:
    pytest.importorskip("msgspec")
    assert loaded("import bot.web.server", ("pydantic_core",)) == []


def loaded(beginning: str, heavy: tuple[str, ...]) -> list[str]:
    """Which of `heavy` a program has imported that begins like this."""
    code = f"import sys; {beginning}; print(*[each for each in {heavy!r} if each in sys.modules])"
    ended = subprocess.run(  # noqa: S603  our own interpreter, our own words
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return ended.stdout.split()
