"""How charts look: on a page in its colours, light or dark; alone on white paper."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

Spec = Mapping[str, Any]
"""A piece of JSON in Vega-Lite's terms: https://vega.github.io/vega-lite/docs/"""

INK, SOFT, LINE, PAPER = (
    "var(--chart-ink, #373c44)",
    "var(--chart-soft, #5d6b89)",
    "var(--chart-line, #d3d9e3)",
    "var(--chart-paper, #ffffff)",
)
COLOURS = (
    "var(--chart-1, #0072b2)",
    "var(--chart-2, #b34700)",
    "var(--chart-3, #007a5a)",
    "var(--chart-4, #a8417f)",
    "var(--chart-5, #8a6700)",
    "var(--chart-6, #606a74)",
)
"""They come from the page, so that one drawing is right in light and dark; what stands behind the comma is
for a drawing without a page. The colour-blind can tell them apart, and no chart tells by colour alone."""
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 2], [12, 3])

ALONE = "Arial, Liberation Sans, sans-serif"
"""The letters of a drawing that is made where there is no browser to measure them."""

_FONT = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
CONFIG: Spec = {
    "background": "transparent",
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        **_FONT, "labelColor": INK, "titleColor": INK, "gridColor": LINE, "domainColor": SOFT,
        "tickColor": SOFT, "titlePadding": 8, "labelLimit": 200,
    },
    "legend": {
        **_FONT, "labelColor": INK, "titleColor": INK, "orient": "top", "title": None, "symbolSize": 90,
        "columns": 3, "labelLimit": 180,
    },
    "line": {"strokeWidth": 2.5},
    "text": {"color": INK, "fontSize": 12},
}  # fmt: skip
_VARIABLE = re.compile(r"var\(--[\w-]+, (#[0-9a-f]{6})\)")


def without_page(spec: Spec) -> dict[str, Any]:
    """Return a specification whose colours stand for themselves, on white paper."""
    text = _VARIABLE.sub(r"\1", json.dumps(spec, ensure_ascii=False))
    plain: dict[str, Any] = json.loads(text)
    plain["config"]["background"] = "#ffffff"
    return plain
