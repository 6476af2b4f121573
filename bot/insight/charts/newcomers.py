"""Charts about newcomers, none about fewer than five of them: how far they came, and how many return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.insight.charts.chart import Chart, amount, category, data, whole
from bot.insight.charts.look import COLOURS
from bot.insight.figure_text import NONE, limits, spelled
from bot.insight.metric import LEAST, Unit
from bot.insight.people import HORIZONS
from bot.insight.privacy.groups import shielded_curve
from bot.insight.survival import SurvivalStep, Wait, kaplan_meier


@dataclass(frozen=True)
class StageCount:
    """How many people reached a stage; `people` None where it is not told, and what `text` says instead."""

    name: str
    people: int | None
    text: str


def funnel(stages: Sequence[StageCount], key: str = "funnel") -> Chart:
    """Return how many newcomers reached each stage, in the order of the stages."""
    rows = [{"stage": stage.name, "n": stage.people or 0, "text": stage.text} for stage in stages]
    most = max((stage.people or 0 for stage in stages), default=0)
    place = {
        "y": category("stage", [stage.name for stage in stages]),
        "x": amount("n", "People", **whole(most)),
    }
    text = {"type": "text", "align": "left", "dx": 6}
    return Chart(
        key,
        "How far newcomers came",
        "People who reached each stage, from the first contact on.",
        ("Stage", "People"),
        tuple((stage.name, stage.text) for stage in stages),
        (
            {"data": data(rows), "mark": {"type": "bar", "color": COLOURS[0]}, "encoding": place},
            {"data": data(rows), "mark": text, "encoding": {**place, "text": {"field": "text"}}},
        ),
        44 * len(stages),
    )


TimeBack = tuple[int, SurvivalStep | None]
"""Days since the first change, and the share that is back by then; None where it is not told."""
DAYS = (*HORIZONS, 30, 60, 270)
"""Days after the first merge at which the curve of return is told: those first at which a figure tells it."""


def times_back(waits: Sequence[Wait]) -> list[TimeBack]:
    """Return the shares that came back, by the days (`waits`) since the first change; empty where they would
    tell of fewer than five people."""
    again = [wait.length for wait in waits if wait.ended]
    if min(len(again), len(waits) - len(again)) < LEAST:
        return []
    steps = shielded_curve(kaplan_meier(waits), again, DAYS)
    known = dict(zip(DAYS, steps, strict=True))
    return [(days, None if (step := known[days]) is None else _back(step)) for days in sorted(known)]


def _back(step: SurvivalStep) -> SurvivalStep:
    low, high = (None if limit is None else 1 - limit for limit in (step.high, step.low))
    return SurvivalStep(step.at, 1 - step.share, low, high)


def return_curve(points: Sequence[TimeBack], key: str = "return") -> Chart | None:
    """Return the share of newcomers who came back with a second change; None where nothing is told.

    It is told at some days alone, because each step of the whole curve is a person.
    """
    known = [(days, step) for days, step in points if step is not None]
    if not known:
        return None
    rows = [{"days": 0, "share": 0.0, "low": 0.0, "high": 0.0}] + [
        {
            "days": days,
            "share": step.share,
            "low": step.share if step.low is None else step.low,
            "high": step.share if step.high is None else step.high,
        }
        for days, step in known
    ]
    x = amount("days", "Days since the first merged change")
    y = amount("share", "Share who came back", format=".0%") | {"scale": {"domain": [0, 1]}}
    band = {"type": "area", "opacity": 0.22, "color": COLOURS[0]}
    line = {"type": "line", "color": COLOURS[0], "point": {"size": 60, "filled": True, "color": COLOURS[0]}}
    return Chart(
        key,
        "Who comes back",
        "The share of newcomers with a second merged change, by the time since the first; who still has time "
        "is in it (Kaplan and Meier). The band is the 95 % interval. Days are left out that would tell of "
        "fewer than five people, and those that nobody has reached.",
        ("Within", "Share who came back", "95 % interval"),
        tuple(_point(days, step) for days, step in points),
        (
            {"data": data(rows), "mark": band,
             "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
            {"data": data(rows), "mark": line, "encoding": {"x": x, "y": y}},
        ),
    )  # fmt: skip


def _point(days: int, step: SurvivalStep | None) -> tuple[str, str, str]:
    if step is None:
        return f"{days} days", NONE, ""
    between = "" if step.low is None else limits(step.low, step.high, Unit.SHARE)
    return f"{days} days", spelled(step.share, Unit.SHARE), between
