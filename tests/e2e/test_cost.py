"""What a delivery that leads to nothing costs, in statements: they are what the road's speed is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from benchmarks.bench_road import CONFIG
from tests.harness.over_http.town import REPO, Town, world

FILE = f"/repos/{REPO}/contents/.github/stewardbot.yml"
WORDS = 40
MOST = 15.0
"""Statements for one delivery from the door to its end; each more slows the road by some hundredths."""


@pytest.fixture
def asked() -> Iterator[Counter[str]]:
    """All statements that reach SQLite while the test runs, by how they begin; transactions do not count."""
    found: Counter[str] = Counter()

    def count(statement: str) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")):
            found[statement[:80]] += 1

    def listen(connection: Any, _: object) -> None:
        connection.set_trace_callback(count)

    event.listen(Engine, "connect", listen)
    yield found
    event.remove(Engine, "connect", listen)


@pytest.mark.slow
async def test_plain_words_by_somebody_known_cost_few_statements(tmp_path: Path, asked: Counter[str]) -> None:
    issues = [{"number": 7, "title": "A subject", "author": "alice"}]
    async with Town(tmp_path, world(CONFIG, issues=issues)) as town:
        await town.works()
        town.person("alice").comments(REPO, 7, "The first words fill what is remembered between two of them.")
        await town.works()
        asked.clear()
        for n in range(WORDS):
            town.person("alice").comments(REPO, 7, f"Just words, nothing to do: {n}.")
        await town.works()
        assert asked, "nothing was counted"
        cost = sum(asked.values()) / WORDS
        assert cost <= MOST, "\n".join(f"{number:4} {text[:100]}" for text, number in asked.most_common(30))
        assert len(await town.deliveries()) == WORDS + 1


@pytest.mark.slow
async def test_an_event_that_no_feature_listens_to_ends_before_the_file_is_read(tmp_path: Path) -> None:
    async with Town(tmp_path, world(CONFIG, issues=[{"number": 7, "title": "A subject"}])) as town:
        await town.works()
        before = town.asked("GET", FILE)
        town.person("alice").creates_milestone(REPO, "2.0")
        await town.works()
        assert [(ended.outcome, ended.reason) for ended in await town.deliveries()][-1:] == [
            ("nothing", "no feature listens")
        ]
        assert town.asked("GET", FILE) == before
        town.person("alice").pushes(REPO, {".github/stewardbot.yml": CONFIG})
        await town.works()
        assert town.asked("GET", FILE) > before  # It may be a new one.
