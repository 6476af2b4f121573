"""Issues by their words, ranked by BM25 in SQLite's FTS5: a word of a title counts six times."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, text

TITLE, BODY = 6.0, 1.0
"""What a word counts in a title, and in a text."""
MOST_TERMS = 24
"""So many of a text's rarest words are looked for: common ones cost time and tell nothing."""
COMMONEST = 0.2
"""A word of a larger part of all issues is not looked for."""
_FEW = 50
"""A word of so few issues is looked for, however few there are."""
MOST_MATCHES = 15_000
"""So many times an issue may match a word in one search: what a search takes grows with it alone."""
_LOOKED_UP = 300
"""So many of a text's first words are looked up."""
OF_TITLE = 2.0
"""A word of the title weighs as much more among the words that are looked for."""


def create(conn: Connection) -> None:
    """Make the empty index."""
    conn.execute(text("CREATE VIRTUAL TABLE similar USING fts5(title, body, tokenize='unicode61')"))
    conn.execute(text("CREATE VIRTUAL TABLE temp.similar_words USING fts5vocab('main', 'similar', 'row')"))


def put(conn: Connection, issues: Iterable[tuple[int, str, str]]) -> None:
    """Store issues by number, each with its title and body as they are compared."""
    rows = [{"number": number, "title": title, "body": body} for number, title, body in issues]
    if rows:
        statement = "INSERT INTO similar(rowid, title, body) VALUES (:number, :title, :body)"
        conn.execute(text(statement), rows)


def find(conn: Connection, title: str, body: str, most: int) -> list[int]:
    """Return the numbers of the issues that are most like this text, the likest first."""
    terms = _terms(conn, title, body)
    if not terms:
        return []
    rows = conn.execute(
        text(
            "SELECT rowid FROM similar WHERE similar MATCH :terms"
            " ORDER BY bm25(similar, :title, :body), rowid LIMIT :most"
        ),
        {"terms": " OR ".join(f'"{term}"' for term in terms), "title": TITLE, "body": BODY, "most": most},
    )
    return [row[0] for row in rows]


def _terms(conn: Connection, title: str, body: str) -> list[str]:
    """Return the words that tell most: rare ones, and those of the title before others."""
    times = Counter(body.split()[:_LOOKED_UP])
    weights = {word: 1 + math.log(number) for word, number in times.items()}
    for word in title.split():
        weights[word] = weights.get(word, 0.0) + OF_TITLE
    total = conn.execute(text("SELECT count(*) FROM similar_docsize")).scalar_one()
    known = text("SELECT term, doc FROM temp.similar_words WHERE term IN :words")
    looked_up = known.bindparams(bindparam("words", expanding=True))
    rows = [(str(term), int(number)) for term, number in conn.execute(looked_up, {"words": list(weights)})]
    strength = {word: weights[word] * math.log(1 + total / number) for word, number in rows}
    numbers = dict(rows)
    terms, left = list[str](), MOST_MATCHES
    for word in sorted(strength, key=lambda word: (-strength[word], word)):
        if len(terms) < MOST_TERMS and numbers[word] <= min(left, max(_FEW, COMMONEST * total)):
            terms.append(word)
            left -= numbers[word]
    return terms
