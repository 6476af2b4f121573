"""Numbers over time: lines, and how many of each kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.insight.charts.chart import Chart, amount, category, data, whole
from bot.insight.charts.look import COLOURS, DASHES, SHAPES, Spec
from bot.insight.charts.time_marks import TimeMark, in_sight, instant, mark_layers

MOST_TICKS = 16


@dataclass(frozen=True)
class Series:
    """A row of counts with its name, one for each instant."""

    name: str
    values: tuple[int, ...]


def time_axis(title: str, instants: Sequence[datetime]) -> dict[str, Any]:
    """Return the axis of the field `at`, in UTC; the year stands where the instants are far apart."""
    far = bool(instants) and (max(instants) - min(instants)).days > 300
    every = max(1, -(-len(instants) // MOST_TICKS))
    axis = {
        "format": "%b %Y" if far else "%-d %b",
        "values": [_tick(at) for at in sorted(set(instants))[::every]],
        "labelOverlap": True,
        "grid": False,
    }
    return {"field": "at", "type": "temporal", "scale": {"type": "utc"}, "title": title, "axis": axis}


def _tick(at: datetime) -> dict[str, Any]:
    # Written out: the interpreter takes a lone number for a year.
    return {
        "year": at.year,
        "month": at.month,
        "date": at.day,
        "hours": at.hour,
        "minutes": at.minute,
        "utc": True,
    }


def day(at: datetime) -> str:
    """Return a date for a table."""
    return f"{at.day} {at:%b %Y}"


def lines(
    key: str,
    title: str,
    about: str,
    instants: Sequence[datetime],
    series: Sequence[Series],
    *,
    when: str = "Week (its Monday)",
    unit: str = "Number",
    marks: Sequence[TimeMark] = (),
) -> Chart:
    """Return counts as lines, told apart by dashes and points as well."""
    rows: list[dict[str, Any]] = [
        {"at": instant(at), "n": row.values[place], "what": row.name}
        for row in series
        for place, at in enumerate(instants)
    ]
    x = time_axis(when, instants)
    y = amount("n", unit, **whole(max((row["n"] for row in rows), default=0)))
    layer = {
        "data": data(rows),
        "mark": {"type": "line", "point": {"size": 45, "filled": True}},
        "encoding": {"x": x, "y": y, **told_apart([row.name for row in series])},
    }
    return _with_table(key, title, about, instants, series, when, (layer,), marks, x)


def told_apart(names: Sequence[str]) -> dict[str, Any]:
    """Return what tells the series of the field `what` apart: colour, dashes and points, with one legend."""

    legend = {"symbolStrokeWidth": 0, "symbolOpacity": 1} if len(names) > 1 else None

    def channel(values: Sequence[object]) -> dict[str, Any]:
        scale = {"domain": list(names), "range": list(values[: len(names)])}
        return {"field": "what", "type": "nominal", "title": None, "scale": scale, "legend": legend}

    if len(names) < 2:
        return {"color": channel(COLOURS)}
    return {"color": channel(COLOURS), "strokeDash": channel(DASHES), "shape": channel(SHAPES)}


def bubbles(
    key: str,
    title: str,
    about: str,
    instants: Sequence[datetime],
    series: Sequence[Series],
    *,
    when: str = "Week (its Monday)",
    marks: Sequence[TimeMark] = (),
) -> Chart:
    """Return counts as discs, a row for each series: what many colours upon each other would not tell."""
    rows = [
        {"at": instant(at), "n": row.values[place], "what": row.name}
        for row in series
        for place, at in enumerate(instants)
        if row.values[place]
    ]
    x, names = time_axis(when, instants), [row.name for row in series]
    size = {"field": "n", "type": "quantitative", "scale": {"range": [30, 700]}, "legend": None}
    place = {"x": x | {"scale": {"type": "utc", "padding": 16}}, "y": category("what", names)}
    layers: tuple[Spec, ...] = (
        {
            "data": data(rows),
            "mark": {"type": "circle", "color": COLOURS[0], "opacity": 0.3},
            "encoding": {**place, "size": size},
        },
        {
            "data": data(rows),
            "mark": {"type": "text"},
            "encoding": {**place, "text": {"field": "n"}},
        },
    )
    height = 36 * len(series) + 40
    return _with_table(key, title, about, instants, series, when, layers, marks, x, height)


def _with_table(
    key: str,
    title: str,
    about: str,
    instants: Sequence[datetime],
    series: Sequence[Series],
    when: str,
    layers: tuple[Spec, ...],
    marks: Sequence[TimeMark],
    x: dict[str, Any],
    height: int = 240,
) -> Chart:
    shown = in_sight(marks, instants[0], instants[-1]) if instants else ()
    below = tuple(mark_layers(shown, x, instants[0], instants[-1])) if instants else ()
    return Chart(
        key,
        title,
        about,
        (when, *(row.name for row in series)),
        tuple((day(at), *(f"{row.values[place]:,}" for row in series)) for place, at in enumerate(instants)),
        (*below, *layers),
        height,
        shown,
    )
