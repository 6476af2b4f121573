"""What strangers may cost us before they have shown a signature."""

from dataclasses import dataclass

LARGEST_BODY = 25 * 1024 * 1024
"""GitHub sends no more; in bytes. https://docs.github.com/en/webhooks/webhook-events-and-payloads"""


@dataclass(frozen=True)
class WebLimits:
    """Bytes, connections and seconds; header < keepalive, body_idle < body."""

    body_memory: int = 64 * 1024 * 1024
    """Bytes of all bodies together, from their first byte until they are stored."""
    connections: int = 256
    header: float = 10.0
    """Seconds within which a new connection must have sent the head of a request."""
    keepalive: float = 75.0
    """Seconds for which a connection may be idle between requests; longer than the usual proxy keeps one."""
    quick: float = 2.0
    """Seconds within which a body of any size should be here; later it is turned out if others need room."""
    body_idle: float = 10.0
    """Seconds for which a body may pause."""
    body: float = 30.0
    """Seconds within which a body must be here, and an answer be taken."""

    def __post_init__(self) -> None:
        if not (0 < self.header < self.keepalive and 0 < self.quick < self.body_idle < self.body):
            raise ValueError("time-outs must be in the order header < keepalive, quick < body_idle < body")
        if self.body_memory < LARGEST_BODY:
            raise ValueError("the largest body must fit into body_memory")
