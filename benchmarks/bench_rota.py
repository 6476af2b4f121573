"""A year of a rota of 30 people with 200 overrides, against writing the same shifts as JSON.

Run it with `python benchmarks/bench_rota.py`. The bound is 10 ms for the year. It is printed for a fresh
rota and for one that has run since 2020 with nothing stored, which is read from its beginning when
holidays are shared out.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median

from bot.community.rota import Override, Rota, RotaConfig, available, shifts

PEOPLE, OVERRIDES, BOUND_MS = 30, 200, 10.0
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
ZONES = ("Europe/London", "America/New_York", "Australia/Sydney")


def rota(change: str, starts: date, holidays: tuple[str, ...] = ()) -> Rota:
    """A rota whose overrides are half absences, half covers of three days each, spread over the year."""
    config = RotaConfig.model_validate(
        {
            "people": [{"login": f"p{n}", "timezone": ZONES[n % len(ZONES)]} for n in range(PEOPLE)],
            "on_duty": 2,
            "change": change,
            "starts": starts,
            "otherwise": "core",
            "holidays": holidays,
        }
    )
    plain = Rota(config, timezone=ZONES[0])
    turns = [shift for shift in shifts(plain, SINCE, UNTIL) if shift.person]
    made = []
    for number in range(OVERRIDES):
        shift = turns[number * len(turns) // OVERRIDES]
        since = shift.starts_at.date() + timedelta(days=number % 5)
        common = {"person": shift.person, "since": since, "until": since + timedelta(days=2)}
        kind = {"kind": "away"} if number % 2 else {"kind": "cover", "slot": shift.slot, "by": "p0"}
        made.append(Override.model_validate(common | kind))
    return plain.with_overrides(*made)


def milliseconds(work: Callable[[], object], times: int = 15) -> float:
    """The median time of one call."""

    def once() -> float:
        begin = time.perf_counter()
        work()
        return (time.perf_counter() - begin) * 1000

    return median(once() for _ in range(times))


def main() -> None:
    """Print one line a rota: time for the year, the ratio to JSON, and the time to ask who is on duty."""
    christmas = tuple(f"{year}-12-{day}" for year in range(2020, 2028) for day in (25, 26))
    cases = {
        "weekly": rota("every wednesday 10:00", date(2026, 1, 7)),
        "daily": rota("every day 09:00", date(2026, 1, 7)),
        "weekly since 2020": rota("every wednesday 10:00", date(2020, 1, 1)),
        "the same, holidays": rota("every wednesday 10:00", date(2020, 1, 1), christmas),
    }
    print(f"{'rota':<20}{'shifts':>7}{'year ms':>9}{'÷ json':>8}{'one question ms':>17}")
    for name, each in cases.items():
        found = shifts(each, SINCE, UNTIL)
        rows = [shift.model_dump(mode="json") for shift in found]
        year = milliseconds(lambda each=each: shifts(each, SINCE, UNTIL))  # type: ignore[misc]
        written = milliseconds(lambda rows=rows: json.dumps(rows))  # type: ignore[misc]
        question = milliseconds(lambda each=each: available(each, datetime(2026, 11, 3, tzinfo=UTC)))  # type: ignore[misc]
        verdict = "" if year <= BOUND_MS else f"  over {BOUND_MS:.0f} ms"
        print(f"{name:<20}{len(found):>7}{year:>9.2f}{year / written:>8.1f}{question:>17.2f}{verdict}")


if __name__ == "__main__":
    main()
