"""The program itself, as an operator runs it: a process, a port, a database file, and signals."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tests.harness.app_key import pem
from tests.harness.over_http.town import SECRET

PATIENCE = 30.0
"""Seconds of real time after which something that should happen never will."""
_LISTENING = re.compile(r"listening.*?port=(\d+)")


def settings(folder: Path, api_url: str, app_id: int, **more: str) -> dict[str, str]:
    """An environment for `serve`: its own database in `folder`, and nothing of the caller's settings."""
    (folder / "key.pem").write_text(pem())
    (folder / "key.pem").chmod(0o600)
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return plain | {
        "APP_ID": str(app_id),
        "PRIVATE_KEY_PATH": str(folder / "key.pem"),
        "WEBHOOK_SECRET": SECRET,
        "GITHUB_API_URL": api_url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'bot.db'}",
        "HOST": "127.0.0.1",
        "PORT": "0",
        "NO_COLOR": "1",
        # Short, but in their order: a crash is noticed after `lease`, not after a minute.
        "HTTP_TIMEOUT": "1",
        "WRITE_DEADLINE": "1.2",
        "WRITE_GRACE": "1.4",
        "WRITE_LEASE": "1.6",
        **more,
    }


class Serve:
    """A running `stewardbot serve`. Use as an async context manager; what still runs at its end is killed.

    `program` is another one than this source tree, such as one that was installed somewhere.
    """

    def __init__(
        self, env: Mapping[str, str], folder: Path, *options: str, program: Path | None = None
    ) -> None:
        self._env, self._folder, self._options = dict(env), folder, options
        self._program = (str(program),) if program else (sys.executable, "-m", "bot")
        if program is None:
            ours, others = str(Path(__file__).parents[3]), self._env.get("PYTHONPATH")
            self._env["PYTHONPATH"] = os.pathsep.join(filter(None, (ours, others)))
        self.log = ""
        self.port = 0
        self._process: asyncio.subprocess.Process
        self._reading: asyncio.Task[None]
        self._listening = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *(*self._program, "serve", *self._options),
            cwd=self._folder,
            env=self._env,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self.ended()

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    async def _read(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            text = line.decode(errors="replace")
            self.log += text
            if not self._listening.is_set() and (found := _LISTENING.search(text)):
                self.port = int(found[1])
                self._listening.set()

    async def listens(self) -> str:
        """Wait until the door is open; the address of the webhook."""
        waiting = asyncio.ensure_future(self._listening.wait())
        await asyncio.wait((waiting, self._reading), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        assert self._listening.is_set(), f"the door never opened:\n{self.log}"
        return f"http://127.0.0.1:{self.port}/api/github/webhooks"

    def gets(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    async def ended(self) -> int:
        """Wait for the end; the exit code."""
        async with asyncio.timeout(PATIENCE):
            code = await self._process.wait()
            await self._reading
        return code
