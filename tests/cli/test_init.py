"""`stewardbot init` on three invented repositories: what it proposes is valid, and embarrasses nobody."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import bot.cli
from bot.clock import VirtualClock
from bot.core import effects as fx
from bot.core.config.loader import load
from bot.core.config.repository_config import CONFIG_PATH
from bot.engine.dry import config_preview
from bot.errors import OperatorError
from bot.github.connection import Connection
from bot.github.tokens import AppTokens
from bot.github.transport import InProcessTransport
from bot.operations import setup_pull_request as setup
from bot.operations.github_session import GitHubSession
from bot.operations.starter_config import draft, form, owned
from bot.simulation.simulation import throwaway_key
from fakegithub import GitHub, Server
from handlers import FEATURES
from tests.harness.over_http.program import settings

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BUG_FORM = """
name: Bug report
description: Something does not work
labels: [bug, "needs triage"]
body:
  - {type: textarea, attributes: {label: Steps to reproduce}, validations: {required: true}}
"""
FEATURE_TEMPLATE = """---
name: Feature request
about: Suggest an idea
labels: enhancement
---
**Describe the solution you'd like**
"""
CRASH = "### Steps to reproduce\n\n1. open it\n\n### Traceback\n\nTraceback (most recent call last):\n"

Issue = tuple[str, str, list[str]]
"""Title, body, and the labels its maintainers gave it."""

FORMS: list[Issue] = [
    ("Reading a store fails", CRASH, ["bug"]),
    ("Feature request: a progress bar", "**Describe the solution you'd like**\n\nA bar.", ["enhancement"]),
    ("How do I open a store on S3?", "I have a bucket.", ["question"]),
    ("Docs: the page on chunks is out of date", "It names the old option.", ["documentation"]),
    ("Thoughts on the next release", "Here are mine.", []),
    ("Is this expected?", "It is slow.", ["question"]),
]
CHAT: list[Issue] = [
    ("hello", "first!", []),
    ("It broke again", "after the update everything is slow", ["Type: Bug"]),
    ("[BUG] crash at start", "it does", ["Type: Bug"]),
    ("what about a logo", "just an idea", ["C-feature"]),
    ("How can I help?", "I have some time.", ["meta"]),
    ("", "", []),
]
MONOREPO: list[Issue] = [
    ("[Bug]: packages/cloud/io.py loses a chunk", CRASH, ["kind/bug", "area/cloud"]),
    ("Rewrite packages/core/store.py", "as discussed", ["area/core"]),
    ("feat(core): lazy stores", "They would be faster.", ["kind/feature"]),
    ("CI is red", "since today", ["area/ci"]),
    ("How to configure packages/cloud/auth.py?", "I cannot find it.", ["kind/support", "area/cloud"]),
]


def world(name: str, labels: list[str], issues: list[Issue], files: Mapping[str, str]) -> dict[str, Any]:
    """A repository whose 34 issues came one a day."""
    many = [issues[i % len(issues)] for i in range(34)]
    return {
        "now": NOW.isoformat(),
        "repositories": [
            {
                "name": name,
                "collaborators": {"alice": "admin"},
                "labels": labels,
                "files": {"README.md": "hello", **files},
                "issues": [
                    {
                        "number": number,
                        "title": title,
                        "body": body,
                        "author": f"person{number % 7}",
                        "labels": given,
                        "state": "closed" if number % 3 else "open",
                        "created_at": (NOW - timedelta(days=100 - number)).isoformat(),
                    }
                    for number, (title, body, given) in enumerate(many, 1)
                ],
            }
        ],
    }


TEMPLATES = world(
    "acme/templates",
    ["bug", "enhancement", "question", "documentation", "good first issue", "needs triage"],
    FORMS,
    {
        ".github/ISSUE_TEMPLATE/bug.yml": BUG_FORM,
        ".github/ISSUE_TEMPLATE/idea.md": FEATURE_TEMPLATE,
        ".github/ISSUE_TEMPLATE/config.yml": "blank_issues_enabled: false\n",
        ".github/ISSUE_TEMPLATE/broken.yml": "name: [",
    },
)
BARE = world("acme/bare", ["Type: Bug", "C-feature", "meta", "wontfix", "on"], CHAT, {})
OWNED = world(
    "acme/monorepo",
    ["kind/bug", "kind/feature", "kind/support", "area/cloud", "area/core", "area/ci", "lifecycle/stale"],
    MONOREPO,
    {
        "CODEOWNERS": "* @acme/core\n/packages/cloud/ @alice @bob\npackages/core/** @carol\n"
        "/.github/ @alice\n*.md @dan # words\n/packages/nobody @alice\n"
    },
)


@asynccontextmanager
async def reached(seed: Mapping[str, Any]) -> AsyncIterator[tuple[GitHubSession, GitHub]]:
    """The App, at work in a simulated GitHub."""
    clock = VirtualClock(NOW)
    github = GitHub.of(seed, clock=clock.now)
    connection = Connection(InProcessTransport(github.api.handle), clock)
    yield GitHubSession(connection, AppTokens(connection, github.state.app.id, throwaway_key())), github


def name_of(seed: Mapping[str, Any]) -> str:
    name: str = seed["repositories"][0]["name"]
    return name


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(BARE, id="bare"),
        pytest.param(TEMPLATES, id="templates", marks=pytest.mark.slow),
        pytest.param(OWNED, id="monorepo", marks=pytest.mark.slow),
    ],
)
async def test_one_pull_request_with_a_valid_file_that_only_looks_on(seed: Mapping[str, Any]) -> None:
    async with reached(seed) as (online, github):
        told = await setup.prepare(online, name_of(seed))
        repository = github.state.repository(name_of(seed))
        assert repository is not None
        (pull,) = [each for each in repository.issues.values() if each.pull is not None]
        assert pull.pull is not None
        assert told.endswith(f"/pull/{pull.number}")
        assert pull.pull.files == [CONFIG_PATH]
        config = load(pull.pull.head_files[CONFIG_PATH], FEATURES)
        assert config.mode == "observe"
        assert CONFIG_PATH not in repository.files
        assert pull.body is not None
        assert "on the last 30 issues" in pull.body
        assert "@" not in pull.body.replace("@\u200b", "")
        with pytest.raises(OperatorError, match="open pull request already"):
            await setup.prepare(online, name_of(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [TEMPLATES, BARE, OWNED], ids=["templates", "bare", "monorepo"])
async def test_what_it_would_have_done_agrees_with_what_people_did(
    seed: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []

    async def kept(*args: Any) -> Any:
        found.append(await config_preview.try_on_issues(*args))
        return found[-1]

    monkeypatch.setattr(setup, "try_on_issues", kept)
    async with reached(seed) as (online, _):
        await setup.prepare(online, name_of(seed), only_print=True)
    (tried,) = found
    assert len(tried) == 30
    effects = [(each, effect) for each in tried for effect in each.effects]
    assert effects
    for each, effect in effects:
        assert isinstance(effect, fx.AddLabels), "it speaks to nobody, and assigns nobody"
        assert set(effect.labels) <= set(each.labels), (each.title, effect.because)
        assert effect.because


async def test_a_repository_with_a_file_is_left_alone() -> None:
    seed = world("acme/bare", ["bug"], CHAT, {CONFIG_PATH: "mode: act\n"})
    async with reached(seed) as (online, github):
        with pytest.raises(OperatorError, match="already"):
            await setup.prepare(online, "acme/bare")
        with pytest.raises(OperatorError, match="not installed"):
            await setup.prepare(online, "acme/unknown")
        assert not [
            each for each in github.api.log if each.method not in ("GET",) and "token" not in each.path
        ]


def test_the_file_is_drawn_from_what_is_there() -> None:
    read = form(".github/ISSUE_TEMPLATE/bug.yml", BUG_FORM)
    assert read is not None
    assert read.labels == ("bug", "needs triage")
    assert form(".github/ISSUE_TEMPLATE/notes.md", "no front matter") is None
    text = draft("acme/x", ["kind/bug", "bug", "area/cloud", "on"], [read], "/cloud/ @alice @acme/core\n")
    assert "bug: bug" in text
    assert "# as bug.yml sets it" in text
    assert '{label: area/cloud, paths: ["cloud/**"]}' in text
    assert "#   people: [alice]" in text
    assert "families: [kind, area]" in text
    assert owned("# a comment\n\n*.md @dan # words\n") == [("*.md", ("dan",))]


@pytest.mark.parametrize("labels", [["on", "no", "a: b", "x, y", '"', "[z]", "#1", "é", "bug # no"], []])
def test_hostile_names_spoil_nothing(labels: list[str]) -> None:
    owners = "\n".join(f"/{label}/ @{label}" for label in labels)
    config = load(draft("acme/x", labels, (), owners), FEATURES)
    assert config.mode == "observe"


@pytest.mark.slow
async def test_the_program_opens_the_pull_request_and_says_where(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    github = GitHub.of(TEMPLATES, clock=lambda: datetime.now(UTC))
    server = Server(github)
    await server.start()
    monkeypatch.chdir(tmp_path)
    for name, value in settings(tmp_path, server.url, github.state.app.id).items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["stewardbot", "init", *arguments])
        with pytest.raises(SystemExit) as ended:
            bot.cli.main()
        return int(ended.value.code or 0)

    try:
        assert await asyncio.to_thread(run, "acme/templates", "--print") == 0
        assert capsys.readouterr().out.splitlines()[1].startswith("# How Stewardbot works in acme/templates")
        assert await asyncio.to_thread(run, "acme/templates") == 0
        assert "/acme/templates/pull/" in capsys.readouterr().out
        assert await asyncio.to_thread(run, "acme/nothing") == 1
        assert "not installed" in capsys.readouterr().err
    finally:
        await server.stop()
