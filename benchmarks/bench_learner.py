"""Learning 300 labels, alone and with four sister repositories: CPU, memory, and what one guess costs.

    python -m benchmarks.bench_learner [--from labelled.csv]

Without a file of issues (`repo,title,body,label`) texts are made up: a few hundred common words and many rare
ones, so that there are as many features as in real ones. CPU time is of the processor; memory is what the
process grew by while it learnt.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from itertools import accumulate
from pathlib import Path

from benchmarks.figure import Figure
from bot.community.issue_kind import kind_of
from bot.insight.learning import LabelledIssue, Model, train
from bot.operations.training.labelled_csv import IssueRow, read_issues
from bot.services.issue_reading import document_of

OWN, SISTERS, BOUNDS = 300, 1_200, {"own": 3.0, "pooled": 15.0, "guess": 5.0, "memory": 100.0}
LABELS = ("bug", "feature", "question")
VOCABULARY = 20_000
CUMULATED = list(accumulate(1 / (rank + 5) for rank in range(VOCABULARY)))


def made_up(number: int) -> list[IssueRow]:
    """Issues of 90 words; one word in twelve tells the label."""
    draw = random.Random(1)
    words = [
        "".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=draw.randint(2, 10))) for _ in range(VOCABULARY)
    ]
    rows = []
    for place in range(number):
        label = LABELS[place % 3]
        text = draw.choices(words, cum_weights=CUMULATED, k=97)
        text[::12] = [f"{label}{draw.randrange(40)}" for _ in text[::12]]
        rows.append(IssueRow(place, place, "acme/widget", " ".join(text[:7]), " ".join(text[7:]), label))
    return rows


def learn(rows: list[IssueRow], sisters: list[IssueRow]) -> tuple[Model, float, float]:
    """Return a model, the CPU seconds and the megabytes it took."""
    before, start = peak(), time.process_time()
    model = train(map(example, rows), map(example, sisters))
    return model, time.process_time() - start, peak() - before


def example(row: IssueRow) -> LabelledIssue:
    """One labelled issue, read as the program reads it."""
    return LabelledIssue(document_of(row.title, row.body), row.label)


def peak() -> float:
    """Megabytes the process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def milliseconds_a_guess(model: Model, rows: list[IssueRow]) -> float:
    """Return what a guess takes of the processor, rules and reading included."""
    start = time.process_time()
    for row in rows:
        kind = kind_of(row.title, row.body)
        model.guess(document_of(row.title, row.body, kind.kind.value if kind else ""))
    return 1_000 * (time.process_time() - start) / len(rows)


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`; texts are made up, so how often a guess is right is not among them."""
    rows = made_up(OWN + 300)
    model, *_ = learn(rows[:OWN], [])
    each = milliseconds_a_guess(model, rows[OWN : OWN + (100 if quick else 300)])
    name = "processor time of a guess, rules and reading included"
    return [Figure(number=11, name=name, value=each, unit="ms", reach=BOUNDS["guess"])]


def main() -> None:
    """Print one figure a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="source", type=Path)
    options = parser.parse_args()
    rows = list(read_issues(options.source)) if options.source else made_up(OWN + SISTERS)
    own = [row for row in rows if row.repo == rows[0].repo][:OWN]
    sisters = [row for row in rows if row not in own][:SISTERS]
    model, seconds, megabytes = learn(own, [])
    print(f"own: {seconds:.1f} CPU s (at most {BOUNDS['own']}), {megabytes:.0f} MB more")
    each = milliseconds_a_guess(model, sisters[:300])
    print(f"a guess, rules and reading included: {each:.1f} CPU ms (at most {BOUNDS['guess']})")
    model, seconds, megabytes = learn(own, sisters)
    print(
        f"pooled: {seconds:.1f} CPU s (at most {BOUNDS['pooled']}), {megabytes:.0f} MB more"
        f" (at most {BOUNDS['memory']}); {len(model.to_bytes()):,} bytes stored"
    )


if __name__ == "__main__":
    main()
