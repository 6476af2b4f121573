"""How webhooks go astray on their way: GitHub promises neither their order nor that each comes once.

Everything goes by counting, so that the same story goes wrong in the same places on every run.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from fakegithub.webhooks.webhook import Webhook


@dataclass
class DeliveryChaos:
    """Every so-manieth webhook is delivered twice (`twice_every`), after the one behind it (`swap_every`), or
    not at all (`lose_every`). 0 is never. What is delivered again on request is left in peace."""

    twice_every: int = 0
    swap_every: int = 0
    lose_every: int = 0
    _count: int = 0

    def take(self, waiting: deque[Webhook]) -> list[tuple[Webhook, bool]]:
        """The next webhooks of the queue, in the order of their arrival, and whether each arrives at all."""
        webhook = waiting.popleft()
        if webhook.redelivery:
            return [(webhook, True)]
        self._count += 1
        arriving = [(webhook, not self._hits(self.lose_every))]
        if self._hits(self.twice_every):
            arriving.append(arriving[0])
        if self._hits(self.swap_every) and waiting:
            arriving.insert(0, (waiting.popleft(), True))
        return arriving

    def _hits(self, every: int) -> bool:
        return every > 0 and self._count % every == 0
