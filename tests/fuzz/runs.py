"""One fuzzing run: so many inputs for a target, and how long the slowest of them took."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.targets import Target

SLOWEST = 0.5
"""Seconds of the processor that no input may take."""


def fuzz(target: Target, inputs: int, start: int = 1) -> tuple[int, float]:
    """(inputs tried, seconds of the slowest). Raises what the target raises, shrunk to a small input."""
    tried, slowest = 0, 0.0

    @seed(start)
    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(target.inputs)
    def run(value: object) -> None:
        nonlocal tried, slowest
        # The processor's time, not the wall's, and the better of two tries: a busy machine, or a collection
        # of garbage just then, proves nothing.
        took = _took(target, value)
        if took > SLOWEST / 5:
            took = min(took, _took(target, value))
        tried, slowest = tried + 1, max(slowest, took)
        assert took < SLOWEST, f"{took:.2f} s"

    run()
    return tried, slowest


def _took(target: Target, value: object) -> float:
    began = time.process_time()
    target.run(value)
    return time.process_time() - began
