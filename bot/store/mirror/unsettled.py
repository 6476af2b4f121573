"""Open issues and pull requests by what they wait for, a few at a time and the oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from bot.core.keys import CASE_MEMORY, number_in, subjects_prefix
from bot.core.model import Subject
from bot.store.mirror.subjects import labelled
from bot.store.sql.tables import case_steward, is_open_case, ledger, memory, mirror_subjects

REQUESTED = "pull_request.review_requested"
LAST = "\U0010ffff"
"""Behind a prefix: sorts after all that begins with it."""
LOOKED_THROUGH = 1_000
"""Open cases of one person: more than anybody can have, and less than a statement takes."""
NEWEST = 200
"""Open pull requests that are looked through for reviews."""

_l, _m, _s = ledger.c, memory.c, mirror_subjects.c


def unanswered(
    conn: Connection,
    repo_id: int,
    answers: Sequence[str],
    programs: Sequence[str],
    offered: Sequence[str],
    after: int,
    most: int,
) -> list[Subject]:
    """Return those with a number above `after` on which nobody but their author, and programs, did one of
    `answers`; a comment of commands alone is none, and what has a label of `offered`
    waits for none, as far as the database knows how it is written."""
    marks = cast(_l.detail, Text)
    answered = exists().where(
        _l.repo_id == _s.repo_id,
        _l.number == _s.number,
        _l.what.in_(answers),
        _l.person_id != _s.author_id,
        _l.person.not_like("%[bot]"),
        func.lower(_l.person).not_in([program.lower() for program in programs]),
        marks.not_like('%"bot": true%'),
        marks.not_like('%"wordless": true%'),
    )
    unlike = (~labelled(label) for label in offered if label.isascii())
    return _subjects(conn, repo_id, after, most, ~answered, *unlike)


def awaiting_review(conn: Connection, repo_id: int, after: int, most: int) -> list[Subject]:
    """Return pull requests above a number, among the newest open ones, of which a review was requested once,
    or that were there before us: whether one is requested still, they say themselves."""
    here = (_l.repo_id == _s.repo_id) & (_l.number == _s.number)
    requested = exists().where(here, _l.what == REQUESTED)
    news = exists().where(here, _l.what == literal_column("'pull_request.opened'"))
    newest = (
        select(_s.number)
        .where(_s.repo_id == repo_id, _s.state == literal_column("'open'"), _s.is_pull_request.is_(True))
        .order_by(_s.number.desc())
        .limit(NEWEST)
    ).subquery()
    return _subjects(
        conn, repo_id, after, most, _s.number.in_(select(newest.c.number)), or_(requested, ~news)
    )


def _subjects(
    conn: Connection, repo_id: int, after: int, most: int, *conditions: ColumnElement[bool]
) -> list[Subject]:
    query = select(_s.snapshot).where(_s.repo_id == repo_id, _s.state == literal_column("'open'"))
    query = query.where(_s.number > after, *conditions).order_by(_s.number).limit(most)
    return [Subject.model_validate(snapshot) for snapshot in conn.scalars(query)]


def requested_since(conn: Connection, repo_id: int, numbers: Sequence[int]) -> dict[int, datetime]:
    """Return when a review was last requested on each of these subjects."""
    query = select(_l.number, func.max(_l.at)).where(
        _l.repo_id == repo_id, _l.number.in_(numbers), _l.what == REQUESTED
    )
    return dict(conn.execute(query.group_by(_l.number)).all())


def open_cases(conn: Connection, repo_id: int, most: int) -> dict[int, tuple[str, Any]]:
    """Return the title, and the case as JSON, of the oldest open issues with an open case, by number."""
    feature, key = CASE_MEMORY
    scope = literal(subjects_prefix(repo_id)).concat(cast(_s.number, Text))
    # Looked up for each issue, by its key: joined, PostgreSQL would read the cases of all that are closed.
    case = select(_m.value).where(_m.feature == feature, _m.scope == scope, _m.key == key).scalar_subquery()
    still_open = (
        select(_s.number, _s.title, case.label("value"))
        .where(_s.repo_id == repo_id, _s.state == literal_column("'open'"), _s.is_pull_request.is_(False))
        .subquery()
    )
    value = still_open.c.value
    query = (
        select(still_open)
        .where(value.is_not(None), value["resolved_at"].as_string().is_(None))
        .order_by(still_open.c.number)
        .limit(most)
    )
    return {number: (title, value) for number, title, value in conn.execute(query)}


def cases_of(conn: Connection, repo_id: int, steward: str, most: int) -> dict[int, tuple[str, Any]]:
    """Return the same of those that `steward` has: as many as one person has are read, by their index."""
    prefix = subjects_prefix(repo_id)
    theirs = select(_m.scope, _m.value).where(is_open_case, case_steward == steward.lower())
    rows = conn.execute(theirs.where(_m.scope >= prefix, _m.scope < prefix + LAST))
    values = {number_in(scope): value for scope, value in rows}
    query = (
        select(_s.number, _s.title)
        .where(_s.repo_id == repo_id, _s.state == literal_column("'open'"), _s.is_pull_request.is_(False))
        .where(_s.number.in_(sorted(values)[:LOOKED_THROUGH]))
        .order_by(_s.number)
        .limit(most)
    )
    return {number: (title, values[number]) for number, title in conn.execute(query)}
