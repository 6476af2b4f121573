"""A simulated GitHub and the bot's side of the wire, over one clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import VirtualClock
from bot.core.effects import Outward
from bot.core.model import Repository
from bot.core.ports.writer import Place, Task, marker
from bot.github.client import Client
from bot.github.connection import API_VERSION, Connection
from bot.github.service import GitHubService
from bot.github.tokens import AppTokens
from bot.github.transport import InProcessTransport, Transport
from bot.simulation.simulation import throwaway_key
from fakegithub import GitHub
from tests.harness.worlds import WIDGET, acme

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SPOKEN = API_VERSION
"""The one version of its API that this GitHub knows."""
WORLD = acme(
    {
        "name": WIDGET,
        "collaborators": {"alice": "admin", "bob": "write", "carol": "triage", "mona": "maintain"},
        "labels": ["bug", "Kind/Docs"],
        "milestones": ["v1.0"],
        "files": {
            "README.md": "# Widget",
            "docs/a.md": "a",
            "docs/b.md": "b",
            ".github/stewardbot.yml": "mode: act\n",
        },
        "issues": [
            {"number": 1, "title": "Old", "author": "dan", "created_at": "2025-01-01T00:00:00Z"},
            {"number": 7, "title": "It breaks", "author": "eve", "created_at": "2026-03-02T11:00:00Z"},
            {
                "number": 8,
                "title": "A fix",
                "author": "eve",
                "pull_request": True,
                "files": ["docs/a.md"],
                "requested_reviewers": ["bob"],
            },
        ],
    },
    {"name": "acme/secret", "private": True, "collaborators": {"alice": "admin", "dan": "read"}},
    {"name": "acme/.github", "files": {".github/stewardbot.yml": "mode: observe\n"}},
    now=NOON,
    teams={"triage": ["alice", "carol"]},
)


@dataclass
class Rig:
    """Both sides. `seen` is what the hook was told: (method, path, status)."""

    github: GitHub
    clock: VirtualClock
    connection: Connection
    tokens: AppTokens
    service: GitHubService
    seen: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def installation(self) -> int:
        """The id of the App's installation on acme."""
        found = self.github.state.installation("acme")
        assert found is not None
        return found.id

    @property
    def client(self) -> Client:
        """The API in that installation's name."""
        return self.tokens.client(self.installation)

    def repository(self, name: str = WIDGET) -> Repository:
        """A repository as an event would name it."""
        found = self.github.state.repository(name)
        assert found is not None
        return Repository(
            id=found.id,
            full_name=found.full_name,
            private=found.private,
            owner_id=found.owner.id,
            owner_type=found.owner.type,
        )

    def place(self, number: int | None = 7, name: str = WIDGET) -> Place:
        """A subject of acme."""
        return Place(self.installation, name, number, self.repository(name).id)

    def task(self, effect: Outward, **more: Any) -> Task:
        """An effect with half a minute to be carried out."""
        name = str(more.pop("key", effect.effect))
        deadline = self.clock.now() + timedelta(seconds=30)
        return Task(**{"key": name, "effect": effect, "deadline": deadline, "marker": marker(name), **more})

    def spent(self, method: str | None = None, path: str = "") -> int:
        """How many requests GitHub has seen, tokens aside."""
        return self.github.api.count(method, path) - self.github.api.count(method, f"access_tokens.*{path}")


def rig(
    world: dict[str, Any] | None = None,
    transport: Transport | None = None,
    *,
    batches: bool = False,
    **more: Any,
) -> Rig:
    """A bot on a fresh simulated GitHub, in process unless a transport leads elsewhere."""
    clock = VirtualClock(NOON)
    github = GitHub.of(world or WORLD, clock=clock.now)
    github.api.versions = [SPOKEN]
    seen: list[tuple[str, str, int]] = []
    connection = Connection(
        transport or InProcessTransport(github.api.handle),
        clock,
        on_request=lambda method, path, status, _: seen.append((method, path, status)),
        **more,
    )
    connection.api_version = SPOKEN
    tokens = AppTokens(connection, github.state.app.id, throwaway_key())
    return Rig(github, clock, connection, tokens, GitHubService(connection, tokens, batches=batches), seen)
