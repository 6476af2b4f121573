"""The jobs of a fleet: procrastinate's tables, on PostgreSQL alone, and what this program adds to them.

Revision ID: 0006
Revises: 0005

The tables are those of the procrastinate that is installed, whose range in `pyproject.toml` is one version of
them: a test says when a newer one changes them, and that is a step of its own.
"""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.store.sql.errors import Unavailable

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OURS = """
-- Without it the next of thousands of locked jobs takes seconds to find.
CREATE INDEX stewardbot_jobs_lock ON procrastinate_jobs (lock, id) WHERE status IN ('todo', 'doing');

-- How many lanes of a repository wait.
CREATE INDEX stewardbot_jobs_repository ON procrastinate_jobs (split_part(lock, '#', 1))
    WHERE status = 'todo';

CREATE FUNCTION stewardbot_wake(queue text) RETURNS void LANGUAGE sql AS $$
    SELECT pg_notify(channel, '{"type": "job_inserted", "job_id": 0}')
    FROM unnest(ARRAY['procrastinate_queue_v1#' || queue, 'procrastinate_any_queue_v1']) AS channel
$$;

-- Nobody else tells the workers that a lock is free and a job has waited for it, or waits again.
CREATE FUNCTION stewardbot_wake_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM procrastinate_jobs WHERE lock = OLD.lock AND status = 'todo') THEN
        PERFORM stewardbot_wake(OLD.queue_name);
    END IF;
    RETURN NULL;
END;
$$;
CREATE TRIGGER stewardbot_wake_after_end AFTER UPDATE OF status ON procrastinate_jobs FOR EACH ROW
    WHEN (OLD.lock IS NOT NULL AND OLD.status = 'doing' AND NEW.status <> 'doing')
    EXECUTE FUNCTION stewardbot_wake_next();
CREATE TRIGGER stewardbot_wake_after_delete AFTER DELETE ON procrastinate_jobs FOR EACH ROW
    WHEN (OLD.lock IS NOT NULL)
    EXECUTE FUNCTION stewardbot_wake_next();
"""

AWAY = """
DO $$
DECLARE it record;
BEGIN
    DROP TABLE IF EXISTS procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs,
        procrastinate_workers CASCADE;
    FOR it IN SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace
            AND (proname LIKE 'procrastinate\\_%' OR proname LIKE 'stewardbot\\_wake%')
    LOOP
        EXECUTE 'DROP FUNCTION ' || it.name || ' CASCADE';
    END LOOP;
    DROP TYPE IF EXISTS procrastinate_job_to_defer_v1, procrastinate_job_status, procrastinate_job_event_type
        CASCADE;
END;
$$
"""


def upgrade() -> None:
    """Make them."""
    conn = op.get_bind()
    if conn.dialect.name == "postgresql":
        from procrastinate.schema import SchemaManager  # noqa: PLC0415  not installed where nobody needs it

        if conn.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is not None:
            raise Unavailable(
                "the database holds the queue of another program (its table procrastinate_jobs): "
                "give Stewardbot a database of its own"
            )
        _run(conn, SchemaManager.get_schema() + OURS)


def downgrade() -> None:
    """Take them away, with whatever waits in them; what is to be done stands in other tables."""
    conn = op.get_bind()
    if conn.dialect.name == "postgresql":
        _run(conn, AWAY)


def _run(conn: Connection, script: str) -> None:
    # Straight to the driver, which leaves the signs of format() alone.
    driver: Any = conn.connection.driver_connection
    error: type[Exception] = conn.dialect.loaded_dbapi.Error
    try:
        driver.execute(script)
    except error as failure:  # In the words of SQLAlchemy, like any other.
        raise DBAPIError.instance("", None, failure, error) from failure
