"""A plugin of pytest: of each parametrized test only a few cases, which run the same lines as all of them."""

from __future__ import annotations

from collections import Counter

import pytest

MOST = 2


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is more of the same."""
    cases: Counter[str] = Counter()
    chosen: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        test = item.nodeid.partition("[")[0]
        cases[test] += 1
        (chosen if cases[test] <= MOST else left_out).append(item)
    items[:] = chosen
    config.hook.pytest_deselected(items=left_out)
