"""Charts of waiting: how long people wait for a first answer, and how old is what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from bot.insight.charts.chart import Chart, amount, category, data, whole
from bot.insight.charts.look import COLOURS, Spec
from bot.insight.charts.over_time import day, time_axis, told_apart
from bot.insight.charts.time_marks import TimeMark, in_sight, instant, mark_layers
from bot.insight.figure_text import NONE, limits, spelled
from bot.insight.metric import Unit
from bot.insight.survival import Quantile

HOUR, DAY = 3_600.0, 86_400.0
AGES = (
    ("under a week", 7 * DAY),
    ("under a month", 30 * DAY),
    ("under 3 months", 91 * DAY),
    ("under a year", 365 * DAY),
    ("a year or more", float("inf")),
)


@dataclass(frozen=True)
class MedianWait:
    """The median wait (seconds) of the `count` that began at an instant or in the time up to the next."""

    at: datetime
    what: str
    count: int
    median: Quantile


def first_response(
    points: Sequence[MedianWait],
    marks: Sequence[TimeMark] = (),
    key: str = "first-response",
    when: str = "Month",
) -> Chart:
    """Return the median time to first response over time, with its intervals."""
    known = [limit for point in points for limit in (point.median.value, point.median.high) if limit]
    top = max(known, default=DAY) * 1.05
    unit, name = (DAY, "days") if top > 3 * DAY else (HOUR, "hours")
    whats = list(dict.fromkeys(point.what for point in points))
    instants = sorted({point.at for point in points})
    # Beside one another, so that no interval hides another.
    beside = min((after - at for at, after in pairwise(instants)), default=timedelta(0)) / 12
    rows = [_row(point, whats.index(point.what) * beside, top, unit) for point in points]
    x, y = time_axis(when, instants), amount("n", f"Median wait ({name})")
    apart = told_apart(whats)
    shown = in_sight(marks, min(instants), max(instants)) if instants else ()
    layers: list[Spec] = [
        *(mark_layers(shown, x, min(instants), max(instants)) if instants else ()),
        {"data": data(rows), "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.6},
         "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"},
                      **{channel: apart[channel] for channel in apart if channel != "shape"}}},
        {"data": data([row for row in rows if row["n"] is not None]),
         "mark": {"type": "line", "point": {"size": 60, "filled": True}},
         "encoding": {"x": x, "y": y, **apart}},
        {"data": data([row for row in rows if row["open"]]),
         "mark": {"type": "text", "text": "↑", "fontSize": 14, "dy": -8},
         "encoding": {"x": x, "y": {**y, "field": "high"}}},
    ]  # fmt: skip
    return Chart(
        key,
        "Time to first response",
        "The median wait for the first answer of a person who is not the author; who still waits is in it. "
        "The upright lines are 95 % intervals, with an arrow where too many still wait to tell.",
        (when, "What", "Asked", "Median wait", "95 % interval"),
        tuple(_table_row(point) for point in points),
        tuple(layers),
        marks=shown,
    )


def _row(point: MedianWait, beside: timedelta, top: float, unit: float) -> dict[str, Any]:
    median = point.median
    low = median.low if median.low is not None else median.value
    is_open = median.high is None and low is not None
    high = top if is_open else median.high
    n, low, high = (None if value is None else round(value / unit, 2) for value in (median.value, low, high))
    return {
        "at": instant(point.at + beside),
        "what": point.what,
        "n": n,
        "low": low,
        "high": high,
        "open": is_open,
    }


def _table_row(point: MedianWait) -> tuple[str, ...]:
    median = point.median
    value = NONE if median.value is None else spelled(median.value, Unit.SECONDS)
    between = "" if median.low is None else limits(median.low, median.high, Unit.SECONDS)
    return day(point.at), point.what, f"{point.count:,}", value, between


def open_age(ages: Sequence[float], what: str = "issues", key: str = "open-age") -> Chart:
    """Return how old (in seconds) is what is open."""
    rows = []
    least = 0.0
    for name, most in AGES:
        rows.append({"age": name, "n": sum(least <= age < most for age in ages)})
        least = most
    names = [name for name, _ in AGES]
    place = {
        "y": category("age", names),
        "x": amount("n", f"Open {what}", **whole(max(int(str(row["n"])) for row in rows))),
    }
    text = {"type": "text", "align": "left", "dx": 6}
    return Chart(
        key,
        f"Age of open {what}",
        f"How many open {what} there are, by the time since they were opened.",
        ("Age", f"Open {what}"),
        tuple((str(row["age"]), f"{row['n']:,}") for row in rows),
        (
            {"data": data(rows), "mark": {"type": "bar", "color": COLOURS[0]}, "encoding": place},
            {"data": data(rows), "mark": text, "encoding": {**place, "text": {"field": "n"}}},
        ),
        34 * len(AGES),
    )
