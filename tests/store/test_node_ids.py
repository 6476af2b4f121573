"""GraphQL's ids: what GitHub told of labels, people and comments is known to every process, and stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.core.effects import Target
from bot.core.model import LabelInfo, User
from bot.store import mirror
from bot.store.database import Database
from bot.store.mirror.people import put_people
from bot.store.upkeep.retention import USUAL, thin_out
from tests.store.conftest import NOW
from tests.store.test_mirror import issue, sync, tell

BUG = {"name": "bug", "node_id": "LA_bug", "color": "ff0000"}


async def labels(db: Database) -> dict[str, str]:
    known = await db.read(lambda conn: mirror.labels(conn, 12)) or ()
    return {label.name: label.node_id for label in known}


async def people(db: Database, *logins: str) -> dict[str, str]:
    return await db.read(lambda conn: mirror.people_nodes(conn, logins))


async def test_a_labels_id_comes_with_the_first_sync_and_with_what_happens_to_it(db: Database) -> None:
    await sync(db)
    docs = LabelInfo(name="docs", node_id="LA_docs")
    await db.write(lambda conn: mirror.put_labels(conn, 12, [docs, LabelInfo(name="bug")]))
    assert await labels(db) == {"docs": "LA_docs", "bug": ""}
    await tell(db, "issues", "labeled", issue=issue(), label=BUG)
    assert await labels(db) == {"docs": "LA_docs", "bug": "LA_bug"}
    await tell(db, "label", "edited", label=BUG | {"name": "Bug"}, changes={"name": {"from": "bug"}})
    await tell(db, "label", "edited", label={"name": "docs", "color": "00ff00"})
    assert await labels(db) == {"docs": "LA_docs", "Bug": "LA_bug"}, "silence keeps"
    await tell(db, "issues", "unlabeled", issue=issue(), label=BUG | {"name": "Bug", "node_id": "LA_anew"})
    assert (await labels(db))["Bug"] == "LA_anew", "it was made anew, and nobody told us"


async def test_a_persons_id_comes_with_whatever_names_them(db: Database) -> None:
    bob: dict[str, Any] = {"id": 43, "login": "Bob", "type": "User", "node_id": "U_bob"}
    await tell(db, "issues", "assigned", issue=issue(assignees=[bob]))
    assert await people(db, "bob", "zoe") == {"bob": "U_bob"}
    await tell(db, "issues", "assigned", issue=issue(assignees=[{"id": 43, "login": "robert"}]))
    assert await people(db, "bob", "ROBERT") == {"robert": "U_bob"}, "the same person by another name"


async def test_a_login_that_two_have_borne_is_nobodys(db: Database) -> None:
    two = [User(id=1, login="bob", node_id="U_1"), User(id=2, login="BOB", node_id="U_2")]
    await db.write(lambda conn: put_people(conn, two))
    assert await people(db, "bob") == {}


async def test_comments_that_effects_name_are_known_for_as_long_as_effects(db: Database) -> None:
    await db.write(lambda conn: mirror.put_comment_node(conn, 12, "comment", 5, "comment 5", NOW))
    later = NOW + timedelta(days=1)
    await db.write(lambda conn: mirror.put_comment_node(conn, 12, "review", 5, "review 5", later))
    both: list[tuple[Target, int]] = [("comment", 5), ("review", 5), ("comment", 6)]
    assert await db.read(lambda conn: mirror.comment_nodes(conn, both)) == {
        ("comment", 5): "comment 5",
        ("review", 5): "review 5",
    }
    await db.write(lambda conn: thin_out(conn, NOW + USUAL.effects + timedelta(hours=1)))
    assert await db.read(lambda conn: mirror.comment_nodes(conn, both)) == {("review", 5): "review 5"}
