"""Which open pull requests say they close which issues, by GitHub's closing keywords."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.core.markdown import numbers_in, references_in
from bot.core.model import Repository
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import mirror_links

_l = mirror_links.c
_STORED = Prepared(select(_l.issue).where(_l.repo_id == bindparam("repo_id"), _l.pull == bindparam("pull")))

MOST = 50
"""Issues one pull request may name: what goes beyond is no plan but noise."""


def _visible(body: str) -> str:
    """`body` without HTML comments: a template's example in a comment closes nothing."""
    first, *others = body.split("<!--")
    return " ".join([first, *(rest.partition("-->")[2] for rest in others)])


def closed_issues(body: str, full_name: str) -> tuple[int, ...]:
    """Return numbers of the issues of this repository that a pull request says it closes, sorted."""
    numbers = numbers_in(references_in(_visible(body)), full_name, closing=True)
    return tuple(sorted(numbers)[:MOST])


def put_links(conn: Connection, repository: Repository, pull: int, body: str) -> None:
    """Note what a pull request closes by its text; a closed one closes nothing any more, whatever it says."""
    issues = closed_issues(body, repository.full_name)
    stored = _STORED.all(conn, {"repo_id": repository.id, "pull": pull})
    if {row.issue for row in stored} == set(issues):
        return
    conn.execute(delete(mirror_links).where(_l.repo_id == repository.id, _l.pull == pull))
    if issues:
        rows = [{"repo_id": repository.id, "issue": issue, "pull": pull} for issue in issues]
        conn.execute(insert(mirror_links), rows)
