"""What runs for every delivery finds its rows by an index, however much there is by now."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.core.states import EffectState, OutcomeKind
from bot.queries.activity import activity
from bot.store import backlog, inbox, ledger, lines, memory, mirror, outbox, timers
from bot.store.database import Database
from bot.store.outbox import queue
from bot.store.outbox.listing import EffectFilter
from bot.store.upkeep import retention
from tests.store.conftest import NOW

KEEP = retention.Retention(deeds=timedelta(days=365))
TOLD = ("issues.opened", "issues.closed")
PLACES = {("repo:1", "steward", "duty"): 0, ("owner:1", "welcome", "greeted:5"): 0}
QUESTIONS: dict[str, Callable[[Connection], Any]] = {
    "memory.verify": lambda conn: memory.verify(conn, PLACES),
    "memory.read": lambda conn: memory.read(conn, "repo:1", "steward", "duty"),
    "memory.scan": lambda conn: memory.scan(conn, "repo:1", "steward", "a"),
    "inbox.open_lanes": lambda conn: inbox.open_lanes(conn, NOW, 10, ["1#2"]),
    "inbox.next_in_lane": lambda conn: inbox.next_in_lane(conn, "1#2", NOW),
    "inbox.next_turn": lambda conn: inbox.next_turn(conn, NOW),
    "inbox.oldest_open": inbox.oldest_open,
    "inbox.done": lambda conn: inbox.done(conn, 1, OutcomeKind.ACTED, "", None, NOW),
    "outbox.due_lanes": lambda conn: queue.due_lanes(conn, NOW, 10, ["1#2"]),
    "outbox.claim": lambda conn: queue.claim(conn, "1#2", NOW, NOW, NOW),
    "outbox.next_due": lambda conn: queue.next_due(conn, NOW),
    "outbox.of_subject": lambda conn: outbox.of_subject(conn, 1, 2),
    "backlog": lambda conn: backlog.backlog(conn, NOW),
    "timers.next_due": timers.next_due,
    "retention.thin_out": lambda conn: retention.thin_out(conn, NOW, KEEP),
    "lines.first_times": lambda conn: lines.first_times(conn, 1, TOLD, NOW),
    "lines.newest": lambda conn: lines.newest(conn, 1, "issues.opened", 5),
    "lines.on_subjects": lambda conn: lines.on_subjects(conn, 1, [2, 3], TOLD),
    "ledger.of_person": lambda conn: ledger.of_person(conn, 5),
    "mirror.subjects_by": lambda conn: mirror.subjects_by(conn, 1, 5),
    "mirror.open_with": lambda conn: mirror.open_with(conn, 1, [5, 6], 10),
    "activity": lambda conn: activity(conn, 1, EffectFilter()),
    "activity of a subject": lambda conn: activity(conn, 1, EffectFilter(2, "labels", EffectState.DEAD, 9)),
    "mirror.repository": lambda conn: mirror.repository(conn, 1),
    "mirror.repository_named": lambda conn: mirror.repository_named(conn, "acme/widget"),
    "mirror.subject": lambda conn: mirror.subject(conn, 1, 2),
    "mirror.open_subjects": lambda conn: mirror.open_subjects(conn, 1),
    "mirror.subjects": lambda conn: list(mirror.subjects(conn, 1, [2, 3])),
    "lines.kinds": lambda conn: lines.kinds(conn, 1),
    "lines.known_since": lambda conn: lines.known_since(conn, 1, TOLD),
    "lines.of_kinds": lambda conn: lines.of_kinds(conn, 1, TOLD, NOW, NOW),
    "lines.of_moving": lambda conn: lines.of_moving(conn, 1, TOLD, TOLD, NOW, NOW),
    "lines.moving": lambda conn: lines.moving(conn, 1, NOW),
    "lines.days": lambda conn: lines.days(conn, 1, TOLD, NOW, NOW),
    "ledger.on_subjects": lambda conn: ledger.on_subjects(conn, 1, [2, 3], TOLD),
    "mirror.linked_pulls": lambda conn: mirror.linked_pulls(conn, 1, 2),
}
OWN = {
    "ledger.of_person": "ix_ledger_person",
    "mirror.subjects_by": "ix_mirror_subjects_author",
    "mirror.open_with": "ix_mirror_subjects_assigned",
}
"""What is asked of one person, and the index without which it takes the longer the more others did."""
WHOLE = re.compile(
    r"(SCAN|Seq Scan on) (deliveries|outbox|memory|timers|ledger|mirror_\w+)(?! USING (COVERING )?INDEX)"
)


def plans_of_sqlite(conn: Connection, ask: Callable[[Connection], Any]) -> list[str]:
    """The steps by which the file's rows are found."""
    asked: list[str] = []
    driver: Any = conn.connection.driver_connection
    driver.set_trace_callback(asked.append)
    ask(conn)
    driver.set_trace_callback(None)
    rows = [driver.execute(f"EXPLAIN QUERY PLAN {each}").fetchall() for each in asked]
    return [str(row[-1]) for plan in rows for row in plan]


def plans_of_postgres(conn: Connection, ask: Callable[[Connection], Any]) -> list[str]:
    """The steps by which the server finds them, in tables too large to read as a whole."""
    import psycopg

    asked: list[tuple[Any, Any]] = []

    class Noting(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            asked.append((query, params))
            return super().execute(query, params, **options)

    driver: Any = conn.connection.driver_connection
    ordinary, driver.cursor_factory = driver.cursor_factory, Noting
    ask(conn)
    driver.cursor_factory = ordinary
    driver.execute("SET LOCAL enable_seqscan = off")
    return [row[0] for query, params in asked for row in driver.execute(f"EXPLAIN {query}", params)]


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
async def test_no_question_of_the_road_reads_a_whole_table(
    db: Database, ask: Callable[[Connection], Any]
) -> None:
    plans = plans_of_sqlite if db.path else plans_of_postgres
    found = await db.write(lambda conn: plans(conn, ask))
    assert found, "it asks nothing"
    assert [step for step in found if WHOLE.search(step)] == []


@pytest.mark.parametrize("name", OWN)
async def test_what_is_asked_of_one_person_reads_what_is_theirs(db: Database, name: str) -> None:
    plans = plans_of_sqlite if db.path else plans_of_postgres
    found = await db.write(lambda conn: plans(conn, QUESTIONS[name]))
    assert any(OWN[name] in step for step in found), found
