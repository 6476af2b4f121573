"""What finds texts by their words, made beside the table that holds them: FTS5 here, GIN on a server.

Each word bears its repository in the index: what is found, how often a word is met and what a search takes
depend on no other repository.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection, text

FTS5 = "similar_index"
"""The virtual table; those that hold its content begin with the same name."""
_SECURE = f"INSERT INTO {FTS5}({FTS5}, rank) VALUES ('secure-delete', 1)"  # noqa: S608  our own names
SECURE_DELETE = (3, 42)
"""The first SQLite whose FTS5 can overwrite what it deletes (https://sqlite.org/fts5.html)."""


def _vector(column: str) -> str:
    """Return the expression that has the words of a column as the index has them."""
    words = f"regexp_replace({column}, '([^ ]+)', to_hex(repo_id) || 'q\\1', 'g')"
    return f"array_to_tsvector(string_to_array({words}, ' '))"


TITLE_VECTOR, BODY_VECTOR = _vector("title"), _vector("body")


def word_in(repo_id: int, word: str) -> str:
    """Return a word as the index of a repository has it."""
    return f"{repo_id:x}q{word}"


def make(conn: Connection) -> None:
    """Make the empty index beside the table `similar_texts`."""
    if conn.dialect.name != "sqlite":
        conn.execute(
            text(
                f"CREATE INDEX ix_similar_texts_words ON similar_texts"
                f" USING gin ({TITLE_VECTOR}, {BODY_VECTOR})"
            )
        )
        return
    # No content of its own: the table has it, and hands back what is to be deleted.
    conn.exec_driver_sql(f"CREATE VIRTUAL TABLE {FTS5} USING fts5(title, body, content='', tokenize='ascii')")
    if sqlite3.sqlite_version_info >= SECURE_DELETE:
        conn.exec_driver_sql(_SECURE)
