"""The page of definitions, and the examples on it."""

from __future__ import annotations

import doctest
import sys

import pytest

from bot.insight import concentration, survival
from bot.insight import metric as metrics
from bot.insight.catalog import METRICS, definitions
from bot.insight.metric import Metric


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_the_worked_example_of_a_definition_is_right(metric: Metric) -> None:
    names = vars(sys.modules[metric.count.__module__])
    example = doctest.DocTestParser().get_doctest(metric.text, dict(names), metric.name, None, 0)
    outcome = doctest.DocTestRunner().run(example)
    assert (outcome.failed, outcome.attempted > 0) == (0, True)


@pytest.mark.parametrize("module", [concentration, survival, metrics], ids=lambda module: module.__name__)
def test_so_are_those_of_the_statistics(module: object) -> None:
    outcome = doctest.testmod(module)  # type: ignore[arg-type]
    assert (outcome.failed, outcome.attempted > 0) == (0, True)


def test_every_definition_has_its_source_its_formula_and_its_traps() -> None:
    page = definitions()
    for metric in METRICS:
        assert f"## {metric.title}\n\n`{metric.name}` · [source](https://" in page
        assert "**Formula.**" in metric.text
        assert "**Traps.**" in metric.text
        assert metric.columns
    assert len({metric.name for metric in METRICS}) == len(METRICS)
