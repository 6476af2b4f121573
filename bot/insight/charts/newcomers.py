"""Charts about newcomers, none about fewer than five of them: how far they came, and how many return."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.insight.charts.chart import Chart, amount, category, data, whole
from bot.insight.charts.look import COLOURS
from bot.insight.charts.over_time import Series, lines
from bot.insight.charts.time_marks import TimeMark
from bot.insight.figure_text import FEW, NONE, limits, shown, spelled
from bot.insight.metric import LEAST, Figure, Unit
from bot.insight.people import HORIZONS
from bot.insight.survival import Wait, kaplan_meier


def funnel(stages: Sequence[Figure], key: str = "funnel") -> Chart:
    """Return how many newcomers reached each stage, in the order of the stages."""
    rows = [
        {"stage": stage.label, "n": stage.value or 0, "text": FEW if stage.few else shown(stage)}
        for stage in stages
    ]
    names = [stage.label for stage in stages]
    place = {
        "y": category("stage", names),
        "x": amount("n", "People", **whole(max((stage.value or 0 for stage in stages), default=0))),
    }
    text = {"type": "text", "align": "left", "dx": 6}
    return Chart(
        key,
        "How far newcomers came",
        "People who reached each stage, from the first contact on.",
        ("Stage", "People"),
        tuple((stage.label, shown(stage)) for stage in stages),
        (
            {"data": data(rows), "mark": {"type": "bar", "color": COLOURS[0]}, "encoding": place},
            {"data": data(rows), "mark": text, "encoding": {**place, "text": {"field": "text"}}},
        ),
        44 * len(stages),
    )


def return_curve(waits: Sequence[Wait], key: str = "return") -> Chart | None:
    """Return the share of newcomers who came back with a second change, by the days (`waits`) since their
    first one; None where it would tell of fewer than five people."""
    again = sum(wait.ended for wait in waits)
    if min(again, len(waits) - again) < LEAST:
        return None
    curve = kaplan_meier(waits)
    steps = [{"days": 0.0, "share": 0.0, "low": 0.0, "high": 0.0}]
    for step in curve.steps:
        low, high = (step.share if limit is None else limit for limit in (step.low, step.high))
        steps.append({"days": step.at, "share": 1 - step.share, "low": 1 - high, "high": 1 - low})
    steps.append({**steps[-1], "days": curve.last})
    x = amount("days", "Days since the first merged change")
    y = amount("share", "Share who came back", format=".0%") | {"scale": {"domain": [0, 1]}}
    band = {"type": "area", "interpolate": "step-after", "opacity": 0.22, "color": COLOURS[0]}
    line = {"type": "line", "interpolate": "step-after", "color": COLOURS[0]}
    return Chart(
        key,
        "Who comes back",
        "The share of newcomers with a second merged change, by the time since the first; who still has time "
        "is in it (Kaplan and Meier). The band is the 95 % interval.",
        ("Within", "Share who came back", "95 % interval"),
        tuple(_horizon(waits, days) for days in (30, *HORIZONS)),
        (
            {"data": data(steps), "mark": band,
             "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
            {"data": data(steps), "mark": line, "encoding": {"x": x, "y": y}},
        ),
    )  # fmt: skip


def _horizon(waits: Sequence[Wait], days: int) -> tuple[str, str, str]:
    step = kaplan_meier(waits).at(days)
    if step is None:
        return f"{days} days", NONE, ""
    low, high = (None if limit is None else 1 - limit for limit in (step.high, step.low))
    between = "" if low is None else limits(low, high, Unit.SHARE)
    return f"{days} days", spelled(1 - step.share, Unit.SHARE), between


def supply(
    instants: Sequence[datetime],
    opened: Sequence[int],
    free: Sequence[int],
    marks: Sequence[TimeMark] = (),
    key: str = "supply",
) -> Chart:
    """Return how many issues for newcomers there were, and how many of them nobody had."""
    return lines(
        key,
        "Supply of good first issues",
        "Open issues for newcomers, and those of them that nobody works on.",
        instants,
        (Series("open", tuple(opened)), Series("free", tuple(free))),
        when="Day",
        unit="Issues",
        steps=True,
        marks=marks,
    )
