"""Talking to the simulated GitHub in tests: one small client and the world most tests use."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

from fakegithub import GitHub, Reply
from tests.harness.worlds import acme

WORLD = acme(
    {
        "name": "acme/widget",
        "collaborators": {"alice": "admin", "bob": "write", "carol": "triage", "dan": "read"},
        "labels": ["bug", "Help Wanted", {"name": "kind/bug", "color": "ff0000"}],
        "milestones": ["v1.0", {"title": "v0.9", "state": "closed"}],
        "files": {"README.md": "Hello", "docs/a.md": "A"},
        "issues": [
            {"number": 7, "title": "It fails", "author": "eve", "comments": [{"author": "frank"}]},
            {
                "number": 8,
                "title": "Fix it",
                "author": "eve",
                "pull_request": True,
                "files": ["docs/a.md"],
                "head_files": {"docs/a.md": "B"},
            },
        ],
    },
    teams={"triage": ["alice"]},
)
R = "/repos/acme/widget"


class Now:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **length: float) -> None:
        self.at += timedelta(**length)


class Client:
    """Requests with one token, in process."""

    def __init__(self, github: GitHub, token: str) -> None:
        self.github, self.token = github, token

    async def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        told = {
            "Authorization": f"token {self.token}",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        sent = b"" if body is None else json.dumps(body).encode()
        return await self.github.api.handle(method, path, told, sent)


def client(github: GitHub, owner: str = "acme") -> Client:
    return Client(github, github.installation_token(owner))


def jwt(github: GitHub, *, issuer: int | None = None, seconds: int = 540) -> str:
    """A JWT such as the App makes; nobody here checks the signature."""
    now = int(github.state.now().timestamp())
    claims = {"iss": str(issuer or github.state.app.id), "iat": now, "exp": now + seconds}
    parts = [json.dumps(each).encode() for each in ({"alg": "RS256", "typ": "JWT"}, claims)]
    return ".".join([*(urlsafe_b64encode(each).rstrip(b"=").decode() for each in parts), "c2ln"])


def told(github: GitHub) -> list[str]:
    """What the App was told, in order: `issues.opened`, `push` …"""
    return [f"{each.event}.{each.action}" if each.action else each.event for each in github.webhooks]
