"""Charts of support: cases week by week, who has how many, and who was on duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.insight.charts.chart import Chart, amount, category, data, whole
from bot.insight.charts.look import COLOURS, SHAPES, Spec
from bot.insight.charts.over_time import Series, day, lines, time_axis
from bot.insight.charts.time_marks import TimeMark, in_sight, instant, mark_layers


@dataclass(frozen=True)
class CaseWeek:
    """What became of cases in the week that begins with `monday`."""

    monday: datetime
    opened: int
    answered: int
    resolved: int


def cases_by_week(weeks: Sequence[CaseWeek], marks: Sequence[TimeMark] = (), key: str = "cases") -> Chart:
    """Return the cases that were opened, answered and resolved in each week."""
    return lines(
        key,
        "Support cases week by week",
        "Cases that were opened, first answered and resolved in each week.",
        [week.monday for week in weeks],
        (
            Series("opened", tuple(week.opened for week in weeks)),
            Series("answered", tuple(week.answered for week in weeks)),
            Series("resolved", tuple(week.resolved for week in weeks)),
        ),
        unit="Cases",
        marks=marks,
    )


@dataclass(frozen=True)
class StewardCases:
    """How many cases a steward has open, and had in the period."""

    steward: str
    open: int
    period: int


def steward_load(loads: Sequence[StewardCases], key: str = "load") -> Chart:
    """Return how cases are spread over the stewards of a rota, in the order of `loads`: for the rota."""
    kinds = (("open now", 0), ("in the period", 1))
    rows = [
        {"steward": load.steward, "what": name, "n": (load.open, load.period)[place]}
        for load in loads
        for name, place in kinds
    ]
    names = [name for name, _ in kinds]
    channel = {"field": "what", "type": "nominal", "title": None}
    most = max((row.period for row in loads), default=0)
    place = {
        "y": category("steward", [load.steward for load in loads]),
        "x": amount("n", "Cases", **whole(most)),
    }
    rule = {"type": "rule", "color": COLOURS[5], "opacity": 0.5}
    ends = data([{"steward": load.steward, "n": load.open, "m": load.period} for load in loads])
    points = {
        **place,
        "color": {**channel, "scale": {"domain": names, "range": list(COLOURS[:2])}},
        "shape": {**channel, "scale": {"domain": names, "range": list(SHAPES[:2])}},
    }
    return Chart(
        key,
        "Who has how many cases",
        "Cases of each steward: open now, and all of the period.",
        ("Steward", "Open now", "In the period"),
        tuple((load.steward, f"{load.open:,}", f"{load.period:,}") for load in loads),
        (
            {"data": ends, "mark": rule, "encoding": {**place, "x2": {"field": "m"}}},
            {"data": data(rows), "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
             "encoding": points},
        ),
        36 * max(1, len(loads)),
    )  # fmt: skip


@dataclass(frozen=True)
class DutyShift:
    """A shift of a steward."""

    steward: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class DutyCase:
    """A case in the row of the steward who had it in the end."""

    steward: str
    at: datetime
    name: str


def duty(
    shifts: Sequence[DutyShift], cases: Sequence[DutyCase], marks: Sequence[TimeMark] = (), key: str = "duty"
) -> Chart:
    """Return who was on duty when, and the cases of each."""
    stewards = list(dict.fromkeys(shift.steward for shift in shifts))
    edges = [edge for shift in shifts for edge in (shift.starts_at, shift.ends_at)]
    since, until = min(edges), max(edges)
    x, y = time_axis("Day", edges), category("steward", stewards)
    ribbons = [
        {"steward": shift.steward, "at": instant(shift.starts_at), "until": instant(shift.ends_at)}
        for shift in shifts
    ]
    dots = [{"steward": case.steward, "at": instant(case.at), "name": case.name} for case in cases]
    shown = in_sight(marks, since, until)
    layers: tuple[Spec, ...] = (
        *mark_layers(shown, x, since, until),
        {"data": data(ribbons), "mark": {"type": "bar", "height": 26, "opacity": 0.25, "color": COLOURS[0],
                                         "cornerRadius": 4},
         "encoding": {"x": x, "x2": {"field": "until"}, "y": y}},
        {"data": data(dots), "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1,
                                      "color": COLOURS[1]},
         "encoding": {"x": x, "y": y, "tooltip": {"field": "name"}}},
    )  # fmt: skip
    return Chart(
        key,
        "Who was on duty, and the cases",
        "A ribbon is a shift; a dot is a support case, in the row of the person who had it in the end.",
        ("Shift", "From", "Until", "Cases opened in it"),
        tuple(_shift_row(shift, cases) for shift in sorted(shifts, key=lambda shift: shift.starts_at)),
        layers,
        50 * len(stewards),
        shown,
    )


def _shift_row(shift: DutyShift, cases: Sequence[DutyCase]) -> tuple[str, ...]:
    count = sum(shift.starts_at <= case.at < shift.ends_at for case in cases)
    return shift.steward, day(shift.starts_at), day(shift.ends_at), f"{count:,}"
