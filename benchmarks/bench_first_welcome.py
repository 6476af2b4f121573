"""The newcomer's clock: from `pip install` to the bot's first welcome, by `/setup` alone, no file edited.

    python -m benchmarks.bench_first_welcome               # as docs/how-to/set-up.md says
    python -m benchmarks.bench_first_welcome --container   # as deploy/ says

The first installs into a fresh virtual environment and starts `stewardbot serve` in an empty folder. The
second plays the commands of `deploy/Containerfile` and `deploy/compose.yaml` without an engine: a virtual
environment for the image, its `RUN pip install`, then its command with the environment of compose, in a
folder that stands for the volume. The person is a script that loses no time. The bounds are five minutes, of
which 60 seconds are the bot's own (from its start on). What pip fetches comes over the network.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from fakegithub import GitHub, Server
from tests.e2e.test_setup_process import CONFIG, bare, first_welcome, of_compose
from tests.harness.app_key import pem
from tests.harness.over_http.program import Serve
from tests.harness.over_http.town import world

PROJECT = Path(__file__).parent.parent
BOUND, BOUND_OWN = 300.0, 60.0


def of_guide() -> list[str]:
    """Return what the guide has pip install: this source tree, as no release is asked for."""
    guide = (PROJECT / "docs/how-to/set-up.md").read_text("utf-8")
    assert "pip install stewardbot\n" in guide
    return [str(PROJECT)]


def of_image() -> list[str]:
    """Return what the image has pip install."""
    image = (PROJECT / "deploy/Containerfile").read_text("utf-8")
    found = re.search(r'^RUN pip install ([^\n]*?)"(\.\[[^"]*\])"', image, re.MULTILINE)
    assert found is not None
    return [*found[1].split(), f"{PROJECT}{found[2][1:]}"]


def installed(folder: Path, what: list[str]) -> Path:
    """Install it into an environment of its own, and return the program."""
    venv.create(folder, with_pip=True)
    subprocess.run([str(folder / "bin/pip"), "install", "--quiet", *what], check=True, cwd=folder)
    return folder / "bin/stewardbot"


async def welcomed(program: Path, folder: Path, more: Mapping[str, str]) -> None:
    """Start it in an empty folder with `more` in its environment, set it up, and wait for the welcome."""
    played = GitHub.of(
        world(CONFIG), clock=lambda: datetime.now(UTC), secret="a-secret-that-github-made", private_key=pem()
    )
    server = Server(played)
    await server.start()
    try:
        async with Serve(bare(server, **more), folder, program=program) as process:
            await first_welcome(process, server)
    finally:
        await server.stop()


def main() -> int:
    """Measure once; 1 where a bound is not kept."""
    is_container = sys.argv[1:] == ["--container"]
    if sys.argv[1:] and not is_container:
        print(__doc__)
        return 2
    with tempfile.TemporaryDirectory() as place:
        begun = time.monotonic()
        program = installed(Path(place) / "environment", of_image() if is_container else of_guide())
        started = time.monotonic()
        folder = Path(place) / "data"
        folder.mkdir()
        asyncio.run(welcomed(program, folder, of_compose(folder) if is_container else {}))
        ended = time.monotonic()
    whole, own = ended - begun, ended - started
    print("by the commands of deploy/" if is_container else "by docs/how-to/set-up.md")
    print(f"from pip install to the first welcome: {whole:.1f} s (at most {BOUND:.0f})")
    print(f"of which the bot's own: {own:.1f} s (at most {BOUND_OWN:.0f})")
    return 0 if whole <= BOUND and own <= BOUND_OWN else 1


if __name__ == "__main__":
    sys.exit(main())
