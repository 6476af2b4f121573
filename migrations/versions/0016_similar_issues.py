"""Issues by their words, so that similar ones are found.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.sql.columns import BigId, Words
from bot.store.sql.word_index import FTS5, make

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and what finds texts by their words; all issues wait to be put in."""
    op.create_table(
        "similar_texts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("repo_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("title", Words(), nullable=False),
        sa.Column("body", Words(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_similar_texts")),
        sa.UniqueConstraint("repo_id", "number", name=op.f("uq_similar_texts_repo_id_number")),
    )
    make(op.get_bind())
    op.create_table(
        "similar_words",
        sa.Column("repo_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("word", Words(), nullable=False),
        sa.Column("issues", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("repo_id", "word", name=op.f("pk_similar_words")),
    )
    op.create_table(
        "similar_due",
        sa.Column("repo_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("repo_id", "number", name=op.f("pk_similar_due")),
    )
    op.execute(
        "INSERT INTO similar_due (repo_id, number)"
        " SELECT repo_id, number FROM mirror_subjects WHERE NOT is_pull_request"
    )


def downgrade() -> None:
    """Take them away."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TABLE {FTS5}")
    for table in ("similar_due", "similar_words", "similar_texts"):
        op.drop_table(table)
