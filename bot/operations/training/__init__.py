"""Learning labels from a file, and guessing those of another: `train --from --test --predict`."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.community.issue_kind import common_headings, kind_of
from bot.community.triage import KindLabels
from bot.core.model import spelling
from bot.errors import OperatorError
from bot.insight.learning import Guess, LabelledIssue, Model, Unlearnable, train
from bot.operations.training.labelled_csv import IssueRow, read_issues
from bot.services.issue_reading import document_of

HEADINGS = ("row", "label", "p", "rule")


@dataclass(frozen=True)
class Prediction:
    """What would be guessed of one row."""

    row: IssueRow
    guess: Guess
    rule: str
    """What the rules say, in the file's own words; empty if they say nothing."""


@dataclass(frozen=True)
class Teacher:
    """The labelled rows of a file, and what is learnt from them, a repository at a time."""

    path: Path
    rows: tuple[IssueRow, ...]
    pool: bool
    """Whether the file's other repositories count as sisters."""

    @classmethod
    def of(cls, path: Path, *, pool: bool) -> Teacher:
        """Read the labelled rows; OperatorError for a file that teaches nothing."""
        return cls(path, tuple(read_issues(path, labelled=True)), pool)

    @property
    def repositories(self) -> tuple[str, ...]:
        """The repositories, in the file's order."""
        return tuple(dict.fromkeys(row.repo for row in self.rows))

    def model(self, repo: str) -> Model:
        """Learn the labels of a repository; OperatorError if its rows have fewer than two."""
        rules = Rules(self.rows, repo)
        own = [row for row in self.rows if row.repo == repo]
        others = [row for row in self.rows if row.repo != repo] if self.pool else []
        # A sister's rules see another file's headings: what they say is a feature of the own model alone.
        sisters = (LabelledIssue(document_of(row.title, row.body), row.label) for row in others)
        examples = (
            LabelledIssue(document_of(row.title, row.body, "" if others else rules.label(row)), row.label)
            for row in own
        )
        try:
            return train(examples, sisters)
        except Unlearnable:
            raise OperatorError(
                f"{self.path}, line {own[-1].line}: all rows of {repo} bear one label, and nothing is to be"
                " told apart; add rows with another."
            ) from None


class Rules:
    """What the rules say of a repository's issues, in the words of a file."""

    def __init__(self, rows: Iterable[IssueRow], repo: str) -> None:
        rows = list(rows)
        self._labels = sorted({row.label for row in rows})
        self._common = common_headings([row.body for row in rows if row.repo == repo])

    def label(self, row: IssueRow) -> str:
        """Return the kind that the rules see in an issue; empty if none."""
        match = kind_of(row.title, row.body, self._common)
        if match is None:
            return ""
        usual = KindLabels().names(match.kind)
        return next((name for label in usual if (name := spelling(self._labels, label))), match.kind.value)


def predict(teacher: Teacher, rows: Sequence[IssueRow], path: Path) -> Iterator[Prediction]:
    """Yield a prediction for each row of the test file, repository by repository."""
    by_repo: dict[str, list[IssueRow]] = defaultdict(list)
    for row in rows:
        by_repo[row.repo].append(row)
    for repo, of_repo in by_repo.items():
        if repo not in teacher.repositories:
            raise OperatorError(
                f"{path}, line {of_repo[0].line}: {teacher.path} has no labels of {repo}; add some to it."
            )
        model, rules = teacher.model(repo), Rules(teacher.rows, repo)
        pooled = teacher.pool and len(teacher.repositories) > 1
        for row in of_repo:
            rule = rules.label(row)
            yield Prediction(row, model.guess(document_of(row.title, row.body, "" if pooled else rule)), rule)


def write_predictions(path: Path, predictions: Iterable[Prediction]) -> None:
    """Write one line a row, in the test file's order, whole or not at all; OperatorError if it cannot be."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADINGS)
            for made in sorted(predictions, key=lambda made: made.row.number):
                writer.writerow((made.row.number, made.guess.label, f"{made.guess.p:.4f}", made.rule))
        beside.replace(path)
    except OSError as failure:
        raise OperatorError(f"{path} cannot be written: {failure.strerror}.") from None
    finally:
        with suppress(OSError):
            beside.unlink()


def true_labels(path: Path) -> dict[int, str]:
    """Return the labels of a test file by row; empty if it has none. Asked for only when all guesses are
    written."""
    return {row.number: row.label for row in read_issues(path) if row.label}
