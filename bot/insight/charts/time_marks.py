"""What a time axis bears: releases, cohorts, and changes of the repository's file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.insight.charts.look import INK, SOFT

MOST_NAMED = 8
"""With more marks than this their names would lie upon each other: then the table alone has them."""


class MarkKind(StrEnum):
    """What happened."""

    RELEASE = "release"
    COHORT = "cohort"
    FILE = "change of the file"


@dataclass(frozen=True)
class TimeMark:
    """Something that may explain a change in the numbers; a cohort lasts until `until`."""

    at: datetime
    kind: MarkKind
    name: str = ""
    until: datetime | None = None

    @property
    def text(self) -> str:
        """Its kind and its name."""
        return f"{self.kind} {self.name}".strip()


def instant(at: datetime) -> str:
    """Return an instant (UTC) as specifications have it."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def in_sight(marks: Sequence[TimeMark], since: datetime, until: datetime) -> tuple[TimeMark, ...]:
    """Return the marks that fall into a time, in order."""
    inside = [mark for mark in marks if mark.at <= until and (mark.until or mark.at) >= since]
    return tuple(sorted(inside, key=lambda mark: (mark.at, mark.text)))


def mark_layers(
    marks: Sequence[TimeMark], x: dict[str, Any], since: datetime, until: datetime
) -> Iterator[dict[str, Any]]:
    """Return what is drawn of marks on the axis `x`: a line each with its name, a band for what lasts."""
    shown = in_sight(marks, since, until)
    rows = [
        {
            "at": instant(max(mark.at, since)),
            "until": instant(min(mark.until or mark.at, until)),
            "name": mark.text,
        }
        for mark in shown
    ]
    if not rows:
        return
    x = {**x, "field": "at"}
    values = {"values": rows}
    band = {"type": "rect", "opacity": 0.12, "color": SOFT}
    rule = {"type": "rule", "color": SOFT, "strokeDash": [2, 3], "strokeWidth": 1.5}
    yield {"data": values, "mark": band, "encoding": {"x": x, "x2": {"field": "until"}}}
    yield {"data": values, "mark": rule, "encoding": {"x": x}}
    if len(rows) <= MOST_NAMED:
        text = {
            "type": "text", "angle": 270, "align": "right", "baseline": "bottom", "dx": -2, "dy": -3,
            "limit": 130, "fontSize": 11, "color": INK,
        }  # fmt: skip
        yield {
            "data": values,
            "mark": text,
            "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "name"}},
        }
