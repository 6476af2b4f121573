"""The steps lead to exactly the tables the code knows, from wherever a database stands."""

from __future__ import annotations

import gzip
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from bot.store.sql import migrate, versions
from bot.store.sql.connections import engine_for, upgrading
from bot.store.sql.errors import NewerDatabase
from bot.store.sql.tables import metadata

PROJECT = Path(__file__).parent.parent


def schema(engine: Engine) -> dict[str, str]:
    """The statements that made everything, without the differences of blanks and quotes."""
    with engine.connect() as conn:
        rows = conn.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    engine.dispose()
    return {name: " ".join(sql.replace('"', "").split()) for name, sql in rows if name != "alembic_version"}


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where a database is to be."""
    return f"sqlite:///{tmp_path}/steward.db"


def by_steps(url: str) -> Engine:
    """A database taken through all steps from the beginning."""
    engine = engine_for(url, create=True)
    with upgrading(engine) as conn:
        migrate.run_steps(conn)
    return engine


def test_a_database_made_at_once_is_like_one_taken_through_all_steps(url: str) -> None:
    migrate.upgrade(url)
    assert schema(engine_for(url)) == schema(by_steps(f"{url}.by-steps"))
    assert migrate.at_head(f"{url}.by-steps")


def schema_on_server(engine: Engine) -> set[tuple[str, ...]]:
    """All columns, and the statements that make all indexes, of the tables that `tables` names."""
    with engine.connect() as conn:
        columns = conn.exec_driver_sql(
            "SELECT table_name, column_name, data_type, is_nullable, column_default, collation_name "
            "FROM information_schema.columns WHERE table_schema = 'public'"
        ).all()
        indexes = conn.exec_driver_sql(
            "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        ).all()
    engine.dispose()
    return {tuple(map(str, row)) for row in [*columns, *indexes] if row[0] in metadata.tables}


def test_on_a_server_too_the_steps_lead_to_the_same(postgres_url: str, blank_postgres_url: str) -> None:
    engine = engine_for(postgres_url)
    with engine.connect() as conn:
        # Alembic does not see the collation of our own types; the columns are compared below.
        context = MigrationContext.configure(
            conn, opts={"compare_type": False, "include_object": migrate.is_ours}
        )
        assert compare_metadata(context, metadata) == []
    at_once = engine_for(blank_postgres_url)
    with upgrading(at_once) as conn:
        metadata.create_all(conn)
    assert schema_on_server(engine) == schema_on_server(at_once)
    assert not migrate.upgrade(postgres_url)


def procrastinates(engine: Engine) -> list[str]:
    """What there is of procrastinate and for it: tables, indexes, functions, types."""
    with engine.connect() as conn:
        names = conn.exec_driver_sql(
            "SELECT relname FROM pg_class UNION SELECT proname FROM pg_proc UNION SELECT typname FROM pg_type"
        ).scalars()
        return [name for name in names if "procrastinate" in name or name.startswith("stewardbot_")]


def test_procrastinates_tables_come_and_go_with_a_step_of_ours(blank_postgres_url: str) -> None:
    engine = by_steps(blank_postgres_url)
    assert {"procrastinate_jobs", "stewardbot_wake", "stewardbot_jobs_lock"} <= {*procrastinates(engine)}
    with upgrading(engine) as conn:
        migrate.run_steps(conn, down_to="0005")
    assert procrastinates(engine) == []
    assert migrate.upgrade(blank_postgres_url)
    assert procrastinates(engine)
    engine.dispose()


# Of an index of an expression SQLAlchemy reads nothing back; its statement is compared above.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_alembic_sees_no_difference_either(url: str) -> None:
    engine = by_steps(url)
    with engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"include_object": migrate.is_ours})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_database_of_before_is_brought_up_to_date_and_loses_no_row(url: str, tmp_path: Path) -> None:
    text = gzip.decompress((PROJECT / "benchmarks" / "frozen" / "database.sql.gz").read_bytes()).decode()
    with sqlite3.connect(tmp_path / "steward.db") as raw:
        raw.executescript(text)
        before = raw.execute("SELECT count(*), sum(id) FROM outbox").fetchone()
    raw.close()
    assert before[0] > 0
    assert migrate.upgrade(url)
    assert migrate.at_head(url)
    with sqlite3.connect(tmp_path / "steward.db") as raw:
        assert raw.execute("SELECT count(*), sum(id) FROM outbox WHERE looks = 0").fetchone() == before
    raw.close()


def test_a_second_upgrade_has_nothing_to_do(url: str) -> None:
    assert migrate.upgrade(url)
    assert migrate.at_head(url)
    assert not migrate.upgrade(url)


def test_what_somebody_analysed_changes_no_way_through_the_tables(url: str, tmp_path: Path) -> None:
    migrate.upgrade(url)
    question = (
        "EXPLAIN QUERY PLAN SELECT what, person_id, min(at) FROM ledger "
        "WHERE repo_id = 1 AND what IN ('a', 'b') AND at >= 5 GROUP BY what, person_id"
    )

    def ways() -> list[str]:
        with closing(sqlite3.connect(tmp_path / "steward.db")) as file:
            return [row[3] for row in file.execute(question)]

    usual = ways()
    with closing(sqlite3.connect(tmp_path / "steward.db")) as file, file:
        rows = ((n, 1, 1, 1, n % 20, "x", "abc"[n % 3], "{}", str(n)) for n in range(3_000))
        file.executemany(
            "INSERT INTO ledger (at, repo_id, owner_id, number, person_id, person, what, detail, guid) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        file.execute("ANALYZE")
    assert ways() != usual, "by every person there is"
    assert not migrate.upgrade(url)
    assert ways() == usual


def test_a_newer_database_is_refused_with_a_sentence(url: str, tmp_path: Path) -> None:
    migrate.upgrade(url)
    raw = sqlite3.connect(tmp_path / "steward.db")
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    for ask in (migrate.upgrade, migrate.at_head):
        with pytest.raises(NewerDatabase, match="made by a newer Stewardbot"):
            ask(url)


def test_file_names_begin_with_the_version_they_lead_to() -> None:
    config = Config()
    config.set_main_option("script_location", str(versions.migrations()))
    steps = list(ScriptDirectory.from_config(config).walk_revisions())
    assert tuple(step.revision for step in reversed(steps)) == versions.known()
    assert len([step for step in steps if step.is_head]) == 1


def test_databases_in_memory_need_no_steps() -> None:
    assert not migrate.upgrade("sqlite+aiosqlite:///:memory:")


def test_the_steps_are_found_beside_the_program_wherever_it_runs(tmp_path: Path) -> None:
    """`python -m` puts the folder where it runs first: a project with migrations of its own must not win."""
    (tmp_path / "migrations" / "versions").mkdir(parents=True)
    for folder in ("migrations", "migrations/versions"):
        (tmp_path / folder / "__init__.py").touch()
    (tmp_path / "migrations/versions/9999_theirs.py").write_text("raise SystemExit('not ours')")
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "db", "upgrade"],
        cwd=tmp_path,
        env=os.environ | {"DATABASE_URL": "sqlite:///bot.db", "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "upgraded\n", "")
    assert migrate.at_head(f"sqlite:///{tmp_path}/bot.db")


def test_a_database_of_the_release_before_is_brought_up_to_date(url: str, tmp_path: Path) -> None:
    script = gzip.decompress((PROJECT / "benchmarks/frozen/database.sql.gz").read_bytes()).decode()
    raw = sqlite3.connect(tmp_path / "steward.db")
    raw.executescript(script)
    before = raw.execute("SELECT count(*) FROM outbox").fetchone()
    raw.close()
    assert migrate.upgrade(url)
    assert migrate.at_head(url)
    raw = sqlite3.connect(tmp_path / "steward.db")
    assert raw.execute("SELECT count(*) FROM outbox").fetchone() == before
    assert raw.execute("SELECT count(*) FROM decisions").fetchone() == (0,)
    raw.close()
