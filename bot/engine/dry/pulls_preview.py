"""Trying a file on the latest pull requests of a repository: each is opened once more, in memory.

Only the features that say so are asked. Issues are taken as they are assigned by now, and as open; of people
it is known what of theirs was merged before, and what was open then. GitHub is not asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from pydantic import BaseModel

from bot.core.config.preview import PreviewedPull
from bot.core.config.repository_config import RepositoryConfig
from bot.core.feature import Feature
from bot.core.markdown import numbers_in, references
from bot.core.model import Repository, Subject
from bot.core.permissions import Role
from bot.core.states import IssueState
from bot.engine.decide.questions import ROLE_OF
from bot.engine.dry.in_memory_engine import InMemoryEngine
from bot.engine.dry.opened import INSTALLATION, opened
from bot.store import ledger, mirror
from bot.store.database import Connection
from bot.store.mirror.subjects import put_subject

PULLS = 50
"""So many pull requests are tried, the newest."""
BEFORE = 500
"""So many more are read for what their authors had merged."""
AT_HOME = ("OWNER", "MEMBER", "COLLABORATOR")
"""What GitHub calls people who look after a repository: a hint, good enough for a table."""
_MERGED = "pull_request.merged"


def pulls_to_try(conn: Connection, repo_id: int) -> tuple[tuple[Subject, ...], tuple[Subject, ...]]:
    """Return the newest pull requests of the mirror, the newest first, and the issues they name."""
    pulls = mirror.newest_pulls(conn, repo_id, PULLS + BEFORE)
    repository = mirror.repository(conn, repo_id)
    here = repository.full_name if repository else ""
    named = {n for pull in pulls[:PULLS] for n in numbers_in(references(pull.body, pull.title), here)}
    issues = (one for one in mirror.subjects(conn, repo_id, named) if not one.is_pull_request)
    return pulls, tuple(issues)


async def try_on_pulls(
    features: Sequence[Feature[BaseModel]],
    repository: Repository,
    config: RepositoryConfig,
    text: str,
    pulls: Sequence[Subject],
    issues: Sequence[Subject],
) -> tuple[PreviewedPull, ...]:
    """Return what these features would have wanted when each of the latest pull requests was opened."""
    previewing = [one for one in features if one.previews_pulls and one.config_in(config) is not None]
    if not previewing or not pulls:
        return ()
    tried = sorted(pulls[:PULLS], key=lambda pull: (pull.created_at, pull.number))
    start = tried[0].created_at
    previewed: list[PreviewedPull] = []
    past = sorted((pull for pull in pulls if pull.closed_at), key=lambda pull: pull.closed_at or start)
    async with InMemoryEngine(features, start, config_text=text) as engine:

        def settle(conn: Connection) -> None:
            mirror.put_subjects(conn, repository, (), (), start)
            for issue in issues:
                put_subject(conn, repository, issue.model_copy(update={"state": IssueState.OPEN}))
            mirror.end_sync(conn, repository, start, INSTALLATION)

        await engine.db.write(settle)
        for pull in tried:
            ended = [one for one in past if one.closed_at and one.closed_at <= pull.created_at]
            past = past[len(ended) :]
            await engine.db.write(partial(_end, repository=repository, ended=ended))
            # What of theirs was merged is known; what GitHub calls them today may be because of this one.
            then = {} if pull.author_association in AT_HOME else {"author_association": "NONE"}
            arrival = opened(repository, pull.model_copy(update=then))
            role = Role.TRIAGE if pull.author_association in AT_HOME else Role.READ
            await engine.play(arrival, {ROLE_OF.key(pull.author): ROLE_OF.encode(role)})
            rows = await engine.effects(arrival.guid)
            names = [one.name for one in previewing]
            reasons = dict.fromkeys(row.because for row in rows if row.feature in names)
            previewed.append(PreviewedPull(pull.number, tuple(reasons)))
    return tuple(previewed)


def _end(conn: Connection, repository: Repository, ended: Sequence[Subject]) -> None:
    """Note that pull requests are closed by now, and what of them was merged."""
    for pull in ended:
        put_subject(conn, repository, pull)
    merged = [_merge(repository, pull, pull.closed_at) for pull in ended if pull.merged and pull.closed_at]
    ledger.add(conn, merged)


def _merge(repository: Repository, pull: Subject, at: datetime) -> ledger.Entry:
    return ledger.Entry(
        at=at,
        repo_id=repository.id,
        owner_id=repository.owner_id,
        number=pull.number,
        person_id=pull.author.id,
        person=pull.author.login,
        what=_MERGED,
        detail={},
        guid=f"trial-merge-{pull.number}",
    )
