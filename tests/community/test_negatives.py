"""Real reports that were settled by a change of the project are not taken for support questions.

Each line of `negatives.jsonl` is a fact from a public report that a change to code, docs or packaging
settled: its title and first words in other words, and the report it comes from. Some of them ask "is it
possible", "can you", "how can I", as a question would. They were collected before the rules were changed, and
the rules are not fitted to them: one may be mistaken.
"""

import json
from pathlib import Path

from bot.community.issue_kind import Kind, kind_of

LINES = Path(__file__).with_name("negatives.jsonl").read_text("utf-8").splitlines()
NEGATIVES = [json.loads(line) for line in LINES]


def test_at_most_one_report_that_a_change_settled_is_called_support() -> None:
    assert len({negative["source"] for negative in NEGATIVES}) >= 200
    mistaken = [
        negative["source"]
        for negative in NEGATIVES
        if (match := kind_of(negative["title"], negative["body"])) and match.kind is Kind.SUPPORT
    ]
    assert len(mistaken) <= 1, mistaken
