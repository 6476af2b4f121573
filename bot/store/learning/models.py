"""What was learnt of each repository: one row, replaced as a whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.core.erasure import ErasedPerson
from bot.core.model import Repository
from bot.store.sql.tables import learnt_models, mirror_repositories, mirror_subjects
from bot.store.sql.upsert import upsert

_m = learnt_models.c


@dataclass(frozen=True)
class StoredModel:
    """What was learnt, and from what. `examples` are (number, label) pairs, the newest first."""

    repo_id: int
    owner_id: int
    private: bool
    """Whose it was, and whether it was private: what a private repository taught, no public one may use."""
    pooled: bool
    """Whether sister repositories taught it as well."""
    examples: list[tuple[int, str]]
    labelled: dict[str, int]
    """How often people set each label."""
    blob: bytes
    learnt_at: datetime

    def fits(self, repository: Repository) -> bool:
        """Return whether it was learnt where the repository still is: it may be another owner's by now, or
        public."""
        return self.owner_id == repository.owner_id and self.private == repository.private


def load(conn: Connection, repo_id: int) -> StoredModel | None:
    """Return what was learnt of a repository; None where nothing was."""
    row = conn.execute(select(learnt_models).where(_m.repo_id == repo_id)).first()
    if row is None:
        return None
    examples = [(number, label) for number, label in row.examples]
    return StoredModel(**{**row._mapping, "examples": examples})


def learnt_at(conn: Connection, repo_id: int) -> datetime | None:
    """Return when what is stored of a repository was learnt; None where nothing was."""
    return conn.scalars(select(_m.learnt_at).where(_m.repo_id == repo_id)).first()


def put(conn: Connection, model: StoredModel) -> None:
    """Keep what was learnt in the place of what was before."""
    row = {field.name: getattr(model, field.name) for field in fields(StoredModel)}
    upsert(conn, learnt_models, [{**row, "examples": [list(example) for example in model.examples]}])


def drop(conn: Connection, repo_ids: Collection[int]) -> int:
    """Forget what was learnt of repositories; how many."""
    return conn.execute(delete(learnt_models).where(_m.repo_id.in_(repo_ids))).rowcount


def drop_taught_by(conn: Connection, who: ErasedPerson) -> int:
    """Forget what somebody's texts may have taught, in their repositories and the sisters; the next night
    these are learnt again."""
    s, r = mirror_subjects.c, mirror_repositories.c
    owners = select(r.owner_id).join(mirror_subjects, s.repo_id == r.repo_id).where(s.author_id == who.id)
    return drop(conn, list(conn.scalars(select(r.repo_id).where(r.owner_id.in_(owners)))))
