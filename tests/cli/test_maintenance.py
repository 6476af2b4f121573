"""Long work has an hour of its own and waits for room; what needs hands is said once a day."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.clock import VirtualClock
from bot.engine.run.maintenance import LONGEST, Maintenance
from bot.notify.hooks import Message
from bot.operations.maintenance import operator_notice
from bot.operations.maintenance.operator_notice import OperatorNotice
from bot.operations.maintenance.room import shortage
from bot.settings import Settings
from bot.store.database import Database
from bot.store.sql.tables import deliveries
from bot.store.upkeep import own_backups
from tests.harness import new_database
from tests.harness.ending_clock import EndingClock, EndOfTest

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def works_at(at: time | None, sleeps: int, *scarce: str) -> tuple[list[str], list[str]]:
    """When a work is done, with the operator's hour and what there is too little of at each look; and what
    the log says."""
    clock, times, looks = EndingClock(MONDAY, sleeps), list[str](), iter(scarce)

    async def work() -> None:
        times.append(f"{clock.now():%a %H:%M}")

    with capture_logs() as logged, pytest.raises(EndOfTest):
        await Maintenance({"backup": work}, clock, at, lambda: next(looks, "")).keep_working()
    return times, [line["event"] for line in logged]


async def test_the_operators_hour_is_waited_for_also_after_a_start() -> None:
    assert await works_at(time(22, 30), 2) == (["Mon 22:30", "Tue 22:30"], [])
    assert await works_at(None, 2) == (["Mon 09:15", "Tue 03:00"], [])


async def test_work_waits_for_room_and_at_last_for_another_day() -> None:
    full = "the disk has 3 MB free"
    assert await works_at(time(22), 3, full, full) == (["Mon 22:20"], ["maintenance waits"])
    looks = LONGEST // timedelta(minutes=10) + 1
    times, said = await works_at(time(22), looks + 1, *[full] * looks)
    assert times == ["Tue 22:00"]
    assert said == ["maintenance waits", "maintenance waits for another day"]


def test_disk_and_memory_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meminfo, cgroup = tmp_path / "meminfo", tmp_path / "cgroup"
    cgroup.mkdir()
    meminfo.write_text("MemTotal: 4000000 kB\nMemAvailable: 2000000 kB\n")
    assert shortage(tmp_path / "bot.db", meminfo, cgroup) == ""
    (cgroup / "memory.max").write_text("max\n")
    (cgroup / "memory.current").write_text("1000\n")
    assert shortage(tmp_path / "bot.db", meminfo, cgroup) == ""
    (cgroup / "memory.max").write_text(f"{300 * 2**20}\n")
    (cgroup / "memory.current").write_text(f"{200 * 2**20}\n")
    assert "100 MB of memory are free" in shortage(tmp_path / "bot.db", meminfo, cgroup)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=5 * 2**20))
    assert "the disk has 5 MB free" in shortage(tmp_path / "bot.db", meminfo, cgroup)


class Channel:
    """The operator's chat."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def __call__(self, message: Message) -> int:
        self.heard.append(message.body.decode())
        return 200


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    new_database.make(url)
    async with Database(url, VirtualClock(MONDAY)) as database:
        yield database


class NobodyThere:
    """An App that is installed nowhere."""

    async def items(self, *_: Any) -> AsyncIterator[Any]:
        return
        yield

    @property
    def app(self) -> NobodyThere:
        return self


@pytest.fixture(autouse=True)
def quiet_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with room, on a disk that stays."""
    monkeypatch.setattr(operator_notice, "shortage", lambda path: "")
    monkeypatch.setattr(operator_notice, "passing", lambda path, mounts: "")


def notice(db: Database, channel: Channel, **more: Any) -> OperatorNotice:
    settings = Settings(notify={"operator": SecretStr("https://chat.example.org/hooks/x")}, **more)
    clock: Any = db.clock
    return OperatorNotice(settings, db, NobodyThere(), None, clock, channel)  # type: ignore[arg-type]


async def test_all_being_well_nothing_is_said(db: Database) -> None:
    channel = Channel()
    operator = notice(db, channel)
    await operator.back_up()
    await operator.send()
    assert channel.heard == []
    (file,) = own_backups.listed(db.url, db.path.parent / "backups", own_backups.DAILY)  # type: ignore[union-attr]
    await operator.back_up()
    assert len(list(file.parent.iterdir())) == 1, "one a day"


async def test_a_failed_backup_is_said_once_a_day_until_it_is_mended(db: Database, tmp_path: Path) -> None:
    channel, folder = Channel(), tmp_path / "no-folder"
    folder.write_text("a file")
    operator = notice(db, channel, backup_folder=folder)
    for _ in range(3):
        await operator.back_up()
        await operator.send()
    assert len(channel.heard) == 1
    assert "no-folder cannot be made" in channel.heard[0]
    assert "stewardbot doctor" in channel.heard[0]
    db.clock.advance(86_400)  # type: ignore[attr-defined]
    await operator.send()
    assert len(channel.heard) == 2
    folder.unlink()
    db.clock.advance(86_400)  # type: ignore[attr-defined]
    await operator.back_up()
    await operator.send()
    assert len(channel.heard) == 2


async def test_what_was_given_up_is_said_as_a_number(db: Database) -> None:
    an_hour_ago = MONDAY - timedelta(hours=1)
    dead = {"guid": "g", "event": "issues", "action": "opened", "lane": "l", "payload": b"", "state": "dead"}
    row = deliveries.insert().values(**dead, outcome="dead", received_at=an_hour_ago, done_at=an_hour_ago)
    await db.write(lambda conn: conn.execute(row))
    channel = Channel()
    await notice(db, channel).send()
    assert "1 deliveries were given up" in channel.heard[0]
