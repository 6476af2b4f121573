"""Our own tempo for created content, below GitHub's ceilings."""

from __future__ import annotations

from bot.core.schedule.pace import Ceilings


def hurry(ceilings: Ceilings, taken: list[float], now: float, count: int) -> float:
    """Create as many as possible as fast as allowed; when the last of them is."""
    for _ in range(count):
        now += ceilings.wait(taken, now)
        assert ceilings.wait(taken, now) == 0
        taken.append(now)
    return now


def test_a_few_go_at_once_and_many_leave_a_second_between_them() -> None:
    taken: list[float] = []
    assert hurry(Ceilings(), taken, 0.0, 10) == 0
    assert hurry(Ceilings(), taken, 0.0, 20) == 20


def test_no_minute_and_no_hour_sees_more_than_githubs_ceilings() -> None:
    ceilings, taken = Ceilings(gap=0.0), list[float]()
    assert hurry(ceilings, taken, 0.0, 80) == 0
    assert ceilings.wait(taken, 0.0) == 60
    assert hurry(ceilings, taken, 0.0, 420) == 6 * 60
    assert ceilings.wait(taken, 360.0) == 3600 - 360


def test_the_last_fifth_of_an_hour_is_for_repositories_that_had_less_than_that() -> None:
    ceilings, loud = Ceilings(), [float(at) for at in range(400)]
    assert ceilings.wait_for_others(loud, loud, 400.0) == 3600 + 0 - 400, "until its first is an hour ago"
    assert ceilings.wait_for_others(loud, [300.0], 400.0) == 0
    assert ceilings.wait_for_others(loud[:399], loud[:399], 400.0) == 0
