"""The simulated GitHub as one thing to hold."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Self

from fakegithub.api import Api, Sleep
from fakegithub.http.faults import Faults
from fakegithub.model.state import Clock, State
from fakegithub.people.person import Person
from fakegithub.webhooks.webhook import Webhook
from fakegithub.world.document import World
from fakegithub.world.seed import state_from_world

BEGINNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""The time in a world that tells none."""
SIGNED_WITH = "a-secret-of-the-sandbox"


class GitHub:
    """A GitHub of one's own: its state, its API, its people, and the faults to come.

    `secret` signs the webhooks. `verify_jwt` may check the signature of the App's JWT. `sleep` passes the
    seconds of slow answers. `private_key` is what the conversion of a manifest hands out.
    """

    def __init__(
        self,
        state: State,
        *,
        secret: str = SIGNED_WITH,
        verify_jwt: Callable[[str], bool] | None = None,
        sleep: Sleep = asyncio.sleep,
        private_key: str = "",
    ) -> None:
        self.state = state
        state.app.webhook_secret, state.app.private_key = secret, private_key
        self.faults = Faults()
        self.api = Api(state, self.faults, verify_jwt, sleep)

    @classmethod
    def of(
        cls,
        world: World | Mapping[str, Any] | str | None = None,
        *,
        clock: Clock | None = None,
        secret: str = SIGNED_WITH,
        app_id: int | None = None,
        verify_jwt: Callable[[str], bool] | None = None,
        sleep: Sleep = asyncio.sleep,
        private_key: str = "",
    ) -> Self:
        """Build one from a world, its text, or its parsed form; WorldError says what is wrong with it.

        Without a clock, time stands still at the world's `now`.
        """
        if not isinstance(world, World):
            world = World.load(world) if isinstance(world, str) else World.read(world or {})
        now = world.now or BEGINNING
        state = state_from_world(world, clock or (lambda: now), app_id)
        return cls(state, secret=secret, verify_jwt=verify_jwt, sleep=sleep, private_key=private_key)

    @property
    def secret(self) -> str:
        """What the webhooks are signed with."""
        return self.state.app.webhook_secret

    @property
    def webhooks(self) -> deque[Webhook]:
        """Webhooks that wait for delivery, oldest first."""
        return self.state.webhooks

    def person(self, login: str) -> Person:
        """Somebody who does things."""
        return Person(self.state, self.state.person(login))

    def person_token(self, login: str) -> str:
        """A token of somebody for the App, without the walk by the login."""
        return self.api.tokens.issue_to(self.state.person(login))[0]

    def installation_token(self, owner: str) -> str:
        """A token for the App's installation on an owner, without the walk by the JWT."""
        installation = self.state.installation(owner)
        if installation is None:
            raise LookupError(f"the App is not installed on {owner}")
        return self.api.tokens.issue(installation)[0]
