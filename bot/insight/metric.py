"""What a metric is: a definition that people can read, the rows it is counted from, and its figures.

Whoever has the rows and the definition can count every figure again: figures are made of rows alone.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from bot.insight.history import History, Period
from bot.insight.survival import Quantile

LEAST = 5
"""Fewer people than this are no group: a figure about them would tell of somebody."""


class Unit(StrEnum):
    """How the value of a figure is to be read."""

    COUNT = "count"
    SECONDS = "seconds"
    SHARE = "share"
    INDEX = "index"


@dataclass(frozen=True)
class Figure:
    """A number; `value` None where there is none, or `few`: it is about fewer than five people."""

    key: str
    label: str
    value: float | None
    unit: Unit = Unit.COUNT
    low: float | None = None
    high: float | None = None
    few: bool = False
    part: bool = False
    """It counts people, and all `part`s of a metric make its whole: none may be found by subtracting."""
    guard: bool = False
    """It is withheld (`few`) because fewer than five would be found with it, however many it is about: of six
    and "five or more, but not told" one would know that it is five."""


def median(key: str, label: str, quantile: Quantile) -> Figure:
    """Return a median waiting time with its interval."""
    return Figure(key, label, quantile.value, Unit.SECONDS, quantile.low, quantile.high)


Row = NamedTuple
Rows = Callable[[History, Period], Iterable[Any]]
Count = Callable[[Sequence[Any]], Iterable[Figure]]
Group = frozenset[int | str]
"""People, by id or by login: never shown, only compared."""
Groups = Callable[[History, Period], Mapping[str, Group]]


@dataclass(frozen=True)
class Metric:
    """A metric. `people`, where its rows are people, one each: who is counted, by the key of the figure."""

    name: str
    title: str
    source: str
    row: type[Any]
    rows: Rows
    count: Count
    people: Groups | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its rows."""
        return tuple(self.row._fields)

    @property
    def text(self) -> str:
        """Its definition."""
        return inspect.cleandoc(self.count.__doc__ or "")

    def result(
        self,
        history: History,
        period: Period,
        rest: History | None = None,
        hidden: Collection[str] = (),
    ) -> Result:
        """Return its figures in a period; about people none that tells of fewer than five, also not by
        subtracting, which leaves `rest`. `hidden` are figures from which others' counts would tell of some:
        see `bot.insight.privacy.nesting`."""
        rows = sorted(self.rows(history, period))
        figures = tuple(self.count(rows))
        if self.people:
            others = sorted(self.rows(rest, period)) if rest is not None else []
            is_whole = any(figure.key in hidden and not figure.part for figure in figures)
            guard = is_whole or 0 < len(others) < LEAST
            if guard or len(rows) < LEAST:
                figures = tuple(_withheld(figure, guard=guard) for figure in figures)
            figures = shielded(figures, _subtractable(self.count(others)) | set(hidden))
            if any(figure.part and figure.few for figure in figures):
                figures = tuple(map(_without_share, figures))
        withheld = any(figure.few for figure in figures)
        return Result(self, figures, () if withheld else tuple(rows), withheld)


@dataclass(frozen=True)
class Result:
    """The figures of a metric, and what they were counted from, unless that would tell of somebody."""

    metric: Metric
    figures: tuple[Figure, ...]
    rows: tuple[Any, ...]
    withheld: bool

    def figure(self, key: str) -> Figure:
        """Return a figure by its key."""
        return next(figure for figure in self.figures if figure.key == key)


def _withheld(figure: Figure, *, guard: bool) -> Figure:
    return replace(figure, value=None, low=None, high=None, few=True, guard=guard)


def _without_share(figure: Figure) -> Figure:
    """Return a figure where parts are withheld: a share would give them away."""
    is_told = figure.unit is Unit.SHARE and figure.value is not None
    return _withheld(figure, guard=True) if is_told else figure


def _subtractable(rest: Iterable[Figure]) -> frozenset[str]:
    """Return the parts that would tell of fewer than five people of the rest, by subtracting."""
    return frozenset(
        figure.key for figure in rest if figure.part and figure.value is not None and 0 < figure.value < LEAST
    )


def shielded(figures: Sequence[Figure], subtractable: Collection[str] = ()) -> tuple[Figure, ...]:
    """Return figures with those parts left out that count fewer than five people or are `subtractable`, and
    as many others as it takes that nobody finds them by subtracting; which of them they are is not told (of
    two of which both call themselves few, and that are eight together, each is four).

    >>> parts = [Figure(key, key, value, part=True) for key, value in zip("abc", (9, 7, 2))]
    >>> [figure.value for figure in shielded(parts)]
    [9, None, None]
    """
    parts = sorted(
        (figure.value, figure.key) for figure in figures if figure.part and figure.value is not None
    )
    hidden = {key for _, key in parts if key in subtractable}
    total = 0.0
    for value, key in parts:
        if key in hidden:
            continue
        if value >= LEAST and (not hidden or total >= LEAST):
            break
        hidden.add(key)
        total += value
    guard = len(hidden) > 1
    return tuple(
        replace(figure, value=None, few=True, guard=guard) if figure.key in hidden else figure
        for figure in figures
    )


def metric(
    name: str, title: str, source: str, row: type[Any], rows: Rows, *, people: Groups | None = None
) -> Callable[[Count], Metric]:
    """Return what makes a metric of the function that counts its figures; its docstring is the definition."""
    return lambda count: Metric(name, title, source, row, rows, count, people)
