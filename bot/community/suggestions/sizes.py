"""How long issues like one took, in days from being claimed to being closed as done."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from statistics import median_low

from pydantic import Field

from bot.core.model import Value

MOST_STORED = 15
"""The latest so many are kept of each kind."""
FEWEST = 3
"""Fewer than so many tell nothing."""
ALL = "all"
MOST_KINDS = 200


class Sizes(Value):
    """Days that issues took, the latest last, by folder or label (`folder:io`, `label:area/io`), and all."""

    days: dict[str, list[int]] = Field(default_factory=dict)

    def after(self, groups: Collection[str], began: datetime, ended: datetime) -> Sizes:
        """With one more issue that is done. A day begun is a day."""
        took = max(1, -((began - ended) // timedelta(days=1)))
        days = dict(self.days)
        for group in sorted({ALL, *groups}):
            if group in days or len(days) < MOST_KINDS:
                days[group] = [*days.get(group, ()), took][-MOST_STORED:]
        return Sizes(days=days)

    def expected(self, groups: Iterable[str]) -> int | None:
        """Return the median of issues like it: of the folder or label whose issues differ least; None if
        unknown."""
        known = [(max(days) - min(days), median_low(days)) for days in self._samples(groups)]
        return min(known)[1] if known else None

    def small(self) -> frozenset[str]:
        """Return folders and labels whose issues take no longer than half of what issues take here."""
        overall = self.expected([ALL])
        if overall is None:
            return frozenset()
        return frozenset(
            group
            for group, days in self.days.items()
            if group != ALL and len(days) >= FEWEST and 2 * median_low(days) <= overall
        )

    def _samples(self, groups: Iterable[str]) -> list[list[int]]:
        return [days for group in groups if len(days := self.days.get(group, [])) >= FEWEST]
