"""A season that is read afterwards is counted like one that was heard live, but for what only hearing tells.

Two databases: one of a bot that was there from the first hour, and a fresh one into which `backfill` reads
all from the same GitHub. What differs, and why:

- support cases and the load of stewards are the bot's own memory: there were none before it came;
- of what programs and people did beside words, labels, assignments, reviews and closings (edits, pushes,
  comments on single lines, milestones), GitHub tells the past incompletely, so `bot-activity` counts less;
- who was there before the live bot is no newcomer to it, while the past tells of everybody's first deed:
  `new-contributors` and `conversion` are right in both, about different people.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.demo.community import BEGIN, HUB, LIBRARY
from bot.demo.playback import Playback, open_playback, play
from bot.demo.scene import SceneContext
from bot.demo.season import season
from bot.github.read.history import HistoryReader, repository_as_it_is
from bot.insight.catalog import METRICS
from bot.insight.history import History, Period
from bot.operations.backfill import Backfill, begin
from bot.queries.history import read_history
from bot.store import mirror
from bot.store.database import Connection, Database
from handlers import FEATURES
from tests.harness import new_database

END = BEGIN + timedelta(days=17)
DIFFERENT = {"support-cases", "steward-load", "bot-activity", "new-contributors", "conversion"}


async def read_afterwards(playback: Playback, db: Database, name: str) -> None:
    """What `backfill` does; the repository's file is the live bot's, for its working hours."""
    tokens = playback.bot.github.tokens
    installation = await tokens.installation_for(name)
    assert installation is not None
    client, now = tokens.client(installation), playback.clock.now()
    repository = await repository_as_it_is(client, name)
    run = await db.write(partial(begin, repository=repository, since=None, keep=None, now=now))
    await Backfill(db, HistoryReader(client, repository), installation, None).read(run)
    file = await playback.bot.db.read(lambda conn: mirror.config(conn, repository.id))
    assert file is not None
    assert file.good_text is not None
    put = partial(
        mirror.put_config, repo_id=repository.id, text=file.good_text, sha="", source=name, error=""
    )
    await db.write(partial(put, now=now))


async def history(db: Database, name: str, until: datetime) -> History:
    """The history of a repository as reports count it."""

    def read(conn: Connection) -> History:
        known = read_history(conn, FEATURES, name, until)
        assert known is not None
        return known[1]

    return await db.read(read)


@pytest.mark.slow
async def test_a_season_read_afterwards_is_counted_like_one_heard_live(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/afterwards.db"
    new_database.make(url)
    period = Period(BEGIN, END)
    async with open_playback(tmp_path / "live.db") as playback, Database(url, playback.clock) as db:
        await play(playback, season(SceneContext(playback.github), 1), END, lambda _: None)
        for name in (LIBRARY, HUB):
            await read_afterwards(playback, db, name)
            live, past = await history(playback.bot.db, name, END), await history(db, name, END)
            heard = {thread.number: thread for thread in live.threads if thread.seen}
            assert len(heard) >= 5
            assert {thread.number: thread for thread in past.threads if thread.number in heard} == heard
            # What the past knows of the time before the live bot came, it alone knows.
            past = replace(past, contributions=tuple(deed for deed in past.contributions if deed.at >= BEGIN))
            assert past.contributions == live.contributions
            wrong = [
                (metric.name, one, other)
                for metric in METRICS
                if metric.name not in DIFFERENT
                for one, other in zip(
                    metric.result(live, period).figures, metric.result(past, period).figures, strict=True
                )
                if one != other
            ]
            assert wrong == []
