"""Whatever happens on the way, what was decided once happens once."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import update

from bot.bootstrap import marker_key
from bot.core import effects as fx
from bot.core.config.base import Section
from bot.core.context import Context
from bot.core.effects import Effects
from bot.core.events import IssueEvent
from bot.core.feature import Feature
from bot.core.keys import SectionKey
from bot.core.markdown import Markdown
from bot.core.ports.writer import marker
from bot.engine.idempotency_keys import once_only
from bot.store.sql.tables import outbox as effects
from fakegithub import Fault, Webhook
from tests.harness.over_http import board_opener
from tests.harness.over_http.town import REPO, SECRET, Town, world

BUG = "It crashes with a traceback when I open a file. Steps to reproduce: open. Version 1.2."


async def test_a_newcomers_issue_is_labelled_and_welcomed(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG, labels=())
    await town.works()
    assert town.labels(number) == ["bug"]
    (said,) = town.comments(number)
    assert "@eve" in said
    assert {each.state for each in await town.effects(number)} == {"done"}


@pytest.mark.slow
async def test_a_redelivery_adds_nothing(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    await town.works()
    stored, effects = len(await town.deliveries()), len(await town.effects(number))
    for delivery in list(town.server.deliveries):
        again = await town.server.redeliver(delivery.webhook.guid)
        assert again.status == 202
    await town.works()
    assert len(await town.deliveries()) == stored
    assert len(await town.effects(number)) == effects
    assert len(town.comments(number)) == 1


@pytest.mark.slow
async def test_every_delivery_three_times_at_once_is_stored_and_done_once(town: Town) -> None:
    numbers = [town.person(f"eve-{n}").opens_issue(REPO, "Crash on opening", BUG) for n in range(5)]
    told = list(town.github.webhooks)
    town.github.webhooks.clear()

    async def post(webhook: Webhook) -> bool:
        headers = webhook.headers(SECRET, town.github.state.app.id)
        async with session.post(town.server.webhook_url or "", data=webhook.body, headers=headers) as answer:
            assert answer.status == 202
            return bool((await answer.json())["stored"])

    async with aiohttp.ClientSession() as session:
        new = await asyncio.gather(*(post(each) for each in told for _ in range(3)))
    assert sum(new) == len(told) == len(new) // 3
    assert await town.count("deliveries") == len(told)
    await town.later(minutes=5)
    for number in numbers:
        assert town.labels(number) == ["bug"]
        assert len(town.comments(number)) == 1


@pytest.mark.slow
async def test_two_first_events_of_one_person_at_once_bring_one_welcome(town: Town) -> None:
    numbers = [town.person("eve").opens_issue(REPO, f"Question {n}", "Hello") for n in range(4)]
    await town.hears()
    await town.bot.runner.drain(lanes_at_once=8)
    await town.works()
    assert sum(len(town.comments(number)) for number in numbers) == 1


async def test_our_own_comments_lead_to_nothing(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    await town.works()
    own = [each for each in await town.deliveries() if each.outcome == "own"]
    assert {each.event for each in own} == {"issue_comment", "issues"}
    assert len(town.comments(number)) == 1


@pytest.mark.slow
async def test_a_crash_between_commit_and_write_loses_nothing(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    await town.hears()
    for delivery in await town.deliveries():
        await town.bot.worker.take(delivery.lane)
    assert town.comments(number) == []
    await town.restarts()
    await town.works()
    assert len(town.comments(number)) == 1
    assert town.labels(number) == ["bug"]


@pytest.mark.slow
async def test_a_crash_before_the_write_left_loses_nothing(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    await town.crashes("POST", f"/issues/{number}/comments", "before")
    await town.works()
    assert town.comments(number) == []  # whether it was sent is unknown until the lease has run out
    await town.later(minutes=2)
    assert len(town.comments(number)) == 1


@pytest.mark.slow
async def test_a_clock_put_back_after_a_crash_frees_no_claim_early_and_doubles_nothing(town: Town) -> None:
    town.is_deaf = True
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    await town.crashes("POST", f"/issues/{number}/comments", "after")
    town.clock.jump(-3600)
    await town.works()
    await town.later(minutes=50)
    assert {each.state for each in await town.effects(number)} == {"intent"}
    await town.later(minutes=20)
    assert {each.state for each in await town.effects(number)} == {"done"}
    assert town.asked("POST", f"/issues/{number}/comments") == 1


@pytest.mark.slow
async def test_a_clock_that_leaps_ahead_sends_nothing_past_its_deadline(town: Town) -> None:
    town.is_deaf = True
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    await town.crashes("POST", f"/issues/{number}/comments", "after")
    town.clock.jump(86_400)
    await town.works()
    await town.later(minutes=5)
    assert len(town.comments(number)) == 1, "what was said is looked for, however long it seems to be ago"
    assert town.asked("POST", f"/issues/{number}/comments") == 1


@pytest.mark.slow
async def test_a_crash_after_the_write_was_applied_doubles_nothing(town: Town) -> None:
    town.is_deaf = True
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    await town.crashes("POST", f"/issues/{number}/comments", "after")
    await town.later(minutes=2)
    assert len(town.comments(number)) == 1
    assert {each.state for each in await town.effects(number)} == {"done"}
    assert town.asked("POST", f"/issues/{number}/comments") == 1


async def test_a_write_whose_answer_was_lost_is_found_again_by_its_marker(town: Town) -> None:
    town.is_deaf = True
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    town.breaks("POST", f"/issues/{number}/comments", Fault.LOST_ANSWER)
    await town.works()
    await town.later(seconds=44)
    assert town.asked("POST", f"/issues/{number}/comments") == 1
    await town.later(minutes=3)
    (said,) = town.comments(number)
    (comment,) = [each for each in await town.effects(number) if each.kind == "comment"]
    assert comment.state == "done"
    assert comment.remote_id is not None
    assert comment.key in said
    assert town.asked("POST", f"/issues/{number}/comments") == 1


@pytest.mark.slow
async def test_a_request_that_never_arrived_is_sent_again(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    town.breaks("POST", f"/issues/{number}/comments", Fault.LOST_REQUEST)
    await town.works()
    assert town.comments(number) == []
    await town.later(minutes=3)
    assert len(town.comments(number)) == 1


@pytest.mark.slow
async def test_one_who_copies_our_marker_does_not_silence_us(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    town.breaks("POST", f"/issues/{number}/comments", Fault.LOST_REQUEST)
    await town.works()
    (comment,) = [each for each in await town.effects(number) if each.kind == "comment"]
    town.person("mallory").comments(REPO, number, f"<!-- stewardbot:{comment.key} -->")
    await town.later(minutes=3)
    assert len(town.comments(number)) == 1


@pytest.mark.slow
async def test_an_answer_to_a_command_survives_a_lost_answer(town: Town) -> None:
    number = town.person("alice").opens_issue(REPO, "Plans", "Nothing in particular")
    await town.works()
    comment = town.person("eve").comments(REPO, number, "/assign @alice")
    town.breaks("POST", f"/issues/{number}/comments", Fault.LOST_ANSWER)
    await town.later(minutes=3)
    (said,) = town.comments(number)
    assert "`/assign @alice` is for people with the triage role" in said
    issue = town.github.state.issue(REPO, number)
    assert issue is not None
    assert [each.content for each in issue.comments[comment].reactions] == ["confused"]


async def echoes(town: Town, number: int, text: str) -> None:
    """Another program with the App's token repeats what a stranger wrote."""
    token = town.github.installation_token("acme")
    path = f"/repos/{REPO}/issues/{number}/comments"
    headers = {"Authorization": f"token {token}"}
    await town.github.api.handle("POST", path, headers, json.dumps({"body": text}).encode())


@pytest.mark.slow
@pytest.mark.parametrize("secret", [b"", marker_key(""), marker_key("the stranger's own bot")])
async def test_a_marker_that_a_stranger_can_compute_is_not_ours_even_under_our_name(
    town: Town, secret: bytes
) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    town.breaks("POST", f"/issues/{number}/comments", Fault.LOST_REQUEST)
    await town.works()
    (comment,) = [each for each in await town.effects(number) if each.kind == "comment"]
    await echoes(town, number, f"As you say. {marker(once_only(secret, comment.guid, comment.effect))}")
    await town.later(minutes=10)
    assert ["@eve" in body for body in town.comments(number)] == [False, True]


@pytest.mark.slow
async def test_a_marker_without_a_key_opens_nothing(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    town.breaks("POST", f"/issues/{number}/comments", Fault.LOST_REQUEST)
    await town.works()
    (comment,) = [each for each in await town.effects(number) if each.kind == "comment"]
    text = "\0".join((comment.guid, comment.feature, f"{REPO}#{number}:comment:{comment.effect.purpose}"))
    await echoes(town, number, marker(blake2b(text.encode(), digest_size=16).hexdigest()))
    await town.later(minutes=10)
    assert ["@eve" in body for body in town.comments(number)] == [False, True]


async def test_what_another_program_says_in_our_name_without_a_marker_leads_to_nothing(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    await town.works()
    await echoes(town, number, "Good morning.")
    await town.works()
    heard = [delivery for delivery in await town.deliveries() if delivery.event == "issue_comment"]
    assert [delivery.outcome for delivery in heard] == ["own", "own"]


@pytest.mark.slow
@pytest.mark.parametrize("minutes", [-30, 30])
async def test_a_lost_answer_is_found_however_the_clocks_differ(town: Town, minutes: int) -> None:
    town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    await town.works()
    town.is_deaf = True
    town.github_ahead = timedelta(minutes=minutes)
    number = town.person("fay").opens_issue(REPO, "Crash on opening", BUG)
    town.breaks("POST", f"/issues/{number}/comments", Fault.LOST_ANSWER)
    await town.later(minutes=10)
    assert len(town.comments(number)) == 1
    assert town.asked("POST", f"/issues/{number}/comments") == 1


@pytest.mark.slow
async def test_a_lost_answer_is_found_after_our_clock_was_put_right(town: Town) -> None:
    town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    await town.works()
    town.is_deaf = True
    town.github_ahead = timedelta(hours=-1)
    number = town.person("fay").opens_issue(REPO, "Crash on opening", BUG)
    town.breaks("POST", f"/issues/{number}/comments", Fault.LOST_ANSWER)
    await town.works()
    town.clock.jump(-3600)
    town.github_ahead = timedelta()
    town.person("gus").opens_issue(REPO, "Crash on opening", BUG)
    await town.later(hours=2)
    assert len(town.comments(number)) == 1


async def test_an_issue_whose_answer_was_lost_is_known_by_its_own_webhook(tmp_path: Path) -> None:
    async with Town(tmp_path, board_opener.WORLD, features=[board_opener.feature]) as town:
        number = town.person("eve").opens_issue(REPO, "It crashes", BUG)
        town.breaks("POST", "/issues$", Fault.LOST_ANSWER)
        await town.works()
        (row,) = await town.effects(0)
        assert (row.state, row.remote_id) == ("done", number + 1)
        await town.later(minutes=5)
        assert town.asked("POST", "/issues$") == 1


@pytest.mark.slow
async def test_a_comment_that_was_known_by_its_webhook_is_edited_in_place(tmp_path: Path) -> None:
    host: Feature[Section] = Feature(
        "welcome", section="newcomers.welcome", summary="Keeps a board.", config=Section, docs="Keeps one."
    )

    @host.on("issues.opened", "issues.edited")
    async def tells(event: IssueEvent, ctx: Context[Section]) -> Effects:
        board = Markdown(f"It is {event.action}.")
        return [fx.say(event.ref, SectionKey("board"), board, sticky=True)]

    async with Town(tmp_path, world("mode: act\nnewcomers: {welcome: {}}\n"), features=[host]) as town:
        eve = town.person("eve")
        number = eve.opens_issue(REPO, "It crashes", BUG)
        town.breaks("POST", "/comments$", Fault.LOST_ANSWER)
        await town.works()
        eve.edits(REPO, number, title="It crashes on opening")
        await town.later(minutes=5)
        (comment,) = town.comments(number)
        assert comment.startswith("It is edited.")
        assert town.asked("POST", "/comments$") == 1


@pytest.mark.slow
async def test_after_it_was_renamed_the_bot_still_knows_itself(town: Town) -> None:
    first = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    await town.works()
    assert len(town.comments(first)) == 1
    town.github.state.app.bot.login = "helper[bot]"
    number = town.person("fay").opens_issue(REPO, "Crash on opening", BUG)
    await town.works()
    (body,) = town.comments(number)
    assert "@fay" in body
    own = [each for each in await town.deliveries() if each.number == number and each.outcome == "own"]
    assert {each.event for each in own} == {"issues", "issue_comment"}


@pytest.mark.slow
@pytest.mark.parametrize("state", ["superseded", "dead"])
async def test_the_webhook_of_our_comment_settles_what_was_taken_back_or_given_up(
    town: Town, state: str
) -> None:
    town.is_deaf = True
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    await town.works()
    lost = update(effects).where(effects.c.kind == "comment").values(state=state, remote_id=None)
    await town.db.write(lambda conn: conn.execute(lost))
    town.is_deaf = False
    town.github.webhooks.extend(town.unheard)
    await town.works()
    comment = next(row for row in await town.effects(number) if row.kind == "comment")
    assert (comment.state, comment.note) == ("done", "its answer was lost; GitHub reported it")
    assert len(town.comments(number)) == 1
