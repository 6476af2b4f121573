"""The newcomer's clock: from `pip install` to the bot's first welcome, by `/setup` alone, no file edited.

    python -m benchmarks.bench_first_welcome

Plays the commands of `deploy/Containerfile` and `deploy/compose.yaml` without an engine: a fresh virtual
environment for the image, its `RUN pip install`, then `stewardbot serve` from it with the environment of
compose, in a folder that stands for the volume. The person is a script that loses no time. The bounds are
five minutes, of which 60 seconds are the bot's own (from its start on). What pip fetches comes over the
network.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
import time
import venv
from datetime import UTC, datetime
from pathlib import Path

from fakegithub import GitHub, Server
from tests.e2e.test_setup_process import CONFIG, bare, first_welcome, of_compose
from tests.harness.app_key import pem
from tests.harness.over_http.program import Serve
from tests.harness.over_http.town import world

PROJECT = Path(__file__).parent.parent
BOUND, BOUND_OWN = 300.0, 60.0


def installed(folder: Path) -> Path:
    """Install as the image does, and return the program."""
    image = (PROJECT / "deploy/Containerfile").read_text("utf-8")
    found = re.search(r'^RUN pip install ([^\n]*?)"(\.\[[^"]*\])"', image, re.MULTILINE)
    assert found is not None
    venv.create(folder, with_pip=True)
    command = [str(folder / "bin/pip"), "install", "--quiet", *found[1].split(), f"{PROJECT}{found[2][1:]}"]
    subprocess.run(command, check=True, cwd=folder)
    return folder / "bin/stewardbot"


async def welcomed(program: Path, volume: Path) -> None:
    """Start it as compose does, set it up, and wait for the first welcome."""
    played = GitHub.of(
        world(CONFIG), clock=lambda: datetime.now(UTC), secret="a-secret-that-github-made", private_key=pem()
    )
    server = Server(played)
    await server.start()
    try:
        async with Serve(bare(server, **of_compose(volume)), volume, program=program) as process:
            await first_welcome(process, server)
    finally:
        await server.stop()


def main() -> int:
    """Measure once; 1 where a bound is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        program = installed(Path(folder) / "image")
        started = time.monotonic()
        volume = Path(folder) / "data"
        volume.mkdir()
        asyncio.run(welcomed(program, volume))
        ended = time.monotonic()
    whole, own = ended - begun, ended - started
    print(f"from pip install to the first welcome: {whole:.1f} s (at most {BOUND:.0f})")
    print(f"of which the bot's own: {own:.1f} s (at most {BOUND_OWN:.0f})")
    return 0 if whole <= BOUND and own <= BOUND_OWN else 1


if __name__ == "__main__":
    sys.exit(main())
