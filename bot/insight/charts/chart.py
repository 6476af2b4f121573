"""What a chart is: a specification for Vega-Lite, and the table that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.insight.charts.look import ALONE, CONFIG, Spec
from bot.insight.charts.time_marks import TimeMark

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


@dataclass(frozen=True)
class Chart:
    """A chart. `columns` and `rows` are its table: the first cell of a row is its heading, the rest are
    numbers. `marks` are the days that its time axis bears."""

    key: str
    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    layers: tuple[Spec, ...]
    height: int = 240
    marks: tuple[TimeMark, ...] = ()

    @property
    def spec(self) -> dict[str, Any]:
        """Its specification for a page, as wide as its place there; the page brings `look.CONFIG`."""
        return {
            "$schema": SCHEMA,
            "description": self.about,
            "width": "container",
            "height": self.height,
            "autosize": {"type": "fit-x", "contains": "padding"},
            "layer": list(self.layers),
        }

    def drawn(self, width: int) -> dict[str, Any]:
        """Return its specification for a drawing of a width in pixels, apart from any page."""
        return self.spec | {"width": width, "config": {**CONFIG, "font": ALONE}}


def data(rows: Sequence[Mapping[str, Any]]) -> Spec:
    """Return rows as the data of a layer."""
    return {"values": [dict(row) for row in rows]}


def category(field: str, names: Sequence[str], title: str | None = None) -> Spec:
    """Return an axis of names, in their order, each written out."""
    axis = {"ticks": False, "domain": False, "labelPadding": 8}
    return {"field": field, "type": "nominal", "sort": list(names), "title": title, "axis": axis}


def amount(field: str, title: str, **axis: Any) -> dict[str, Any]:
    """Return an axis of numbers from 0 on; `title` names the unit."""
    return {"field": field, "type": "quantitative", "title": title, "axis": {"tickCount": 5, **axis}}


def whole(most: float) -> dict[str, Any]:
    """Return what an axis of counts up to `most` takes: no tick between two whole numbers."""
    return {"format": ",d", "tickMinStep": 1} | ({"values": [0, 1, 2]} if most <= 2 else {})
