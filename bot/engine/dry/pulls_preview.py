"""Trying a file on the latest pull requests of a repository: each is opened once more, in memory.

Issues are taken as they are assigned by now, and as open; of people it is known what of theirs was merged
before, and what was open then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from pydantic import BaseModel

from bot.core.config.preview import SUBJECTS, PreviewedSubject
from bot.core.feature import Feature
from bot.core.markdown import numbers_in, references
from bot.core.model import LabelInfo, Repository, Subject
from bot.core.ports.reader import PullDetails
from bot.core.states import IssueState
from bot.engine.decide.recorded_reader import FileReader
from bot.engine.dry.in_memory_engine import InMemoryEngine
from bot.engine.dry.opened import AT_HOME, INSTALLATION, answers_about, opened, previewed
from bot.store import ledger, mirror
from bot.store.database import Connection
from bot.store.mirror.subjects import put_subject

BEFORE = 500
"""So many more are read for what their authors had merged."""
_MERGED = "pull_request.merged"


def pulls_to_try(conn: Connection, repo_id: int) -> tuple[tuple[Subject, ...], tuple[Subject, ...]]:
    """Return the newest pull requests of the mirror, the newest first, and the issues they name."""
    pulls = mirror.newest_pulls(conn, repo_id, SUBJECTS + BEFORE)
    repository = mirror.repository(conn, repo_id)
    here = repository.full_name if repository else ""
    named = {n for pull in pulls[:SUBJECTS] for n in numbers_in(references(pull.body, pull.title), here)}
    issues = (one for one in mirror.subjects(conn, repo_id, named) if not one.is_pull_request)
    return pulls, tuple(issues)


async def try_on_pulls(
    features: Sequence[Feature[BaseModel]],
    repository: Repository,
    text: str,
    pulls: Sequence[Subject],
    issues: Sequence[Subject],
    labels: Sequence[LabelInfo],
    details: Mapping[int, PullDetails],
    files: FileReader,
) -> tuple[PreviewedSubject, ...]:
    """Return what a file would have done when each of the latest pull requests was opened; `issues` are those
    that they name, and others that are known of their authors."""
    if not pulls:
        return ()
    tried = sorted(pulls[:SUBJECTS], key=lambda pull: (pull.created_at, pull.number))
    start = tried[0].created_at
    subjects: list[PreviewedSubject] = []
    past = sorted((pull for pull in pulls if pull.closed_at), key=lambda pull: pull.closed_at or start)
    async with InMemoryEngine(features, start, config_text=text, files=files) as engine:

        def settle(conn: Connection) -> None:
            mirror.put_subjects(conn, repository, (), (), start)
            mirror.put_labels(conn, repository.id, list(labels))
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
            answers = answers_about(pull, (*issues, *pulls), details.get(pull.number))
            await engine.play(arrival, answers)
            subjects.append(previewed(pull, await engine.effects(arrival.guid)))
    return tuple(subjects)


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
