"""A database that is a restored backup says nothing again, and of two that live one falls silent."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import effects as fx
from bot.core.config.base import Section
from bot.core.context import Context
from bot.core.effects import Effects
from bot.core.events import IssueEvent, Wake
from bot.core.feature import Feature
from bot.core.keys import SectionKey, TimerKey
from bot.core.markdown import Markdown
from bot.engine.run.redelivery import Redelivery
from bot.github.read.app_webhook import AppHook
from bot.github.tokens import AppTokens
from bot.store.sql import migrate
from bot.store.upkeep import backup
from tests.harness.over_http.town import CONFIG, REPO, Town, world

BUG = "It crashes with a traceback when I open a file. Steps to reproduce: open. Version 1.2."
ASKED = 6


async def ask(town: Town, prefix: str) -> list[int]:
    """Six newcomers open issues; their numbers."""
    return [town.person(f"{prefix}{n}").opens_issue(REPO, "Crash on opening", BUG) for n in range(ASKED)]


def said(town: Town, numbers: list[int]) -> list[int]:
    """How often the bot has spoken on each."""
    return [len(town.comments(number)) for number in numbers]


def file_of(town: Town) -> Path:
    return Path(town.url.partition(":///")[2])


async def keep_copy(town: Town) -> Path:
    """A backup of the database in use."""
    path = file_of(town).with_suffix(".backup")
    backup.backup(town.url, path)
    return path


async def restore(town: Town, copy: Path) -> None:
    """Stop the server, put the backup in the database's place, and start it again."""
    await town.moves_out()
    path = file_of(town)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    shutil.copy(copy, path)
    town.clock.advance(60)
    await town.moves_in()


async def catch_up(town: Town) -> int:
    """Ask GitHub for what is missing, as a server does at its start; how many deliveries that was."""
    tokens = town.bot.github.tokens
    assert isinstance(tokens, AppTokens)
    report = await Redelivery(town.db, AppHook(tokens.app), town.clock, town.bot.life).run()
    await town.later(minutes=5)
    return len(report.requested)


@pytest.mark.slow
async def test_a_backup_with_questions_not_yet_decided_says_nothing_again(town: Town) -> None:
    numbers = await ask(town, "eve")
    await town.hears()
    copy = await keep_copy(town)
    await town.works()
    assert said(town, numbers) == [1] * ASKED
    await restore(town, copy)
    town.is_deaf = True
    await town.later(minutes=5)
    assert said(town, numbers) == [1] * ASKED
    assert town.asked("POST", "/comments$") == ASKED
    assert {row.state for number in numbers for row in await town.effects(number)} == {"done"}


@pytest.mark.slow
async def test_a_backup_with_effects_decided_and_not_sent_says_nothing_again(town: Town) -> None:
    await ask(town, "eve")
    await town.hears()
    for delivery in await town.deliveries():
        await town.bot.worker.take(delivery.lane)
    copy = await keep_copy(town)
    await town.works()
    await restore(town, copy)
    town.is_deaf = True
    await town.later(minutes=5)
    assert town.asked("POST", "/comments$") == ASKED


@pytest.mark.slow
async def test_a_backup_decided_again_otherwise_says_nothing_again(tmp_path: Path) -> None:
    steward = "steward: {people: [alice, bob], change: every wednesday 10:00, starts: 2026-01-07}\n"
    async with Town(tmp_path, world(CONFIG + steward)) as town:
        number = town.person("eve").opens_issue(REPO, "How do I open a store?", "I read the guide.")
        await town.hears()
        copy = await keep_copy(town)
        await town.works()
        assert said(town, [number]) == [1]
        # A while later GitHub is asked who is assigned, and there is less to say than the first time.
        town.clock.advance(600)
        await restore(town, copy)
        town.is_deaf = True
        await town.later(minutes=5)
        assert said(town, [number]) == [1]
        assert town.asked("POST", "/comments$") == 1


@pytest.mark.slow
async def test_what_comes_due_in_a_backup_says_nothing_again(tmp_path: Path) -> None:
    host: Feature[Section] = Feature(
        "welcome", section="newcomers.welcome", summary="Asks later.", config=Section, docs="Asks later."
    )

    @host.on("issues.opened")
    async def waits(event: IssueEvent, ctx: Context[Section]) -> Effects:
        return [fx.SetTimer(subject=event.ref, key=TimerKey("ask"), due=ctx.now + timedelta(hours=1))]

    @host.timer(TimerKey("ask"))
    async def asks(event: Wake, ctx: Context[Section]) -> Effects:
        return [fx.say(f"{REPO}#{event.subject_number}", SectionKey("ask"), Markdown("Is it still so?"))]

    async with Town(tmp_path, world("mode: act\nnewcomers: {welcome: {}}\n"), features=[host]) as town:
        number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
        await town.works()
        copy = await keep_copy(town)
        await town.later(hours=2)
        assert said(town, [number]) == [1]
        await restore(town, copy)
        town.is_deaf = True
        await town.later(minutes=5)
        assert said(town, [number]) == [1]
        assert town.asked("POST", "/comments$") == 1


@pytest.mark.slow
@pytest.mark.parametrize("is_deaf", [False, True])
async def test_what_was_accepted_after_the_backup_is_asked_for_and_answered_once(
    town: Town, is_deaf: bool
) -> None:
    before = await ask(town, "eve")
    await town.works()
    copy = await keep_copy(town)
    town.is_deaf = is_deaf
    answered = await ask(town, "fay")
    await town.works()
    unanswered = await ask(town, "gus")
    assert set(await town.hears()) == {202}
    await restore(town, copy)
    assert await catch_up(town) >= 2 * ASKED
    assert said(town, before + answered + unanswered) == [1] * ASKED * 3
    assert town.asked("POST", "/comments$") == ASKED * 3
    assert await catch_up(town) == 0
    assert not town.bot.life.behind


@pytest.mark.slow
async def test_what_was_written_before_the_backup_came_back_shows_no_other_server(town: Town) -> None:
    await ask(town, "eve")
    await town.works()
    copy = await keep_copy(town)
    await ask(town, "fay")
    await town.works()
    heard = len(town.server.deliveries)
    await restore(town, copy)
    for delivery in town.server.deliveries[heard - ASKED : heard]:
        await town.server.redeliver(delivery.webhook.guid)
    await town.works()
    assert town.bot.life.behind
    status, text = await town.asks("/readyz")
    assert (status, "another process" in text) == (200, False)
    numbers = await ask(town, "gus")
    await town.later(minutes=5)
    assert said(town, numbers) == [1] * ASKED


@pytest.mark.slow
async def test_a_database_that_lacks_nothing_looks_for_nothing(town: Town) -> None:
    await ask(town, "eve")
    await town.works()
    assert town.asked("GET", "/comments") == 0
    await town.restarts()
    assert await catch_up(town) == 0
    before = town.asked("GET", "/comments")
    numbers = await ask(town, "fay")
    await town.works()
    assert said(town, numbers) == [1] * ASKED
    assert town.asked("GET", "/comments") == before


@pytest.mark.slow
async def test_what_another_server_took_before_there_was_this_database_is_not_asked_for(town: Town) -> None:
    numbers = await ask(town, "eve")
    await town.works()
    empty = file_of(town).with_suffix(".empty")
    await town.moves_out()
    file_of(town).rename(empty)
    migrate.upgrade(town.url)
    town.clock.advance(60)
    await town.moves_in()
    town.person("fay").opens_issue(REPO, "Crash on opening", BUG)
    await town.works()
    assert await catch_up(town) == 0
    assert said(town, numbers) == [1] * ASKED


@asynccontextmanager
async def copied(town: Town, copy: Path) -> AsyncIterator[Town]:
    """A second server over a copy of the database, for the same App; GitHub's webhooks go where they went."""
    url = town.server.webhook_url
    other = town.over(f"sqlite+aiosqlite:///{copy}")
    backup.backup(town.url, copy)
    await other.moves_in()
    town.server.webhook_url = url
    try:
        yield other
    finally:
        await other.moves_out()


@pytest.mark.slow
async def test_where_two_live_the_first_to_hear_of_the_other_stops_writing_and_says_so(
    town: Town, tmp_path: Path
) -> None:
    await ask(town, "eve")
    await town.works()
    async with copied(town, tmp_path / "copy.db") as other:
        number = town.person("fay").opens_issue(REPO, "Crash on opening", BUG)
        url, town.server.webhook_url = town.server.webhook_url, other.door
        await other.works()
        assert len(town.comments(number)) == 1
        assert (await town.asks("/readyz"))[0] == 200
        # Somebody hears of the other's comments: here by way of a proxy that has both behind it.
        town.server.webhook_url = url
        for delivery in [each for each in town.server.deliveries if each.webhook.event == "issue_comment"]:
            await town.server.redeliver(delivery.webhook.guid)
        await town.later(seconds=30)
        status, text = await town.asks("/readyz")
        assert status == 503
        assert "another process" in json.loads(text)["checks"]["no_other_process"]["detail"]
        numbers = await ask(town, "gus")
        assert set(await town.hears()) == {202}, "what comes in is stored"
        await town.later(minutes=30)
        assert said(town, numbers) == [0] * ASKED
    await town.restarts()
    await town.later(minutes=5)
    assert said(town, numbers) == [1] * ASKED
    assert (await town.asks("/readyz"))[0] == 200


@pytest.mark.slow
async def test_a_restart_is_no_other_life(town: Town) -> None:
    for name in ("eve", "fay", "gus"):
        numbers = await ask(town, name)
        await town.later(minutes=5)  # what was said within the minute counts after a restart, too
        await town.restarts()
        assert said(town, numbers) == [1] * ASKED
        for delivery in [each for each in town.server.deliveries if each.webhook.event == "issue_comment"]:
            await town.server.redeliver(delivery.webhook.guid)
        await town.works()
    assert (await town.asks("/readyz"))[0] == 200
