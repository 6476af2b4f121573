"""The first tables.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _words() -> TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _big_id() -> TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them all."""
    _road()
    _records()
    _mirror()


def _road() -> None:
    op.create_table(
        "deliveries",
        sa.Column("seq", _big_id(), nullable=False),
        sa.Column("guid", _words(), nullable=False),
        sa.Column("event", _words(), nullable=False),
        sa.Column("action", _words(), nullable=False),
        sa.Column("repo_id", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("lane", _words(), nullable=False),
        sa.Column("installation_id", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("state", _words(), server_default="new", nullable=False),
        sa.Column("outcome", _words(), nullable=True),
        sa.Column("reason", _words(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("trace", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("guid", name=op.f("uq_deliveries_guid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_deliveries_ended",
        "deliveries",
        ["state", "outcome"],
        unique=False,
        sqlite_where=sa.text("state <> 'new'"),
        postgresql_where=sa.text("state <> 'new'"),
    )
    op.create_index(
        "ix_deliveries_open",
        "deliveries",
        ["lane", "seq"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index("ix_deliveries_received_at", "deliveries", ["received_at"], unique=False)
    op.create_index("ix_deliveries_subject", "deliveries", ["repo_id", "number", "seq"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("key", _words(), nullable=False),
        sa.Column("guid", _words(), nullable=False),
        sa.Column("lane", _words(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("installation_id", sa.BigInteger(), nullable=False),
        sa.Column("repo_id", sa.BigInteger(), nullable=False),
        sa.Column("repository", _words(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("feature", _words(), nullable=False),
        sa.Column("kind", _words(), nullable=False),
        sa.Column("because", _words(), nullable=False),
        sa.Column("effect", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("state", _words(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("deadline_at", sa.BigInteger(), nullable=True),
        sa.Column("lease_at", sa.BigInteger(), nullable=True),
        sa.Column("fence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("remote_id", sa.BigInteger(), nullable=True),
        sa.Column("note", _words(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_guid", "outbox", ["guid"], unique=False)
    op.create_index(
        "ix_outbox_settled",
        "outbox",
        ["state"],
        unique=False,
        sqlite_where=sa.text("state NOT IN ('waiting', 'intent')"),
        postgresql_where=sa.text("state NOT IN ('waiting', 'intent')"),
    )
    op.create_index("ix_outbox_subject", "outbox", ["repo_id", "number", "id"], unique=False)
    op.create_index(
        "ix_outbox_unsettled",
        "outbox",
        ["lane", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'intent')"),
        postgresql_where=sa.text("state IN ('waiting', 'intent')"),
    )
    op.create_table(
        "pauses",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("installation_id", sa.BigInteger(), nullable=False),
        sa.Column("resource", _words(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("reason", _words(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pauses")),
        sa.UniqueConstraint("installation_id", "resource", name=op.f("uq_pauses_installation_id_resource")),
    )


def _records() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("repo_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("person", _words(), nullable=False),
        sa.Column("what", _words(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("guid", _words(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ledger_person", "ledger", ["person_id", "owner_id", "at"], unique=False)
    op.create_index("ix_ledger_repository", "ledger", ["repo_id", "what", "at"], unique=False)
    op.create_table(
        "memory",
        sa.Column("feature", _words(), nullable=False),
        sa.Column("scope", _words(), nullable=False),
        sa.Column("key", _words(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("feature", "scope", "key", name=op.f("pk_memory")),
    )
    op.create_index("ix_memory_scope", "memory", ["scope"], unique=False)
    op.create_table(
        "timers",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("repo_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("installation_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("lane", _words(), nullable=False),
        sa.Column("feature", _words(), nullable=False),
        sa.Column("key", _words(), nullable=False),
        sa.Column("slot", _words(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("state", _words(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timers")),
        sa.UniqueConstraint(
            "repo_id",
            "number",
            "feature",
            "key",
            "slot",
            name=op.f("uq_timers_repo_id_number_feature_key_slot"),
        ),
    )
    op.create_index(
        "ix_timers_due",
        "timers",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_timers_lane",
        "timers",
        ["lane", "due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _mirror() -> None:
    op.create_table(
        "mirror_configs",
        sa.Column("repo_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text", _words(), nullable=False),
        sa.Column("sha", _words(), nullable=False),
        sa.Column("source", _words(), nullable=False),
        sa.Column("good_text", _words(), nullable=True),
        sa.Column("good_sha", _words(), nullable=True),
        sa.Column("good_source", _words(), nullable=True),
        sa.Column("error", _words(), nullable=False),
        sa.Column("fetched_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("repo_id", name=op.f("pk_mirror_configs")),
    )
    op.create_table(
        "mirror_installations",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("account", _words(), nullable=False),
        sa.Column("suspended_at", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mirror_installations")),
    )
    op.create_table(
        "mirror_labels",
        sa.Column("repo_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", _words(), nullable=False),
        sa.Column("color", _words(), nullable=False),
        sa.Column("description", _words(), nullable=False),
        sa.PrimaryKeyConstraint("repo_id", "name", name=op.f("pk_mirror_labels")),
    )
    op.create_table(
        "mirror_links",
        sa.Column("repo_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("issue", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pull", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("repo_id", "issue", "pull", name=op.f("pk_mirror_links")),
    )
    op.create_index("ix_mirror_links_pull", "mirror_links", ["repo_id", "pull"], unique=False)
    op.create_table(
        "mirror_people",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("login", _words(), nullable=False),
        sa.Column("type", _words(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mirror_people")),
    )
    op.create_table(
        "mirror_repositories",
        sa.Column("repo_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_type", _words(), nullable=False),
        sa.Column("full_name", _words(), nullable=False),
        sa.Column("name_key", _words(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("default_branch", _words(), nullable=False),
        sa.Column("installation_id", sa.BigInteger(), nullable=True),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("synced_at", sa.BigInteger(), nullable=True),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("repo_id", name=op.f("pk_mirror_repositories")),
    )
    op.create_index(
        "ix_mirror_repositories_installation_id", "mirror_repositories", ["installation_id"], unique=False
    )
    op.create_index("ix_mirror_repositories_name_key", "mirror_repositories", ["name_key"], unique=False)
    op.create_index("ix_mirror_repositories_owner_id", "mirror_repositories", ["owner_id"], unique=False)
    op.create_table(
        "mirror_subjects",
        sa.Column("repo_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("is_pull_request", sa.Boolean(), nullable=False),
        sa.Column("title", _words(), nullable=False),
        sa.Column("state", _words(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("assignees", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("repo_id", "number", name=op.f("pk_mirror_subjects")),
    )
    op.create_index(
        "ix_mirror_subjects_open",
        "mirror_subjects",
        ["repo_id", "number"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
