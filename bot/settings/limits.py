"""How long things may take and how much they may be; each chain of time-outs has its order."""

from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, Field

from bot.settings.types import Seconds

GROWING = (
    ("http_timeout", "write_deadline", "write_grace", "write_lease"),
    ("header_timeout", "keepalive_timeout"),
    ("body_idle_timeout", "body_timeout"),
)
"""Time-outs each of which must be longer than the one before it."""


class LimitSettings(BaseModel):
    """The part of the settings that a test may scale. Times are in seconds."""

    http_timeout: Seconds = 20.0
    """How long one request to GitHub may take."""
    write_deadline: Seconds = 30.0
    """After this a writer may no longer send what it has intended."""
    write_grace: Seconds = 45.0
    """How long to wait before an intent without a receipt is looked up on GitHub."""
    write_lease: Seconds = 60.0
    """How long a claimed batch of effects belongs to its claimer."""
    ready_max_age: Seconds = 3600.0
    """`/readyz` turns red when the oldest open delivery is older than this."""
    header_timeout: Seconds = 10.0
    """Within this a new connection must have sent the head of a request."""
    keepalive_timeout: Seconds = 75.0
    """How long a connection may be idle between requests."""
    body_idle_timeout: Seconds = 10.0
    """How long the body of a webhook may pause."""
    body_timeout: Seconds = 30.0
    """Within this the body of a webhook must be here, and an answer be taken."""
    body_memory: Annotated[int, Field(ge=32, le=65_536)] = 64
    """Megabytes that the bodies of webhooks on their way in may take, all together."""
    connections: Annotated[int, Field(ge=16, le=65_536)] = 256
    """How many connections may be open at the same time."""

    def disorder(self) -> str | None:
        """Return the order of the first chain of time-outs that does not grow; None when all do."""
        for chain in GROWING:
            values = [getattr(self, name) for name in chain]
            if any(earlier >= later for earlier, later in pairwise(values)):
                return " < ".join(name.upper() for name in chain)
        return None
