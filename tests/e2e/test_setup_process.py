"""From nothing to the first welcome: `serve` without an App, `/setup` in a browser, no file edited."""

from __future__ import annotations

import html
import os
import re
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from ruamel.yaml import YAML

from bot.settings import load
from fakegithub import GitHub, Server
from tests.e2e.test_serve_process import eventually
from tests.harness.app_key import pem
from tests.harness.over_http.program import Serve
from tests.harness.over_http.town import REPO, world

pytestmark = pytest.mark.slow

INVITED = re.compile(r"(http://\S+/setup\?token=\S+)")
COMPOSE = Path(__file__).parents[2] / "deploy/compose.yaml"
CONFIG = "mode: act\nnewcomers: {welcome: {}}\n"


@pytest.fixture
async def github() -> AsyncIterator[Server]:
    """A GitHub on which the App is made; it keeps real time."""
    secret = "a-secret-that-github-made"
    played = GitHub.of(world(CONFIG), clock=lambda: datetime.now(UTC), secret=secret, private_key=pem())
    server = Server(played)
    await server.start()
    yield server
    await server.stop()


def bare(github: Server, **more: str) -> dict[str, str]:
    """The environment of somebody who has just installed the program."""
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return plain | {"GITHUB_API_URL": github.url, "PORT": "0", "HOST": "127.0.0.1", "NO_COLOR": "1", **more}


async def makes_the_app(process: Serve, github: Server) -> str:
    """Go through `/setup` in a browser; returns the last page."""
    await eventually(lambda: bool(INVITED.search(process.log)))
    found = INVITED.search(process.log)
    assert found
    here = urlsplit(found[1])
    origin = f"{here.scheme}://{here.netloc}"
    jar = aiohttp.CookieJar(unsafe=True)  # which keeps cookies of an address without a name
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        page = await (await browser.get(found[1])).text()
        form = {"name": "Helper", "organization": "acme", "public_url": origin}
        form["csrf"] = page.partition('name="csrf" value="')[2].partition('"')[0]
        page = await (await browser.post(f"{origin}/setup", data=form, headers={"Origin": origin})).text()
        page = html.unescape(page)
        (address,) = re.findall(rf'action="({re.escape(github.url)}[^"]*)"', page)
        manifest = page.partition('name="manifest" value="')[2].partition('">')[0]
        return await (await browser.post(address, data={"manifest": manifest})).text()


async def test_a_stranger_gets_from_nothing_to_the_first_welcome(github: Server, tmp_path: Path) -> None:
    async with Serve(bare(github), tmp_path) as process:
        page = await makes_the_app(process, github)
        assert "/installations/new" in page
        github.webhook_url = await process.listens()
        async with aiohttp.ClientSession() as session:
            gone = await session.get(github.webhook_url.replace("/api/github/webhooks", "/setup?token=x"))
            assert gone.status == 404, "once there is an App, nothing is set up any more"
        number = github.github.person("eve").opens_issue(REPO, "Where do I begin?", "I am new here.")
        await github.deliver_all()
        issue = github.github.state.issue(REPO, number)
        assert issue is not None
        await eventually(lambda: len(issue.comments) == 1)
        (said,) = issue.comments.values()
        assert "eve" in said.body
    env = tmp_path / ".env"
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    kept = load(env)
    assert kept.require_app().app_id == github.github.state.app.id
    assert kept.forget_key is not None
    assert kept.sign_in is not None
    for secret in kept.secret_values():
        assert secret not in page, "no page shows a secret"
        assert secret not in process.log, "nor does the terminal, where there is a file"
    assert "fine   permissions" in process.log or "permissions:" in process.log


async def first_welcome(process: Serve, github: Server) -> None:
    """Somebody sets the server up, and greets their first newcomer by it."""
    await makes_the_app(process, github)
    github.webhook_url = await process.listens()
    number = github.github.person("eve").opens_issue(REPO, "Where do I begin?", "I am new here.")
    await github.deliver_all()
    issue = github.github.state.issue(REPO, number)
    assert issue is not None
    await eventually(lambda: len(issue.comments) == 1)


def of_compose(volume: Path) -> dict[str, str]:
    """The environment of the server in `deploy/compose.yaml`, with a folder that stands for its volume."""
    service = YAML(typ="safe").load(COMPOSE.read_text("utf-8"))["services"]["stewardbot"]
    assert service["command"] == ["stewardbot", "serve"]
    values = {key: re.sub(r"\$\{\w+:-(\w*)\}", r"\1", value) for key, value in service["environment"].items()}
    return {key: value.replace("/data", str(volume)) for key, value in values.items()}


async def test_the_same_by_the_commands_of_the_container(github: Server, tmp_path: Path) -> None:
    env = bare(github, **of_compose(tmp_path))
    async with Serve(env, tmp_path) as process:
        await first_welcome(process, github)
    assert {".env", "stewardbot.db"} <= set(os.listdir(tmp_path))
    async with Serve(env, tmp_path) as process:
        await process.listens()
        assert "setup" not in process.log, "the volume has all that the next start needs"


async def test_a_file_that_is_there_stays_and_the_terminal_shows_what_belongs_into_it(
    github: Server, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=INFO\n", "utf-8")
    async with Serve(bare(github), tmp_path) as process:
        page = await makes_the_app(process, github)
        await process.listens()
        assert (tmp_path / ".env").read_text("utf-8") == "LOG_LEVEL=INFO\n"
        assert f"APP_ID={github.github.state.app.id}\n" in process.log
        assert "terminal shows them" in page


async def test_where_no_database_can_be_made_no_app_is_made_either(github: Server, tmp_path: Path) -> None:
    there = tmp_path / "nowhere" / "bot.db"
    env = bare(github, DATABASE_URL=f"sqlite+aiosqlite:///{there}")
    async with Serve(env, tmp_path) as process:
        assert await process.ended() == 1
    (sentence,) = process.log.strip().splitlines()
    assert sentence.startswith(f"The database file {there} cannot be made: No such file or directory; let ")
    assert sentence.endswith("let DATABASE_URL name a place that this user may write to.")
