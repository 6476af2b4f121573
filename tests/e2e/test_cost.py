"""What a delivery that leads to nothing costs, in statements: they are what the road's speed is made of."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sqlalchemy import Engine, event

from benchmarks.bench_road import CONFIG
from tests.e2e.town import REPO, Town, world

WORDS = 20
MOST = 17.0
"""Statements for one delivery from the door to its end; each more slows the road by some hundredths."""


async def test_plain_words_by_somebody_known_cost_few_statements(tmp_path: Path) -> None:
    issues = [{"number": 7, "title": "A subject", "author": "alice"}]
    async with Town(tmp_path, world(CONFIG, issues=issues)) as town:
        await town.works()
        town.person("alice").comments(REPO, 7, "The first words fill what is remembered between two of them.")
        await town.works()
        asked: Counter[str] = Counter()

        def count(conn: object, cursor: object, statement: str, *_: object) -> None:
            asked[statement] += 1

        event.listen(Engine, "before_cursor_execute", count)
        try:
            for n in range(WORDS):
                town.person("alice").comments(REPO, 7, f"Just words, nothing to do: {n}.")
            await town.works()
        finally:
            event.remove(Engine, "before_cursor_execute", count)
        assert asked, "nothing was counted"
        cost = sum(asked.values()) / WORDS
        assert cost <= MOST, "\n".join(f"{number:4} {text[:100]}" for text, number in asked.most_common(30))
        assert len(await town.deliveries()) == WORDS + 1
