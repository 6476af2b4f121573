"""Counting a report again from its CSV files alone, as its definitions say; nothing of the bot is used."""

from __future__ import annotations

import csv
import hashlib
import math
import statistics
from collections.abc import Iterator
from pathlib import Path

Row = dict[str, str]
Number = float | None
Z = 1.959963984540054
"""The normal distribution's quantile of 97.5 %."""


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def differences(folder: Path) -> tuple[list[str], int]:
    """What is not as it was counted, and how many numbers are."""
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    wrong, right = [], 0
    counted: dict[str, dict[str, tuple[Number, Number, Number]]] = {}
    for row in read(folder / "figures.csv"):
        name, key = row["metric"], row["figure"]
        file = folder / f"{name}.csv"
        if not file.exists():
            hidden = [
                other for other in read(folder / "figures.csv") if other["metric"] == name and other["note"]
            ]
            wrong += [] if hidden else [f"{name} has no rows and hides nothing"]
            continue
        again = counted.setdefault(name, dict(METRICS[name](read(file))))
        given = [float(row[column]) if row[column] else None for column in ("value", "low", "high")]
        for ours, theirs in zip(again.pop(key), given, strict=True):
            if ours is None or theirs is None:
                same = ours is theirs
            else:
                same = math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-12)
                right += 1
            wrong += [] if same else [f"{name} {key}: {ours} is {theirs} in the report"]
    return wrong + [
        f"{name}: {sorted(left)} is not in the report" for name, left in counted.items() if left
    ], right


Figures = Iterator[tuple[str, tuple[Number, Number, Number]]]


def plain(value: Number) -> tuple[Number, Number, Number]:
    return value, None, None


def curve(waits: list[tuple[float, bool]]) -> list[tuple[float, float, Number, Number]]:
    """Who still waits after each time at which somebody was through, with its limits."""
    steps: list[tuple[float, float, Number, Number]] = []
    share, doubt = 1.0, 0.0
    for time in sorted({length for length, through in waits if through}):
        waiting = sum(length >= time for length, _ in waits)
        through = sum(length == time and done for length, done in waits)
        share *= (waiting - through) / waiting
        if waiting == through:
            steps.append((time, 0.0, None, None))
            continue
        doubt += through / waiting / (waiting - through)
        width = Z * math.sqrt(doubt) / abs(math.log(share))
        steps.append((time, share, share ** math.exp(width), share ** math.exp(-width)))
    return steps


def middle(waits: list[tuple[float, bool]]) -> tuple[Number, Number, Number]:
    steps = curve(waits)
    value = [time for time, share, _, _ in steps if share <= 0.5 + 1e-12]
    low = [time for time, share, limit, _ in steps if (share if limit is None else limit) <= 0.5 + 1e-12]
    high = [time for time, _, _, limit in steps if limit is not None and limit <= 0.5 + 1e-12]
    return min(value, default=None), min(low, default=None), min(high, default=None)


def waits(rows: list[Row], length: str, through: str) -> list[tuple[float, bool]]:
    return [(float(row[length]), row[through] == "1") for row in rows]


def total(rows: list[Row], column: str) -> float:
    return sum(float(row[column]) for row in rows)


def by_kind(rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    for kind in ("issue", "change request"):
        yield kind.replace(" ", "-"), [row for row in rows if row["kind"] == kind]


def responses(rows: list[Row]) -> Figures:
    for kind, mine in by_kind(rows):
        yield f"{kind}.opened", plain(len(mine))
        yield f"{kind}.waiting", plain(sum(row["answered"] == "0" for row in mine))
        yield f"{kind}.median", middle(waits(mine, "seconds", "answered"))
        yield f"{kind}.working", middle(waits(mine, "working_seconds", "answered"))


def durations(rows: list[Row]) -> Figures:
    for kind, mine in by_kind(rows):
        yield f"{kind}.opened", plain(len(mine))
        yield f"{kind}.median", middle(waits(mine, "seconds", "closed"))


def ages(rows: list[Row]) -> Figures:
    yield "open", plain(len(rows))
    yield "median", plain(statistics.median(float(row["seconds"]) for row in rows) if rows else None)


def closures(rows: list[Row]) -> Figures:
    opened, closed = total(rows, "opened"), total(rows, "closed")
    yield "start", plain(len(rows) - opened)
    yield "opened", plain(opened)
    yield "closed", plain(closed)
    yield "ratio", plain(closed / len(rows) if rows else None)


def newcomers(rows: list[Row]) -> Figures:
    yield "people", plain(len(rows))
    for kind in ("issue", "change request", "review"):
        yield kind.replace(" ", "-"), plain(sum(row["kind"] == kind for row in rows))


def conversion(rows: list[Row]) -> Figures:
    back = total(rows, "again")
    yield "first", plain(len(rows))
    yield "second", plain(back)
    yield "not-yet", plain(len(rows) - back)
    steps, last = curve(waits(rows, "days", "again")), max(float(row["days"]) for row in rows)
    for day in (90, 180, 365):
        before = [step for step in steps if step[0] <= day]
        _, share, low, high = before[-1] if before else (0, 1.0, None, None)
        known = day <= last or share == 0
        limits = (None if limit is None or not known else 1 - limit for limit in (high, low))
        yield f"day-{day}", (1 - share if known else None, *limits)  # type: ignore[misc]


def absence(rows: list[Row]) -> Figures:
    merged = sorted((float(row["merged"]) for row in rows), reverse=True)
    half = sum(merged) / 2
    yield "people", plain(len(rows))
    yield "factor", plain(next(n for n in range(1, len(merged) + 1) if sum(merged[:n]) >= half))


def presence(rows: list[Row]) -> Figures:
    lately = [int(row["lately"]) for row in rows]
    yield "people", plain(len(rows))
    yield "active", plain(sum(days >= 4 for days in lately))
    yield "occasional", plain(sum(1 <= days <= 3 for days in lately))
    yield "drifting", plain(lately.count(0))


def supply(rows: list[Row]) -> Figures:
    yield "open", plain(len(rows))
    yield "free", plain(total(rows, "free"))


def programs(rows: list[Row]) -> Figures:
    bots, people = total(rows, "by_bots"), total(rows, "by_people")
    yield "bots", plain(bots)
    yield "people", plain(people)
    yield "share", plain(bots / (bots + people) if rows else None)


def bursts(rows: list[Row]) -> Figures:
    gaps = [float(row["seconds"]) for row in rows]
    yield "gaps", plain(len(gaps))
    if len(gaps) < 20:
        yield "burstiness", plain(None)
        return
    mean = sum(gaps) / len(gaps)
    spread = math.sqrt(sum((gap - mean) ** 2 for gap in gaps) / len(gaps))
    yield "burstiness", plain((spread - mean) / (spread + mean))


def cases(rows: list[Row]) -> Figures:
    for name in ("", *sorted({row["community"] for row in rows} - {""})):
        mine = [row for row in rows if name in ("", row["community"])]
        new = [row for row in mine if row["opened"] == "1"]
        judged = [row["acknowledged_in_time"] for row in new if row["acknowledged_in_time"] != "-1"]
        end = f"[{name}]" if name else ""
        yield f"opened{end}", plain(len(new))
        yield f"acknowledged{end}", plain(judged.count("1") / len(judged) if judged else None)
        yield f"answered{end}", plain(total(new, "answered"))
        yield f"answer{end}", middle(waits(new, "seconds", "answered"))
        yield f"working{end}", middle(waits(new, "working_seconds", "answered"))
        yield f"resolved{end}", plain(total(mine, "resolved"))
        yield f"carried{end}", plain(total(mine, "carried_over"))


def load(rows: list[Row]) -> Figures:
    shares = [float(row["cases"]) for row in rows]
    pairs = [abs(one - other) for one in shares for other in shares]
    yield "people", plain(len(rows))
    yield "gini", plain(sum(pairs) / len(pairs) / 2 / (sum(shares) / len(shares)))


METRICS = {
    "support-cases": cases,
    "time-to-first-response": responses,
    "new-contributors": newcomers,
    "conversion": conversion,
    "duration": durations,
    "issue-age": ages,
    "change-request-closure-ratio": closures,
    "contributor-absence-factor": absence,
    "activity": presence,
    "good-first-issues": supply,
    "bot-activity": programs,
    "burstiness": bursts,
    "steward-load": load,
}
