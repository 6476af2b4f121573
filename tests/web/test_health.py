"""What the operator's instruments see: alive, ready or why not, and numbers for those who may have them."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.backlog import WaitReason
from tests.harness.over_http.door import House, ago, open_house


async def test_a_running_server_is_alive_and_ready(house: House) -> None:
    assert (await house.client.get("/healthz")).status == 200
    answer = await house.client.get("/readyz")
    assert answer.status == 200
    said = await answer.json()
    assert said["ready"] is True
    assert set(said["checks"]) == {"database", "migrations", "oldest_open_delivery", "no_other_process"}


async def test_a_database_out_of_reach_turns_readiness_red_but_leaves_the_process_alive(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.store.trouble = ConnectionError("cannot reach bot@db.internal")
    answer = await house.client.get("/readyz")
    assert answer.status == 503
    assert (await answer.json())["checks"]["database"]["ok"] is False
    assert "db.internal" not in await answer.text()
    assert "db.internal" in caplog.text
    assert (await house.client.get("/healthz")).status == 200


async def test_a_database_that_does_not_answer_in_time_turns_readiness_red_until_it_does() -> None:
    house = await open_house(ready_within=0.05)
    house.store.gate = asyncio.Event()
    async with asyncio.timeout(5):
        answer = await house.client.get("/readyz")
    assert answer.status == 503
    assert (await answer.json())["checks"] == {
        "database": {"ok": False, "detail": "cannot be read or written; the log says why"}
    }
    house.store.gate.set()
    house.clock.advance(1)
    assert (await house.client.get("/readyz")).status == 200
    await house.client.close()


async def test_a_migration_not_applied_turns_readiness_red(house: House) -> None:
    house.store.head = False
    answer = await house.client.get("/readyz")
    assert answer.status == 503
    assert (await answer.json())["checks"]["migrations"] == {"ok": False}


async def test_the_age_of_the_oldest_open_delivery_is_told_and_too_old_is_red() -> None:
    house = await open_house(ready_max_age=600)
    house.store.oldest = ago(60)
    answer = await house.client.get("/readyz")
    assert answer.status == 200
    assert (await answer.json())["checks"]["oldest_open_delivery"] == {
        "ok": True,
        "seconds": 60,
        "limit": 600,
    }
    house.clock.advance(541)
    answer = await house.client.get("/readyz")
    assert answer.status == 503
    assert (await answer.json())["checks"]["oldest_open_delivery"]["ok"] is False
    await house.client.close()


async def test_what_waits_and_why_is_told_and_turns_nothing_red(house: House) -> None:
    house.store.effects = {WaitReason.DUE: 2, WaitReason.PAUSED: 40}
    house.store.pauses = {"core": 1}
    answer = await house.client.get("/readyz")
    assert answer.status == 200
    assert (await answer.json())["waiting"] == {
        "effects": {"due": 2, "paused": 40},
        "pauses": {"core": 1},
        "oldest_effect_seconds": None,
    }


async def test_metrics_count_what_the_door_answered_and_what_the_store_holds(house: House) -> None:
    house.store.numbers = {"deliveries": {"new": 3, "done": 10}, "outbox": {"waiting": 2}}
    await house.post({}, guid="one")
    await house.post({}, guid="two")
    await house.post({}, secret="not the secret at all")
    text = await (await house.client.get("/metrics")).text()
    assert 'stewardbot_webhooks_total{status="202"} 2.0' in text
    assert 'stewardbot_webhooks_total{status="401"} 1.0' in text
    assert "stewardbot_webhook_seconds_count 3.0" in text
    assert 'stewardbot_deliveries{state="new"} 3.0' in text
    assert 'stewardbot_outbox{state="waiting"} 2.0' in text


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"])
async def test_without_a_token_metrics_are_for_this_machine_and_not_for_guests_of_its_proxy(
    house: House, header: str
) -> None:
    assert (await house.client.get("/metrics")).status == 200
    answer = await house.client.get("/metrics", headers={header: "203.0.113.9"})
    assert answer.status == 403
    assert "METRICS_TOKEN" in await answer.text()


async def test_with_a_token_metrics_are_for_those_who_send_it_from_wherever() -> None:
    house = await open_house(metrics_token="let-me-see")
    for wrong in ({}, {"Authorization": "Bearer other"}, {"Authorization": "let-me-see"}):
        assert (await house.client.get("/metrics", headers=wrong)).status == 401
    right = {"Authorization": "Bearer let-me-see", "X-Forwarded-For": "203.0.113.9"}
    assert (await house.client.get("/metrics", headers=right)).status == 200
    await house.client.close()


async def test_metrics_without_the_store_say_so(house: House) -> None:
    house.store.trouble = ConnectionError("gone")
    assert (await house.client.get("/metrics")).status == 503
