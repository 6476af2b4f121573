"""What is heard of plain words: a table made before the rules, and what no rule may cost."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path

import pytest

from bot.community.plain_words import Meaning, Speaker, ThreadKind, hear
from tests.harness.examples import every

LINES = Path(__file__).with_name("phrasings.jsonl").read_text("utf-8").splitlines()
TABLE = [json.loads(line) for line in LINES]
LONG = 32_000


def heard_of(row: dict[str, str]) -> Meaning:
    return hear(row["text"], Speaker(row["by"]), ThreadKind(row["on"]), "stewardbot[bot]")


def test_the_table_has_six_languages_and_as_many_negatives() -> None:
    assert len(TABLE) >= 400
    assert {row["language"] for row in TABLE} == {"en", "fr", "de", "es", "pt", "ja"}
    assert sum("not" in row for row in TABLE) >= len(TABLE) / 2
    assert all(row["heard"] != row.get("not") for row in TABLE)


@pytest.mark.slow
def test_nothing_is_heard_that_was_not_said() -> None:
    harmless = ("nothing", "renewal", "answer", "doubtful")
    wrong = [
        f"{row['text']!r} ({row['by']}, {row['on']}): {heard}, not {row['heard']}"
        for row in TABLE
        if (heard := heard_of(row)) != row["heard"]
        and ("not" in row or heard not in harmless or row["heard"] == "giving_up")
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_at_least_nine_of_ten_are_heard_in_each_language() -> None:
    missed = [row for row in TABLE if "not" not in row and heard_of(row) != row["heard"]]
    total = Counter(row["language"] for row in TABLE if "not" not in row)
    per_language = Counter(row["language"] for row in missed)
    lines = "\n".join(f"{row['text']!r}: {heard_of(row)}, not {row['heard']}" for row in missed)
    assert all(per_language[language] <= count / 10 for language, count in total.items()), lines


@pytest.mark.slow
def test_hostile_texts_cost_what_their_length_says() -> None:
    """Pieces of the table, again and again for sixteen times as much as is read."""
    costs = []
    pieces = every(48, sorted({row["text"] for row in TABLE}, key=len))
    for text in [*pieces, "and ", "i am stuck with ", "詰"]:
        repeated = (text + " ") * (LONG // (len(text) + 1) + 1)
        begun = time.process_time()
        hear(repeated, Speaker.CLAIMANT, ThreadKind.ISSUE)
        costs.append((time.process_time() - begun, text))
    assert max(costs)[0] < 0.5, max(costs)
