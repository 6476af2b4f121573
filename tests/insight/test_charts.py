"""Charts: what they draw is what their tables say, they are Vega-Lite's, and everybody can read them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest

from bot.insight.charts import look
from bot.insight.charts.chart import Chart
from bot.insight.charts.look import without_page
from bot.insight.charts.newcomers import StageCount, funnel, return_curve, times_back
from bot.insight.charts.over_time import Series, lines
from bot.insight.charts.time_marks import MOST_NAMED, MarkKind, TimeMark
from bot.insight.charts.waiting import open_age
from bot.insight.survival import Wait
from bot.web.static_files import FOLDER
from tests.contract.packages import CHARTS, Missing
from tests.harness.sample_charts import HOSTILE, MARKS, START, WEEKS, charts

CHARTS_BY_KEY = {chart.key: chart for chart in charts()}


def drawn(chart: Chart, field: str) -> list[Any]:
    """The values of a field, in all layers that have it."""
    return [row[field] for layer in chart.layers for row in layer["data"]["values"] if field in row]


def with_address(part: dict[str, Any]) -> dict[str, Any]:
    """The schema's references name types such as `Color<string>`, which an address has encoded."""
    return part | {"$ref": quote(part["$ref"], "#/")} if "$ref" in part else part


@pytest.mark.slow
def test_each_is_a_specification_of_vega_lite() -> None:
    try:
        schema = json.loads(CHARTS.read(), object_hook=with_address)
        validator = jsonschema_rs.validator_for(schema)
    except Missing as lacking:
        pytest.skip(f"not checked: {lacking}")
    wrong = {
        key: error.message[:200]
        for key, chart in CHARTS_BY_KEY.items()
        for spec in (chart.spec, without_page(chart.drawn(640)))
        for error in validator.iter_errors(spec)
    }
    assert wrong == {}
    assert not validator.is_valid(CHARTS_BY_KEY["cases"].spec | {"layer": [{"mark": "no such"}]})


@pytest.mark.parametrize("chart", CHARTS_BY_KEY.values(), ids=CHARTS_BY_KEY)
def test_each_has_a_table_names_its_axes_and_fetches_nothing(chart: Chart) -> None:
    assert chart.rows
    assert {len(row) for row in chart.rows} == {len(chart.columns)}
    assert chart.about.endswith(".")
    titles = {
        axis.get("title")
        for layer in chart.layers
        for axis in layer["encoding"].values()
        if axis.get("type") in ("quantitative", "temporal") and axis.get("legend", "") is not None
    }
    assert titles
    assert None not in titles
    assert '"url"' not in json.dumps(chart.spec)


@pytest.mark.parametrize("chart", CHARTS_BY_KEY.values(), ids=CHARTS_BY_KEY)
def test_nothing_is_told_by_colour_alone(chart: Chart) -> None:
    for layer in chart.layers:
        if "field" in layer["encoding"].get("color", {}) and len(set(drawn(chart, "what"))) > 1:
            assert {"shape", "strokeDash"} & set(layer["encoding"])


def test_lines_draw_what_their_table_says() -> None:
    chart = CHARTS_BY_KEY["cases"]
    counts = [int(cell) for row in chart.rows for cell in row[1:]]
    assert sorted(drawn(chart, "n")) == sorted(counts)
    assert chart.columns == ("Week (its Monday)", "opened", "answered", "resolved")


def test_ages_are_counted_from_a_boundary_on() -> None:
    day = 86_400.0
    chart = open_age([0, 7 * day - 1, 7 * day, 365 * day, 4_000 * day])
    assert {row[0]: row[1] for row in chart.rows} == {
        "under a week": "2", "under a month": "1", "under 3 months": "0", "under a year": "0",
        "a year or more": "2",
    }  # fmt: skip


def test_an_interval_without_an_upper_end_is_drawn_open() -> None:
    chart = CHARTS_BY_KEY["first-response"]
    in_table = sum(row[-1].endswith("or more") for row in chart.rows)
    [arrows] = [layer for layer in chart.layers if layer["mark"].get("text") == "↑"]
    assert len(arrows["data"]["values"]) == in_table > 0


def test_a_few_newcomers_are_not_counted_out() -> None:
    chart = funnel([StageCount("first contact", 9, "9"), StageCount("first merge", None, "fewer than five")])
    assert chart.rows[1] == ("first merge", "fewer than five")
    assert {"stage": "first merge", "n": 0, "text": "fewer than five"} in chart.layers[1]["data"]["values"]


def test_a_curve_of_few_people_is_not_drawn() -> None:
    assert return_curve([]) is None
    assert return_curve([(30, None)]) is None
    for back, away in ((4, 9), (9, 4)):
        assert times_back([Wait(9, True)] * back + [Wait(99, False)] * away) == []
    chart = return_curve(times_back([Wait(9, True)] * 5 + [Wait(99, False)] * 5))
    assert chart is not None
    assert chart.rows[:2] == (("30 days", "50%", "25% to 82%"), ("60 days", "50%", "25% to 82%"))
    assert chart.rows[-1] == ("365 days", "–", ""), "nothing is told of a time that nobody has reached"


def test_a_time_axis_bears_what_happened() -> None:
    chart = CHARTS_BY_KEY["cases"]
    assert [mark.text for mark in chart.marks] == [
        "release v2.4.0",
        "change of the file",
        f"cohort {HOSTILE}",
    ]
    assert {"release v2.4.0", "change of the file"} <= set(drawn(chart, "name"))
    assert {mark.kind for mark in MARKS} == set(MarkKind)


def test_marks_outside_are_left_out_and_many_are_drawn_without_names() -> None:
    marks = [TimeMark(START + timedelta(days=day), MarkKind.RELEASE, f"v{day}") for day in range(-3, 9)]
    chart = lines("k", "Title", "About.", WEEKS, [Series("one", tuple(range(16)))], marks=marks)
    assert len(chart.marks) == 9 > MOST_NAMED
    assert not [layer for layer in chart.layers if layer["mark"]["type"] == "text"]


def test_nothing_at_all_is_a_chart_too() -> None:
    assert lines("k", "Title", "About.", [], [Series("one", ())], marks=MARKS).rows == ()


def test_a_drawing_alone_has_the_colours_of_the_page_in_light() -> None:
    for chart in CHARTS_BY_KEY.values():
        assert "var(" not in json.dumps(without_page(chart.drawn(640)))
    light, _ = schemes()
    for value in (look.INK, look.SOFT, look.LINE, look.PAPER, *look.COLOURS):
        name, colour = re.findall(r"var\(--(chart-\w+), (#\w+)\)", value)[0]
        assert light[name] == colour


def test_each_colour_is_seen_on_its_paper() -> None:
    """WCAG 2.2, 1.4.11: 3 to 1 for what is needed to understand a drawing, 4.5 to 1 for words."""
    for scheme in schemes():
        for name, colour in scheme.items():
            ratio = contrast(colour, scheme["chart-paper"])
            if name in ("chart-ink", "chart-soft"):
                assert ratio >= 4.5, (name, ratio)
            elif name[-1].isdigit():
                assert ratio >= 3, (name, ratio)


def schemes() -> Iterator[dict[str, str]]:
    """The colours of charts in light and in dark."""
    sheet = (FOLDER / "charts.css").read_text(encoding="utf-8")
    for part in (sheet.partition("@media")[0], sheet.partition("@media")[2].partition("}\n}")[0]):
        yield dict(re.findall(r"--(chart-\w+): (#\w+);", part))


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
