"""Issues that people labelled, as the database knows them: bugs and wishes whose words show what they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from bot.core.model import Repository, Subject, User
from bot.insight.learning import IssueDocument
from bot.store import ledger, mirror
from bot.store.database import Connection, Database
from bot.store.ledger import Entry
from tests.store.conftest import NOW

EVE, BOB, BOT = User(id=5, login="eve"), User(id=6, login="bob"), User(id=9, login="ci[bot]", type="Bot")
SPEECH = {
    "bug": ("crash traceback", "segfault again", "raises an error"),
    "enhancement": ("please support zarr", "allow a list", "an option would be nice"),
}
CRASH = IssueDocument("Segfault again", "It raises an error: crash traceback")
FILE = "mode: act\ntriage: {}\n"


def repository(id: int = 12, *, private: bool = False, owner: int = 3) -> Repository:
    return Repository(id=id, full_name=f"acme/r{id}", owner_id=owner, private=private)


def issue(number: int, label: str, author: User = EVE) -> Subject:
    draw = Random(number)
    title, text = draw.choice(SPEECH[label]), draw.choice(SPEECH[label])
    at = NOW - timedelta(days=400) + timedelta(minutes=number)
    return Subject(
        number=number, title=title, body=text, author=author, labels=(label,), created_at=at, updated_at=at
    )


def chosen(
    where: Repository, subject: Subject, by: User = BOB, what: str = "issues.labeled", **more: Any
) -> Entry:
    """The line of a label that somebody sets an hour after the issue was opened."""
    detail = {"label": subject.labels[0], **({"bot": True} if by.is_bot else {}), **more}
    at = subject.created_at + timedelta(hours=1)
    return Entry(at, where.id, where.owner_id, subject.number, by.id, by.login, what, detail, "one")


def opening(where: Repository, subject: Subject) -> Entry:
    who = subject.author
    return Entry(
        subject.created_at, where.id, where.owner_id, subject.number, who.id, who.login, "issues.opened"
    )


async def known(
    db: Database, where: Repository, issues: Sequence[Subject], entries: Iterable[Entry] | None = None
) -> None:
    """The bot knows a repository, these issues of it and what was done about them."""

    def put(conn: Connection) -> None:
        mirror.put_subjects(conn, where, issues, (BOB, EVE), NOW)
        mirror.end_sync(conn, where, NOW, 1)
        mirror.put_config(conn, where.id, text=FILE, sha="1", source="the file", error="", now=NOW)
        lines = [chosen(where, each) for each in issues] if entries is None else entries
        ledger.add(conn, lines)

    await db.write(put)


def some(first: int, last: int, author: User = EVE) -> list[Subject]:
    """Issues with these numbers, bugs and wishes in turn."""
    return [issue(number, ("bug", "enhancement")[number % 2], author) for number in range(first, last + 1)]
