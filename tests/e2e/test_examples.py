"""Every payload GitHub publishes as an example walks the whole road and ends, and so do worse ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import VirtualClock
from bot.core.events import Unknown
from bot.core.events.webhooks import parse
from bot.core.states import OperatorMode
from bot.simulation.simulation import Simulation
from fakegithub import GitHub
from tests.conftest import UNCHECKED
from tests.contract.packages import Missing
from tests.e2e.examples import VARIANTS, Example, Payload, Tally, Variant, changed, published, settle, tally
from tests.e2e.optional import Least

pytestmark = pytest.mark.slow

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    try:
        return published()
    except Missing as lacking:
        pytest.skip(f"{UNCHECKED}{lacking}")


@pytest.fixture(scope="module")
def least() -> Least:
    try:
        return Least()
    except Missing as lacking:
        pytest.skip(f"{UNCHECKED}payloads with as little in them as {lacking} may have")


async def played(examples: list[Example]) -> Tally:
    """How it all ended, the hour after included: what we write is paced."""
    clock = VirtualClock(MONDAY)
    github = GitHub.of({}, clock=clock.now)
    async with Simulation(github, clock, mode=OperatorMode.ACT) as simulation:
        for example in examples:
            settle(github, example)
            await simulation.settle()
            await simulation.deliver(example.event, example.payload, example.guid)
        await simulation.until(clock.now() + timedelta(hours=1))
        return await tally(simulation.bot.db, examples)


def ended_well(found: Tally, examples: list[Example]) -> None:
    assert found.failures == []
    assert found.stored == len(examples)
    assert sum(found.outcomes.values()) == len(examples)
    assert not {"dead", "waiting", "intent"} & set(found.effects)


async def test_every_example_ends(examples: list[Example]) -> None:
    assert len(examples) == 329
    found = await played(examples)
    ended_well(found, examples)
    assert found.outcomes["nothing"] > found.outcomes.get("observed", 0), "our file is in force"


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
async def test_every_variant_ends(examples: list[Example], variant: Variant) -> None:
    made = variant.of(examples)
    assert len(made) > 50
    ended_well(await played(made), made)


@pytest.mark.parametrize("without", [Least.bare, Least.null], ids=["missing", "null"])
async def test_examples_end_whose_optional_fields_are(
    examples: list[Example], least: Least, without: Callable[[Least, str, Payload], Payload | None]
) -> None:
    heard = [each for each in examples if not isinstance(parse(each.event, each.payload), Unknown)]
    made = [
        changed(each, "less", payload)
        for each in heard
        if (payload := without(least, each.event, each.payload)) is not None
    ]
    assert len(made) > 100
    ended_well(await played(made), made)


async def test_newcomers_among_them_are_welcomed(examples: list[Example]) -> None:
    """So the examples do not all end for want of an installation or a file."""
    opened = [each for each in examples if (each.event, each.action) == ("issues", "opened")]
    made = next(each for each in VARIANTS if each.name == "first_timer").of(opened)
    found = await played(made)
    assert found.outcomes["acted"] == len(made) - 2, "one was there before we came, and one was moved here"
    assert found.effects["done"] >= found.outcomes["acted"]
