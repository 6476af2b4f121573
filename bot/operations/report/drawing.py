"""Drawings of charts apart from our pages, where the extra `reports` is installed; else the tables stay."""

from __future__ import annotations

import json
from collections.abc import Iterable

from markupsafe import Markup

from bot.insight.charts.chart import Chart
from bot.insight.charts.look import without_page

VEGA_LITE = "6.4"
"""As it is in the browser: `bot/web/static/vendor`."""
WIDTH = 640
SCALE = 2.0
"""Pixels of a picture for each of the drawing, so that it is sharp on a slide."""


def svg(chart: Chart) -> Markup | None:
    """Return a drawing for a page that needs nothing else; it takes the page's colours. None without the
    extra."""
    try:
        import vl_convert  # noqa: PLC0415  33 MB, and not always there
    except ImportError:
        return None
    text: str = vl_convert.vegalite_to_svg(json.dumps(chart.drawn(WIDTH)), vl_version=VEGA_LITE)
    return Markup(text)  # noqa: S704  Vega escapes what it writes


def pictures(charts: Iterable[Chart]) -> dict[str, bytes]:
    """Return a PNG of each chart by the name of its file, for slides, on white; none without the extra."""
    try:
        import vl_convert  # noqa: PLC0415  as above
    except ImportError:
        return {}
    return {
        f"{chart.key}.png": vl_convert.vegalite_to_png(
            json.dumps(without_page(chart.drawn(WIDTH))), vl_version=VEGA_LITE, scale=SCALE
        )
        for chart in charts
    }
