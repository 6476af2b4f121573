"""Charts without a browser: drawn where the extra is installed, tables where it is not."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import pytest

from bot.operations.report import drawing
from tests.conftest import NO_BROWSER
from tests.harness.sample_charts import HOSTILE, charts

CHART, DUTY = charts()[0], charts()[5]


@pytest.fixture
def vl_convert() -> Any:
    """The extra `reports`."""
    try:
        return importlib.import_module("vl_convert")
    except ImportError:
        pytest.skip(f"{NO_BROWSER}vl-convert-python is not installed (`pip install -e '.[reports]'`)")


@pytest.mark.slow
def test_a_drawing_takes_the_colours_of_its_page_and_needs_nothing(vl_convert: Any) -> None:
    svg = drawing.svg(DUTY)
    assert svg is not None
    assert "var(--chart-1, #0072b2)" in svg
    assert HOSTILE not in svg
    for active in ("<script", "<style", "style=", "href=", "<img", "onerror=alert(1)>"):
        assert active not in svg


@pytest.mark.slow
def test_a_picture_is_for_slides(vl_convert: Any) -> None:
    [(name, png)] = drawing.pictures([CHART]).items()
    assert name == "cases.png"
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == pytest.approx(drawing.WIDTH * drawing.SCALE, abs=2)


def test_without_the_extra_tables_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    assert drawing.svg(CHART) is None
    assert drawing.pictures([CHART]) == {}
