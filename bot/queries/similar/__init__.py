"""Similar issues, as handlers are given them (`bot.core.ports.similar`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.community.similar_text import ALIKE, compared_text, likeness, shared_lines, vector
from bot.core.model import Repository, Subject
from bot.core.ports.similar import MOST, IndexState, SimilarIssue, SimilarIssues
from bot.store import mirror, similar
from bot.store.database import Connection, Database
from bot.store.similar import IssueWords

LOOKED_AT = 30
"""So many issues that share rare words are looked at closely."""


class SimilarIndex:
    """Finds similar issues in a repository; private ones are found in their own alone."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def reader(self, repository: Repository) -> RepositoryIndex:
        """Return what finds similar issues in a repository."""
        return RepositoryIndex(self._db, repository.id)


class RepositoryIndex:
    """The similar issues of one repository."""

    def __init__(self, db: Database, repo_id: int) -> None:
        self._db, self._repo_id = db, repo_id

    async def of(self, subject: Subject, most: int = MOST, labels: Collection[str] = ()) -> SimilarIssues:
        """See `bot.core.ports.similar.SimilarReader`."""
        return await self._db.read(lambda conn: find(conn, self._repo_id, subject, most, labels))


def find(
    conn: Connection, repo_id: int, subject: Subject, most: int = MOST, labels: Collection[str] = ()
) -> SimilarIssues:
    """Return the issues of a repository that are most like a subject; with `labels`, such as bear one."""
    own = similar.load(conn, repo_id, subject.number) or words_of([subject], ())[0]
    alike = {number: value for number, value in ranked(conn, repo_id, own) if value >= ALIKE}
    known = {issue.number: issue for issue in mirror.subjects(conn, repo_id, alike)}
    needed = {label.casefold() for label in labels}
    chosen = [
        _shown(known[number], value)
        for number, value in alike.items()
        if number in known and (not needed or needed & {label.casefold() for label in known[number].labels})
    ][:most]
    state = IndexState.WHOLE if similar.is_whole(conn, repo_id) else IndexState.FILLING
    return SimilarIssues(tuple(sorted(chosen, key=lambda issue: not issue.is_open)), state)


def ranked(conn: Connection, repo_id: int, issue: IssueWords) -> list[tuple[int, float]]:
    """Return (number, likeness) of those that share its rarest words, the likest first."""
    others = similar.candidates(conn, repo_id, issue, LOOKED_AT)
    words = set().union(issue.words, *(other.words for other in others))
    weights = similar.count(conn, repo_id, words).weights(words)
    own = vector(issue.title, issue.body, weights)
    alike = [(other.number, likeness(own, vector(other.title, other.body, weights))) for other in others]
    return sorted(alike, key=lambda pair: (-pair[1], -pair[0]))


def words_of(issues: Sequence[Subject], newest: Sequence[Subject]) -> list[IssueWords]:
    """Return the words by which issues are compared, without what many of the newest have in common."""
    shared = shared_lines([issue.body for issue in newest])
    return [IssueWords(issue.number, *compared_text(issue.title, issue.body, shared)) for issue in issues]


def _shown(issue: Subject, value: float) -> SimilarIssue:
    return SimilarIssue(
        number=issue.number,
        title=issue.title,
        is_open=issue.is_open,
        is_answered=not issue.is_open and issue.state_reason not in ("not_planned", "duplicate"),
        labels=issue.labels,
        likeness=value,
    )
