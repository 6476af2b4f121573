"""The program's parts are found beside one another, whatever stands in the folder where it is started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
STEWARDBOT = (str(Path(sys.executable).parent / "stewardbot"),)
MODULE = (sys.executable, "-m", "bot")
PACKAGES = ("handlers", "migrations", "fakegithub", "typer", "pydantic")
"""What a folder may hold that bears the name of a part of ours, or of something that we use."""

pytestmark = pytest.mark.slow


def started(place: Path, *command: str) -> str:
    """What a command prints that needs the features, the steps of the database and the simulated GitHub."""
    env = os.environ | {"PYTHONPATH": str(PROJECT), "DATABASE_URL": "sqlite:///bot.db"}
    (place / "payload.json").write_text(
        '{"action": "opened", "repository": {"full_name": "acme/widget"}, "sender": {"login": "eve"},'
        ' "issue": {"number": 7, "title": "It crashes"}}'
    )
    printed = ""
    for arguments in (("db", "upgrade"), ("plan", "--event", "issues", "--payload", "payload.json")):
        done = subprocess.run(  # noqa: S603  our own program
            [*command, *arguments], cwd=place, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        printed += done.stdout
    return printed


@pytest.mark.parametrize(
    ("command", "theirs"),
    [(STEWARDBOT, ("bot", *PACKAGES)), (MODULE, PACKAGES)],
    ids=["stewardbot", "python -m bot"],
)
def test_it_runs_beside_theirs(command: tuple[str, ...], theirs: tuple[str, ...], tmp_path: Path) -> None:
    for name in theirs:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('not ours')")
    assert started(tmp_path, *command).startswith("upgraded\n")
