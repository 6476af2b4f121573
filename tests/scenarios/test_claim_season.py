"""A short season of newcomers: what must never happen does not."""

from tests.scenarios.claim_season import play


async def test_a_short_season_has_no_faults() -> None:
    found = await play(people=14, issues=5, days=16, seed=3)
    assert found.faults == 0, found
    assert found.happened["claimed"] > 4
    assert found.happened["waited"] > 1
