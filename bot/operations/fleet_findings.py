"""What `doctor` says of a fleet: who works, what lost its worker, and how long the oldest has waited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.operations.diagnostics import Finding, Status
from bot.store.jobs.state import FleetState

LONG = timedelta(minutes=10)
"""What waits longer is worth a look; GitHub's ceilings and outages make some wait."""


def fleet(state: FleetState, now: datetime) -> Iterator[Finding]:
    """Judge it."""
    start = "Start `stewardbot serve --role worker`, or `stewardbot serve`, which receives as well."
    if state.workers:
        count = "1 worker lives" if state.workers == 1 else f"{state.workers} workers live"
        fix = "A second one, on another host, goes on when this one dies." if state.workers == 1 else ""
        yield Finding(Status.FINE, "fleet", count, fix)
    elif state.oldest is not None:
        yield Finding(Status.WRONG, "fleet", "no worker lives, and there is work that waits", start)
    else:
        yield Finding(Status.DOUBT, "fleet", "no worker lives", start)
    if state.stalled:
        fix = "Any worker takes them over within half a minute; look at this again, and then at its log."
        yield Finding(Status.DOUBT, "jobs", f"{state.stalled} of workers that are gone", fix)
    if state.oldest is None:
        yield Finding(Status.FINE, "work", "nothing waits")
        return
    age = now - state.oldest
    statement = (
        f"the oldest waits for {age.total_seconds() / 60:,.0f} min; lanes in the queue: {state.waiting}"
    )
    if age < LONG:
        yield Finding(Status.FINE, "work", statement)
    else:
        fix = "`/readyz` says what holds it: GitHub, a ceiling of an installation, or too few workers."
        yield Finding(Status.DOUBT, "work", statement, fix)
