"""`stewardbot db copy`: whatever is in a file goes on in a database of a server, or nothing was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, delete, insert, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool
from typer.testing import CliRunner

from bot.cli.maintain.db import app
from bot.clock import VirtualClock
from bot.errors import OperatorError
from bot.operations.forget import forget, what_remains
from bot.store import inbox
from bot.store.database import Connection, Database
from bot.store.inbox import Arrival
from bot.store.jobs import suspects
from bot.store.sql import migrate
from bot.store.sql.connections import disposed, engine_for
from bot.store.sql.errors import Unavailable
from bot.store.sql.in_hand import InHand
from bot.store.sql.runner_lock import RunnerLock
from bot.store.sql.tables import deliveries, metadata, mirror_people, timers
from bot.store.sql.urls import normal
from bot.store.upkeep import to_server
from tests.harness.fleet import Fleet
from tests.harness.over_http.town import CONFIG, REPO, Town, world
from tests.store.conftest import NOW

pytestmark = pytest.mark.usefixtures("quiet")
BUG = "It crashes with a traceback when I open a file. Steps to reproduce: open. Version 1.2."
STEWARDS = """\
steward:
  people: [alice, bob]
  change: every wednesday 10:00
  starts: 2026-01-07
  acknowledge_within: 1 working day
"""


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings but the test's own."""
    from structlog.testing import capture_logs

    monkeypatch.delenv("DATABASE_URL", raising=False)
    with capture_logs():
        yield


@contextmanager
def administrator(url: str) -> Iterator[Connection]:
    """Somebody at the server itself."""
    engine = create_engine(normal(url), poolclass=NullPool)
    with engine.begin() as conn:
        yield conn


def copy(source: str, target: str) -> str:
    """What the command says."""
    result = CliRunner().invoke(app, ["copy", "--to", target], env={"DATABASE_URL": source})
    if isinstance(result.exception, OperatorError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def rows(url: str) -> dict[str, list[Any]]:
    """All that a database holds."""
    with disposed(engine_for(normal(url))) as engine, engine.begin() as conn:
        tables = metadata.sorted_tables
        return {
            table.name: [tuple(row) for row in conn.execute(select(table).order_by(*table.primary_key))]
            for table in tables
        }


def is_untouched(url: str) -> bool:
    """Whether there is neither a table nor a row."""
    with disposed(engine_for(normal(url))) as engine, engine.begin() as conn:
        return not conn.execute(text("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).all()


async def arrived(url: str, *guids: str) -> list[int]:
    """The places in the order of arrival that these get."""
    async with Database(url, VirtualClock(NOW)) as db:
        new = [Arrival(guid, "issues", "opened", 1, 7, "1#7", 5, NOW, b"{}\0\xff") for guid in guids]
        await db.write(lambda conn: inbox.put(conn, new))
        return await db.read(
            lambda conn: list(conn.scalars(select(deliveries.c.seq).order_by(deliveries.c.seq)))
        )


@pytest.mark.slow
async def test_what_waits_in_a_file_goes_on_on_the_server_once_each(
    tmp_path: Path, blank_postgres_url: str
) -> None:
    async with Town(tmp_path, world(CONFIG + STEWARDS)) as town:
        town.is_deaf = True
        # Said, but its answer was lost; a case with its timers; decided and not sent; only stored.
        lost = town.person("eve").opens_issue(REPO, "Crash on opening", BUG)
        await town.crashes("POST", f"/issues/{lost}/comments", "after")
        case = town.person("sam").opens_issue(REPO, "How do I open a store?", "I read the guide.")
        await town.works()
        decided = [town.person(f"kim{n}").opens_issue(REPO, "Crash on opening", BUG) for n in range(5)]
        await town.hears()
        for delivery in await town.deliveries():
            await town.bot.worker.take(delivery.lane)
        stored = [town.person(f"joe{n}").opens_issue(REPO, "Crash on opening", BUG) for n in range(5)]
        await town.hears()
        for state in ("waiting", "intent"):
            assert await town.count("outbox", f"state = '{state}'"), state
        assert await town.count("deliveries", "state = 'new'") >= 5
        assert await town.count("timers", "state = 'waiting'")
        await town.moves_out()

        before = rows(town.url)
        told = copy(town.url, blank_postgres_url)
        after = rows(blank_postgres_url)
        assert f"outbox: {len(before['outbox'])} rows" in told
        for name in before.keys() - {"memory"}:
            assert after[name] == before[name], name
        assert all(row in after["memory"] for row in before["memory"])

        there = town.over(blank_postgres_url)
        await there.moves_in()
        await there.later(minutes=10)
        for number in (lost, *decided, *stored):
            assert len(there.comments(number)) == 1, number
            assert there.labels(number) == ["bug"], number
        assert len(there.comments(case)) == 1
        await there.later(days=1, hours=1)
        assert len(there.comments(case)) == 2, (
            "who does not answer is asked again, by the timer that was copied"
        )
        assert await there.count("deliveries", "state <> 'done'") == 0
        assert await there.count("outbox", "state <> 'done'") == 0
        posts = there.asked("POST", "/comments$")
        assert posts == sum(len(there.comments(n)) for n in (lost, case, *decided, *stored))
        await there.moves_out()


@pytest.mark.slow
async def test_a_fleet_finds_what_was_copied_though_nobody_wrote_jobs_for_it(
    file_url: str, blank_postgres_url: str
) -> None:
    async with Fleet(file_url) as lone:
        numbers = [lone.github.person(f"eve{n}").opens_issue(REPO, "Crash", BUG) for n in range(4)]
        assert await lone.hears() >= 4
    copy(file_url, blank_postgres_url)
    async with Fleet(blank_postgres_url) as fleet:
        fleet.github = lone.github
        async with fleet.worker(), fleet.worker():
            await fleet.quiet()
    issues = [fleet.github.state.issue(REPO, number) for number in numbers]
    assert [sorted(issue.label_names) for issue in issues if issue] == [["bug"]] * 4
    assert [len(issue.comments) for issue in issues if issue] == [1] * 4


async def test_no_number_is_given_twice_and_the_bytes_are_the_same(
    file_url: str, blank_postgres_url: str
) -> None:
    assert await arrived(file_url, "a", "b", "gone") == [1, 2, 3]
    async with Database(file_url, VirtualClock(NOW)) as db:
        await db.write(lambda conn: conn.execute(delete(deliveries).where(deliveries.c.guid == "gone")))
    copy(file_url, blank_postgres_url)
    assert rows(blank_postgres_url)["deliveries"] == rows(file_url)["deliveries"]
    assert await arrived(blank_postgres_url, "c") == [1, 2, 4]


async def test_what_may_have_killed_the_process_is_suspected_there_too(
    file_url: str, blank_postgres_url: str, tmp_path: Path
) -> None:
    hold = InHand(tmp_path / "steward.db").hold("deadly")
    await hold.__aenter__()  # and it dies
    hand = (tmp_path / "steward.db.hand").read_bytes()
    copy(file_url, blank_postgres_url)
    assert (tmp_path / "steward.db.hand").read_bytes() == hand
    async with Database(blank_postgres_url, VirtualClock(NOW)) as db:
        assert await db.read(lambda conn: suspects.deaths(conn, "deadly")) == 1


async def test_the_file_is_named_when_somebody_in_it_is_forgotten_later(
    file_url: str, blank_postgres_url: str, tmp_path: Path
) -> None:
    key = b"a key that is kept elsewhere"
    async with Database(file_url, VirtualClock(NOW)) as lone:
        await lone.write(
            lambda conn: conn.execute(insert(mirror_people).values(person_id=9, login="eve", type="User"))
        )
    copy(file_url, blank_postgres_url)
    async with Database(blank_postgres_url, VirtualClock(NOW)) as db:
        await forget(db, "eve", key)
        assert (await what_remains(db, key))[1] == [(tmp_path / "steward.db").resolve()]


async def test_what_is_wrong_is_one_sentence_and_nothing_is_written(
    file_url: str, blank_postgres_url: str, tmp_path: Path
) -> None:
    def refused(source: str, target: str, why: str) -> None:
        with pytest.raises(OperatorError, match=why):
            copy(source, target)
        assert is_untouched(blank_postgres_url)

    refused(f"sqlite:///{tmp_path}/none.db", blank_postgres_url, r"no database file .*none\.db")
    refused("sqlite:///:memory:", blank_postgres_url, "^There is no database file to copy")
    refused(file_url, file_url, "^A database is copied to a server: name it as postgresql://")
    refused(file_url, "mysql://h/d", "^Write sqlite")
    refused(file_url, "postgresql://u:pa55word@127.0.0.1:9/d", "^The database cannot be used: (?!.*pa55)")
    with RunnerLock(file_url):
        refused(
            file_url, blank_postgres_url, r"Another Stewardbot \(process \d+\) already works on steward\.db"
        )
    with RunnerLock(blank_postgres_url, 4711):
        refused(
            file_url,
            blank_postgres_url,
            "^Another Stewardbot.* already works on this database: stop it first",
        )
    sheet = tmp_path / "steward.db.forgotten"
    sheet.write_text("0123456789abcdef" * 2 + "\n")
    refused(file_url, blank_postgres_url, "older than the last request to be forgotten")
    sheet.unlink()
    (tmp_path / "old.db").touch()
    refused(f"sqlite:///{tmp_path}/old.db", blank_postgres_url, "run `stewardbot db upgrade` first")


async def test_only_an_empty_database_is_copied_to(file_url: str, blank_postgres_url: str) -> None:
    with administrator(blank_postgres_url) as conn:
        conn.execute(text("CREATE TABLE songs (name text)"))
    with pytest.raises(OperatorError, match="has a table songs of another program"):
        copy(file_url, blank_postgres_url)
    with administrator(blank_postgres_url) as conn:
        conn.execute(text("DROP TABLE songs"))
    migrate.upgrade(blank_postgres_url)
    await arrived(blank_postgres_url, "there before")
    with pytest.raises(OperatorError, match=r"is not empty \(there are rows in deliveries\)"):
        copy(file_url, blank_postgres_url)
    with administrator(blank_postgres_url) as conn:
        conn.execute(delete(deliveries))
    copy(file_url, blank_postgres_url)


async def test_nobody_stores_anything_in_between(
    file_url: str, blank_postgres_url: str, tmp_path: Path
) -> None:
    """Neither a web process that is there already, nor a command on the file."""
    await arrived(file_url, "a")
    refused = []

    def meddle(table: str, copied: int, total: int) -> None:
        with administrator(blank_postgres_url) as conn:
            conn.execute(text("SET lock_timeout = '50ms'"))
            with pytest.raises(OperationalError, match="lock timeout"):
                conn.execute(select(timers))
        file = sqlite3.connect(tmp_path / "steward.db", timeout=0)
        with closing(file), pytest.raises(sqlite3.OperationalError, match="locked"):
            file.execute("BEGIN IMMEDIATE")
        refused.append(table)

    to_server.copy(file_url, blank_postgres_url, meddle)
    assert refused == ["deliveries"]


async def test_what_ends_it_early_leaves_nothing_and_it_can_be_done_again(
    file_url: str, blank_postgres_url: str
) -> None:
    await arrived(file_url, "a", "b")

    def cut(table: str, copied: int, total: int) -> None:
        others = "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with administrator(blank_postgres_url) as conn:
            conn.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity {others}"))  # noqa: S608

    with pytest.raises(Unavailable, match="the database cannot be used: "):
        to_server.copy(file_url, blank_postgres_url, cut)
    assert not any(rows(blank_postgres_url).values())
    copy(file_url, blank_postgres_url)
    assert rows(blank_postgres_url)["deliveries"] == rows(file_url)["deliveries"]
