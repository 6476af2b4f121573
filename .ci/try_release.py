"""Try an installed Stewardbot, with the Python that it is installed for: `python -I .ci/try_release.py`.

In an empty folder, and in one that holds a `bot`, `handlers`, `migrations` and `fakegithub` of its own.
Exits with the first command that fails.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

STEWARDBOT = [str(Path(sys.executable).parent / "stewardbot")]
MODULE = [sys.executable, "-m", "bot"]
THEIRS = ("handlers", "migrations", "fakegithub")
PAYLOAD = {
    "action": "opened",
    "repository": {"full_name": "acme/widget"},
    "sender": {"login": "eve"},
    "issue": {"number": 7, "title": "It crashes"},
}
COMMANDS = (
    ("--version",),
    ("config", "schema"),
    ("db", "upgrade"),
    ("db", "check"),
    ("plan", "--event", "issues", "--payload", "payload.json"),
)


def tried(program: list[str], theirs: tuple[str, ...] = ()) -> None:
    """Run the commands in a new folder that holds `theirs`. Raise CalledProcessError for one that fails."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "payload.json").write_text(json.dumps(PAYLOAD))
        for package in theirs:
            (folder / package).mkdir()
            (folder / package / "__init__.py").write_text("raise SystemExit('not ours')")
        for command in COMMANDS:
            subprocess.run([*program, *command], cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own program


tried(STEWARDBOT)
tried(STEWARDBOT, ("bot", *THEIRS))
tried(MODULE, THEIRS)
