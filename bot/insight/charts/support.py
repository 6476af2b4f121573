"""Charts of support: cases week by week, who has how many, and who was on duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.insight.charts.chart import Chart, category, data
from bot.insight.charts.look import COLOURS, Spec
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
