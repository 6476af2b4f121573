"""`stewardbot link`: addresses are made, listed and ended, on a database of either kind."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner, Result

from bot.cli.maintain.link import app
from bot.clock import SystemClock
from bot.core.model import Repository
from bot.queries.community_links import MOST, links_of, make_link, opened_by
from bot.store import mirror
from bot.store.database import Database

REPOSITORY = Repository(id=1, full_name="acme/widget", owner_id=2)
FILE = "mode: act\ncommunities: {pangeo: {contact: frank}, polar: {contact: gina}}\n"
NOW = datetime.now(UTC)
TO_COME = f"{NOW + timedelta(days=30):%Y-%m-%d}"


def fill(conn: Connection) -> None:
    """A repository with two communities."""
    mirror.put_subjects(conn, REPOSITORY, (), (), NOW)
    mirror.end_sync(conn, REPOSITORY, NOW, 7)
    mirror.put_config(conn, 1, text=FILE, sha="a", source="acme/widget@a:x.yml", error="", now=NOW)


@pytest.fixture
async def filled(database_url: str) -> str:
    """A database in which something has happened."""
    async with Database(database_url, SystemClock()) as db:
        await db.write(fill)
    return database_url


async def link(*args: str) -> Result:
    """`stewardbot link …` in a thread, as it runs a loop of its own."""
    return await asyncio.to_thread(CliRunner().invoke, app, ["acme/widget", *args])


async def opens(url: str, token: str, at: datetime = NOW) -> str | None:
    """Return the community that a token opens."""
    async with Database(url, SystemClock()) as db:
        opened = await db.read(lambda conn: opened_by(conn, token, at))
    return opened[1].community if opened else None


async def test_an_address_opens_one_community_until_it_is_ended(
    filled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://bot.example.org/")
    made = await link("--community", "PANGEO", "--until", TO_COME)
    assert made.exit_code == 0, made.output
    address = made.stdout.strip()
    assert address.startswith("https://bot.example.org/link/")
    token = address.rpartition("/")[2]
    assert await opens(filled, token) == "pangeo"
    assert await opens(filled, token, NOW + timedelta(days=29)) == "pangeo"
    assert await opens(filled, token, NOW + timedelta(days=31, seconds=1)) is None, "it is over"
    assert await opens(filled, token[:-1]) is None

    name, community, *_ = (await link("--list")).stdout.strip().split("\t")
    assert (community, token in name) == ("pangeo", False)
    assert (await link("--revoke", name)).exit_code == 0
    assert await opens(filled, token) is None
    assert (await link("--list")).stdout == ""
    assert "names them" in str((await link("--revoke", name)).exception)


async def test_the_token_stands_nowhere_in_the_database(filled: str) -> None:
    token = (await link("--community", "pangeo", "--until", TO_COME)).stdout.strip().rpartition("/")[2]
    async with Database(filled, SystemClock()) as db:
        from bot.store.sql.tables import metadata

        stored = await db.read(
            lambda conn: [
                str(row) for table in metadata.sorted_tables for row in conn.execute(table.select())
            ]
        )
    assert stored
    assert not [row for row in stored if token in row]


async def test_what_the_app_has_left_opens_no_more(filled: str) -> None:
    token = (await link("--community", "pangeo", "--until", TO_COME)).stdout.strip().rpartition("/")[2]
    async with Database(filled, SystemClock()) as db:
        from bot.store.mirror.installations import leave

        await db.write(lambda conn: leave(conn, [1], NOW))
    assert await opens(filled, token) is None


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("--community", "nobody", "--until", TO_COME), "known are: pangeo, polar"),
        (("--community", "pangeo", "--until", "2020-01-01"), "a day to come"),
        (("--community", "pangeo", "--until", "2999-01-01"), "within two years"),
        (("--community", "pangeo", "--until", "9999-12-31"), "within two years"),
        (("--community", "pangeo", "--until", "soon"), "is no time"),
        (("--community", "pangeo"), "give --community and --until"),
        (("--list", "--revoke", "a"), "give --community and --until"),
        ((), "give --community and --until"),
    ],
)
async def test_what_cannot_be_is_said_in_a_sentence(
    filled: str, args: tuple[str, ...], sentence: str
) -> None:
    answer = await link(*args)
    assert answer.exit_code != 0
    said = " ".join(f"{answer.output} {answer.exception}".replace("│", " ").split())
    assert sentence in said


async def test_there_are_not_more_links_than_somebody_can_look_after(filled: str) -> None:
    async with Database(filled, SystemClock()) as db:

        def fill_up(conn: Connection) -> list[str | None]:
            over = [make_link(conn, REPOSITORY, "pangeo", NOW - timedelta(days=1), NOW) for _ in range(3)]
            return over + [
                make_link(conn, REPOSITORY, "pangeo", NOW + timedelta(days=1), NOW) for _ in range(MOST + 1)
            ]

        made = await db.write(fill_up)
        assert len(await db.read(lambda conn: links_of(conn, REPOSITORY, NOW))) == MOST
    assert made[-1] is None
    assert None not in made[:-1], "those that are over make room"
