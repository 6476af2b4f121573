"""The webhook's secret is changed, and with it the key of all markers: what was written stays known."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.harness.over_http.town import REPO, SECRET, Town

NEW = "the-secret-that-takes-its-place"
BUG = "It crashes with a traceback when I open a file. Steps to reproduce: open. Version 1.2."


async def rotated(town: Town) -> None:
    """Restart the bot in the middle of a change of the secret."""
    await town.moves_out()
    town.secret, town.former_secret = NEW, SECRET
    await town.moves_in()


async def restored(town: Town, folder: Path) -> int:
    """Have an issue answered, then put the database of before in place, and change the secret."""
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    await town.hears()
    await town.moves_out()
    shutil.copy(folder / "town.db", folder / "backup.db")
    await town.moves_in()
    await town.works()
    assert len(town.comments(number)) == 1
    await town.moves_out()
    for rest in ("town.db-wal", "town.db-shm"):
        (folder / rest).unlink(missing_ok=True)
    shutil.copy(folder / "backup.db", folder / "town.db")
    await town.moves_in()
    await rotated(town)
    return number


async def test_github_may_sign_with_either_secret(town: Town) -> None:
    await rotated(town)
    for secret in (SECRET, NEW):
        town.github.state.app.webhook_secret = secret
        town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
        assert set(await town.hears()) == {202}
    town.github.state.app.webhook_secret = "a-secret-of-nobody-at-all"
    town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    assert set(await town.hears()) == {401}


@pytest.mark.slow
async def test_what_was_said_under_the_old_secret_is_found_and_not_said_again(
    town: Town, tmp_path: Path
) -> None:
    town.is_deaf = True
    number = await restored(town, tmp_path)
    await town.works()
    await town.later(minutes=5)
    assert len(town.comments(number)) == 1
    assert {row.state for row in await town.effects(number)} == {"done"}


@pytest.mark.slow
async def test_the_webhook_of_a_comment_under_the_old_secret_settles_its_effect(
    town: Town, tmp_path: Path
) -> None:
    number = await restored(town, tmp_path)
    for delivery in await town.deliveries():
        await town.bot.worker.take(delivery.lane)
    assert "waiting" in {row.state for row in await town.effects(number)}
    for sent in list(town.server.deliveries):
        await town.server.redeliver(sent.webhook.guid)
    before = town.asked("GET", f"/issues/{number}/comments")
    for delivery in await town.deliveries():
        await town.bot.worker.take(delivery.lane)
    comment = next(row for row in await town.effects(number) if row.kind == "comment")
    assert (comment.state, comment.note) == ("done", "its answer was lost; GitHub reported it")
    assert town.asked("GET", f"/issues/{number}/comments") == before


@pytest.mark.slow
async def test_what_is_decided_again_after_the_change_is_still_the_same_effect(town: Town) -> None:
    number = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
    await town.works()
    effects = await town.effects(number)
    await rotated(town)
    row = next(row for row in effects if row.kind == "comment")
    key = await town.db.read(lambda conn: town.bot.life.key(conn, row.guid, row.effect))
    assert key == row.key
