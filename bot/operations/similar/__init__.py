"""Judging the search for similar issues: where it ranks what people called duplicates."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from bot.community.similar_text import compared_text, shared_lines
from bot.errors import OperatorError
from bot.operations.csv_rows import rows_of
from bot.queries.similar import LOOKED_AT, ranked
from bot.store import similar
from bot.store.backends.sqlite import in_memory
from bot.store.similar import IssueWords

REPOSITORY = 1
"""The repository to which the issues of a file belong."""


@dataclass(frozen=True)
class PartnerRank:
    """An issue of a pair, and where the search for it ranks its partner, from 1."""

    issue: str
    rank: int


def ranks(source: Path, pairs: Path) -> list[PartnerRank]:
    """Return for each pair where the search for `a` ranks `b` among all other issues of the file.

    A partner that shares no word comes last. Raises OperatorError, naming the line, for files that are none
    of issues and pairs.
    """
    issues = {
        row.cells["id"].strip(): (row.cells["title"], row.cells["body"])
        for row in rows_of(source, ("id", "title", "body"))
    }
    numbers = {name: number for number, name in enumerate(issues, start=1)}
    shared = shared_lines([body for _, body in issues.values()])
    texts = [
        IssueWords(number, *compared_text(*issue, shared))
        for number, issue in enumerate(issues.values(), start=1)
    ]
    partners = list(_pairs(pairs, numbers))
    with in_memory() as conn, conn.begin():
        similar.put(conn, REPOSITORY, texts, ())
        return [PartnerRank(name, _rank(conn, texts, a, b)) for name, a, b in partners]


def _rank(conn: Connection, texts: Sequence[IssueWords], issue: int, partner: int) -> int:
    """Return the place of the partner among all issues but this one: after those that are looked at closely
    the others come as the index has them."""
    first = [number for number, _ in ranked(conn, REPOSITORY, texts[issue - 1])]
    if partner not in first:
        others = similar.candidates(conn, REPOSITORY, texts[issue - 1], len(texts))
        first += [other.number for other in others[LOOKED_AT:]]
    return first.index(partner) + 1 if partner in first else len(texts) - 1


def _pairs(path: Path, numbers: Mapping[str, int]) -> Iterator[tuple[str, int, int]]:
    """Yield each pair: its first issue as it is called, and the numbers of both."""
    for row in rows_of(path, ("a", "b")):
        a, b = row.cells["a"].strip(), row.cells["b"].strip()
        unknown = next((name for name in (a, b) if name not in numbers), None)
        if unknown is not None or a == b:
            reason = (
                "an issue is no partner of its own" if unknown is None else f"no issue is called {unknown}"
            )
            raise OperatorError(f"{path}, line {row.line}: {reason}.")
        yield a, numbers[a], numbers[b]


def write_ranks(path: Path, of_pairs: Sequence[PartnerRank]) -> None:
    """Write `a,rank`, a line a pair; OperatorError if it cannot be."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("a", "rank"))
            writer.writerows((pair.issue, pair.rank) for pair in of_pairs)
    except OSError as failure:
        raise OperatorError(f"{path} cannot be written: {failure.strerror}.") from None


def hit_rate(of_pairs: Sequence[PartnerRank], first: int) -> float:
    """Return the part of the pairs whose partner is among the first so many."""
    return sum(pair.rank <= first for pair in of_pairs) / len(of_pairs) if of_pairs else 0.0


def mean_reciprocal_rank(of_pairs: Sequence[PartnerRank]) -> float:
    """Return the mean of one over the rank: 1 if every partner comes first."""
    return sum(1 / pair.rank for pair in of_pairs) / len(of_pairs) if of_pairs else 0.0
