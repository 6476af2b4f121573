"""The first sync: what is open and who is there, page by page, and the labels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from bot.core.model import LabelInfo, Repository, Subject, User
from bot.store.mirror.people import put_known, put_people
from bot.store.mirror.repositories import put_repository, synced_at
from bot.store.mirror.subjects import is_nobodys, put_subject
from bot.store.sql.compiled_statement import Prepared
from bot.store.sql.tables import deliveries, mirror_labels, mirror_repositories
from bot.store.sql.upsert import upsert

_b = mirror_labels.c

_LABELS = Prepared(
    select(_b.name, _b.color, _b.description, _b.node_id)
    .where(_b.repo_id == bindparam("repo_id"))
    .order_by(_b.name)
)
_LABEL = ("repo_id", "name", "color", "description", "node_id")
_DROP_LABELS = Prepared(delete(mirror_labels).where(_b.repo_id == bindparam("of_repository")))
_ADD_LABEL = Prepared(insert(mirror_labels), sets=_LABEL)
_FIRST_HEARD = Prepared(
    select(func.min(deliveries.c.received_at).label("at")).where(deliveries.c.repo_id == bindparam("repo_id"))
)
_ENDED = Prepared(
    update(mirror_repositories).where(mirror_repositories.c.repo_id == bindparam("of_repository")),
    sets=("synced_at",),
)
LAG = timedelta(minutes=1)
"""News may take so long to come in, and GitHub tells seconds without their fraction."""


def news_since(conn: Connection, repo_id: int, came: datetime | None) -> datetime | None:
    """Return since when what is opened in a repository is news; None if nothing is.

    We `came`, or were told of something, whichever was first; `LAG` before, by GitHub's clock and ours.
    """
    first = _FIRST_HEARD.first(conn, {"repo_id": repo_id}).at
    moments = [moment for moment in (came, first) if moment is not None]
    return min(moments) - LAG if moments else None


def put_subjects(
    conn: Connection,
    repository: Repository,
    subjects: Iterable[Subject],
    people: Iterable[User],
    now: datetime,
    came: datetime | None = None,
) -> None:
    """One page. Everybody on it, `people` included, is an old hand of the owner from now on.

    Except by what was opened since we `came`, or came in as news: who opened that may be new, and it is the
    news that finds out.
    """
    put_repository(conn, repository, None)
    listed, at_home, known = list(subjects), list(people), []
    seen = [*at_home]
    news = _opened_here(conn, repository.id, [subject.number for subject in listed])
    for subject in listed:
        put_subject(conn, repository, subject)
        author = [] if is_nobodys(conn, repository.id, subject.number) else [subject.author]
        seen += [*author, *subject.assignees]
        if subject.number not in news and (came is None or subject.created_at < came):
            known += [*author, *subject.assignees]
    put_people(conn, seen)
    put_known(conn, repository.owner_id, known, now)
    put_known(conn, repository.owner_id, at_home, now, at_home=True)


def _opened_here(conn: Connection, repo_id: int, numbers: list[int]) -> set[int]:
    """Return subjects of whose opening we were told, whether we have looked at it yet or not."""
    if not numbers:
        return set()
    opened = select(deliveries.c.number).where(
        deliveries.c.repo_id == repo_id,
        deliveries.c.number.in_(numbers),
        deliveries.c.action == "opened",
    )
    return {number for number in conn.scalars(opened) if number is not None}


def put_labels(conn: Connection, repo_id: int, labels: Iterable[LabelInfo]) -> None:
    """All labels of a repository, in place of those known before."""
    _DROP_LABELS.change(conn, {"of_repository": repo_id})
    rows = {label.name: _row(repo_id, label) for label in labels}
    if rows:
        _ADD_LABEL.change_all(conn, list(rows.values()))


def put_label(conn: Connection, repo_id: int, label: LabelInfo) -> None:
    """One label that is new or has changed."""
    row = _row(repo_id, label)
    upsert(conn, mirror_labels, [row if label.node_id else {k: v for k, v in row.items() if k != "node_id"}])


def put_label_node(conn: Connection, repo_id: int, name: str, node_id: str) -> None:
    """GraphQL's id of a label that is known already: it may have been made anew under the same name."""
    known = (_b.repo_id == repo_id, _b.name == name, _b.node_id != node_id)
    conn.execute(update(mirror_labels).where(*known).values(node_id=node_id))


def drop_label(conn: Connection, repo_id: int, name: str) -> None:
    """A label that is gone."""
    conn.execute(delete(mirror_labels).where(_b.repo_id == repo_id, func.lower(_b.name) == func.lower(name)))


def _row(repo_id: int, label: LabelInfo) -> dict[str, object]:
    return {
        "repo_id": repo_id,
        "name": label.name,
        "color": label.color,
        "description": label.description,
        "node_id": label.node_id,
    }


def end_sync(
    conn: Connection, repository: Repository, now: datetime, installation_id: int | None = None
) -> None:
    """The sync is complete: GitHub was right about the repository at `now`; the first end is kept."""
    put_repository(conn, repository, now, installation_id)
    if synced_at(conn, repository.id) is None:
        _ENDED.change(conn, {"of_repository": repository.id, "synced_at": now})


def labels(conn: Connection, repo_id: int) -> tuple[LabelInfo, ...] | None:
    """Return the labels of a repository, by name; None before its first sync has ended."""
    if synced_at(conn, repo_id) is None:
        return None
    return tuple(LabelInfo(**row._asdict()) for row in _LABELS.all(conn, {"repo_id": repo_id}))
