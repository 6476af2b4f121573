"""What never reached the door is asked for again: once, by GUID, and not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.engine.run.redelivery import TIMES, Redelivery
from bot.github.read.app_webhook import AppHook
from bot.github.tokens import AppTokens
from tests.harness.over_http.town import REPO, Town

NOWHERE = "http://127.0.0.1:9/"


def redelivery(town: Town) -> Redelivery:
    tokens = town.bot.github.tokens
    assert isinstance(tokens, AppTokens)
    return Redelivery(town.db, AppHook(tokens.app), town.clock)


@pytest.mark.slow
async def test_an_outage_of_the_door_is_made_good(town: Town) -> None:
    town.person("eve").opens_issue(REPO, "The crash before", "It does crash.")
    await town.works()
    door, town.server.webhook_url = town.server.webhook_url, NOWHERE
    town.person("eve").opens_issue(REPO, "The crash meanwhile", "It does crash.")
    assert await town.hears() == [0]
    town.server.webhook_url = door
    town.clock.advance(600)
    found = await redelivery(town).run()
    assert len(found.requested) == 1
    await town.works()
    assert town.labels(2) == ["bug"]
    again = await redelivery(town).run()
    assert again.requested == ()
    assert [each.guid for each in await town.deliveries() if each.guid in found.requested] == list(
        found.requested
    )


@pytest.mark.slow
async def test_what_is_stored_is_not_asked_for_although_its_answer_was_lost(town: Town) -> None:
    town.person("eve").opens_issue(REPO, "The crash", "It does crash.")
    await town.works()
    state = town.github.state
    (stored,) = [each for each in state.deliveries.made if each.webhook.event == "issues"][:1]
    state.deliveries.made[:] = [
        type(each)(each.id, each.webhook, 0 if each is stored else each.status, each.at)
        for each in state.deliveries.made
    ]
    assert (await redelivery(town).run()).requested == ()


async def test_it_gives_up_after_three_times(town: Town) -> None:
    town.server.webhook_url = NOWHERE
    town.person("eve").opens_issue(REPO, "The crash", "It does crash.")
    await town.hears()
    for _ in range(TIMES):
        town.clock.advance(3600)
        assert len((await redelivery(town).run()).requested) == 1
        await town.hears()
        assert len((await redelivery(town).run()).requested) == 0  # on its way, or given up
    town.clock.advance(3600)
    found = await redelivery(town).run()
    assert (found.requested, len(found.abandoned)) == ((), 1)


async def test_only_what_failed_since_is_asked_for(town: Town) -> None:
    town.server.webhook_url = NOWHERE
    town.person("eve").opens_issue(REPO, "One", "")
    await town.hears()
    town.clock.advance(7200)
    town.person("eve").opens_issue(REPO, "Two", "")
    await town.hears()
    found = await redelivery(town).run(town.clock.now() - timedelta(hours=1))
    assert len(found.requested) == 1
