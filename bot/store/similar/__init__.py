"""Issues by their words, so that similar ones are found: SQLite's FTS5, or PostgreSQL's own text search.

`note` marks an issue whose text is new, `due` tells what waits, and `put` stores its words. What is dropped
is gone from all tables at once; `purge` then takes the last of it out of the file.
"""

from bot.store.similar.search import IssueCounts, candidates, count, load
from bot.store.similar.texts import IssueWords, drop, drop_some, due, is_whole, note, purge, put, put_anew

__all__ = [
    "IssueCounts",
    "IssueWords",
    "candidates",
    "count",
    "drop",
    "drop_some",
    "due",
    "is_whole",
    "load",
    "note",
    "purge",
    "put",
    "put_anew",
]
