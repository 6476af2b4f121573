"""Looking issues up by their words: the rarest lead to the issues that may be alike."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, TextClause, select, text

from bot.store.similar.texts import ISSUES, IssueWords
from bot.store.sql.tables import similar_texts, similar_words
from bot.store.sql.word_index import BODY_VECTOR, FTS5, TITLE_VECTOR, word_in

_t, _w = similar_texts.c, similar_words.c
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
OF_TITLE = 2.0
"""A word of the title weighs as much more among the words that are looked for."""
AT_ONCE = 500
"""Words in one question."""
_BEST = text(
    "SELECT number, title, body FROM similar_texts JOIN ("  # noqa: S608  our own names
    f"SELECT rowid AS best, rank AS weight FROM {FTS5}"
    f" WHERE {FTS5} MATCH :terms AND rank MATCH 'bm25({TITLE}, {BODY})' ORDER BY rank LIMIT :most"
    ") ON best = id ORDER BY weight, number DESC"
)


@dataclass(frozen=True)
class IssueCounts:
    """How many issues there are, and how many have each word; one that none has is missing."""

    issues: int
    by_word: Mapping[str, int]

    def weights(self, words: Iterable[str]) -> dict[str, float]:
        """Return how much each word tells: the logarithm of how rare it is."""
        return {word: math.log(1 + self.issues / max(self.by_word.get(word, 0), 1)) for word in words}


def count(conn: Connection, repo_id: int, words: Collection[str]) -> IssueCounts:
    """Return in how many issues of a repository these words are."""
    rows: dict[str, int] = {}
    ordered = [ISSUES, *sorted(words)]
    for first in range(0, len(ordered), AT_ONCE):
        some = ordered[first : first + AT_ONCE]
        query = select(_w.word, _w.issues).where(_w.repo_id == repo_id, _w.word.in_(some))
        rows |= {row.word: row.issues for row in conn.execute(query)}
    return IssueCounts(rows.pop(ISSUES, 0), rows)


def load(conn: Connection, repo_id: int, number: int) -> IssueWords | None:
    """Return the words of an issue; None where it is not in the index."""
    query = select(_t.number, _t.title, _t.body).where(_t.repo_id == repo_id, _t.number == number)
    row = conn.execute(query).first()
    return None if row is None else IssueWords(*row)


def candidates(conn: Connection, repo_id: int, issue: IssueWords, most: int) -> list[IssueWords]:
    """Return other issues of the repository that share its rarest words, by BM25 on SQLite, and on
    PostgreSQL by how rare the words are."""
    counts = count(conn, repo_id, issue.words)
    terms = _terms(issue, counts)
    if not terms:
        return []
    find = _by_bm25 if conn.dialect.name == "sqlite" else _by_vectors
    others = find(conn, repo_id, counts.weights(terms), most + 1)
    return [other for other in others if other.number != issue.number][:most]


def _terms(issue: IssueWords, counts: IssueCounts) -> list[str]:
    """Return the words that tell most: rare ones, and those of the title before others."""
    weights = {word: 1 + math.log(number) for word, number in Counter(issue.body.split()).items()}
    for word in issue.title.split():
        weights[word] = weights.get(word, 0.0) + OF_TITLE
    strength = {word: weights[word] * weight for word, weight in counts.weights(counts.by_word).items()}
    terms, left = list[str](), MOST_MATCHES
    for word in sorted(strength, key=lambda word: (-strength[word], word)):
        times = counts.by_word[word]
        if len(terms) < MOST_TERMS and times <= min(left, max(_FEW, COMMONEST * counts.issues)):
            terms.append(word)
            left -= times
    return terms


def _by_bm25(conn: Connection, repo_id: int, terms: Mapping[str, float], most: int) -> list[IssueWords]:
    matched = " OR ".join(f'"{word_in(repo_id, term)}"' for term in terms)
    return [IssueWords(*row) for row in conn.execute(_BEST, {"terms": matched, "most": most})]


def _by_vectors(conn: Connection, repo_id: int, terms: Mapping[str, float], most: int) -> list[IssueWords]:
    values: dict[str, object] = {"most": most, "title": TITLE, "body": BODY}
    for number, (term, weight) in enumerate(terms.items()):
        values |= {f"term{number}": f"'{word_in(repo_id, term)}'", f"weight{number}": weight}
    return [IssueWords(*row) for row in conn.execute(_matching(len(terms)), values)]


@cache
def _matching(terms: int) -> TextClause:
    """Return the statement that adds up, for each issue, the weights of the terms in its title and text."""
    matches = " UNION ALL ".join(
        f"SELECT id, CAST(:weight{n} AS float8) * CAST(:{place} AS float8) AS weight FROM similar_texts"  # noqa: S608  our own names
        f" WHERE {vector} @@ CAST(:term{n} AS tsquery)"
        for n in range(terms)
        for place, vector in (("title", TITLE_VECTOR), ("body", BODY_VECTOR))
    )
    return text(
        "SELECT number, title, body FROM similar_texts JOIN ("  # noqa: S608  our own names
        f"SELECT id, sum(weight) AS weight FROM ({matches}) AS matches GROUP BY id"
        " ORDER BY weight DESC, id DESC LIMIT :most) AS best USING (id) ORDER BY weight DESC, number DESC"
    )
