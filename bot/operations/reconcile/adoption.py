"""Taking over from our own comments what a restored database lacks: open cases, claims, boards.

Only a comment of the App's account counts that bears our seal and that nobody has edited; of what it says
only what GitHub and the file confirm. A feature goes on with that in its own time, on the ordinary road. What
contradicts GitHub is told to the operator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from pydantic import ValidationError

from bot.community.cases import CASE, CaseState
from bot.community.newcomers import cohort
from bot.community.newcomers.claim_state import ISSUE_CLAIMS, ClaimState
from bot.core.config.repository_config import RepositoryConfig
from bot.core.erasure import mark
from bot.core.keys import ADOPT, Scope, subject_scope
from bot.core.memory import Memory
from bot.core.model import Comment, Repository, Subject, User
from bot.core.own_comments import POSTED, MissingFacts, PostedComment
from bot.engine import comment_facts
from bot.engine.comment_facts import CommentFacts
from bot.engine.life import Life
from bot.github.read.changes_since import ChangedComment, Changes
from bot.store import memory, mirror, timers
from bot.store.database import Connection, Database
from bot.store.upkeep import remains
from handlers.claims import adoption as claims
from handlers.claims import feature as claims_feature
from handlers.steward import feature as steward
from handlers.steward.rules import adoption as cases

Facts = dict[str, Any]
Confirmed = tuple[Facts | None, Sequence[str]]
"""What of the facts holds (None: nothing), and what GitHub or the file contradicts."""


class _Kind(NamedTuple):
    """How facts of a feature are confirmed, and where it remembers them."""

    memory: Memory[Any] | None
    confirm: Callable[[Facts, Subject, RepositoryConfig, Sequence[User]], Confirmed]


def _case(facts: Facts, issue: Subject, repo: RepositoryConfig, writers: Sequence[User]) -> Confirmed:
    case, doubts = cases.confirmed(CaseState.model_validate(facts), issue, repo)
    return (CASE.dump(case) if case is not None and case.is_open else None), doubts


def _claims(facts: Facts, issue: Subject, repo: RepositoryConfig, writers: Sequence[User]) -> Confirmed:
    state, doubts = claims.confirmed(ClaimState.model_validate(facts), issue, writers)
    return (None if state.is_empty else ISSUE_CLAIMS.dump(state)), doubts


def _board(facts: Facts, issue: Subject, repo: RepositoryConfig, writers: Sequence[User]) -> Confirmed:
    return facts, ()


KINDS = {
    steward.name: _Kind(CASE, _case),
    claims_feature.name: _Kind(ISSUE_CLAIMS, _claims),
    cohort.FEATURE: _Kind(None, _board),
}
"""By the feature that says it."""


@dataclass
class Adoption:
    """What was taken over so far. `me` is the App's account, `due` when features go on with it (UTC); by
    `forget_key` those are known who were forgotten."""

    life: Life
    me: int
    due: datetime
    forget_key: bytes | None = None
    count: int = 0
    doubts: list[str] = field(default_factory=list)
    requests: int = 0

    async def take(
        self,
        db: Database,
        changes: Changes,
        repository: Repository,
        comments: Iterable[ChangedComment],
        repo: RepositoryConfig,
    ) -> None:
        """Take over what our comments among these say and the database lacks. Raise `Unreachable`."""
        for number, comment in ((row.number, row.comment) for row in comments):
            if comment.author.id != self.me:
                continue
            place = comment_facts.place_of(repository.id, number)
            facts = comment_facts.facts_in(self.life, place, comment.body)
            if facts is None:
                continue
            known = await db.read(partial(_missing, repository=repository, number=number, facts=facts))
            if known is None:
                continue
            writers = await changes.writers(number)
            self.requests += 1
            await self._adopt(db, repository, known, comment, facts, writers, repo)

    async def _adopt(
        self,
        db: Database,
        repository: Repository,
        issue: Subject,
        comment: Comment,
        facts: CommentFacts,
        writers: Sequence[User],
        repo: RepositoryConfig,
    ) -> None:
        sections = facts.sections(comment.body)
        if sections is None:
            self.doubts.append(f"{repository.ref_of(issue.number)}: somebody has edited {comment.html_url}")
            return
        posted = PostedComment(comment_id=comment.id, sections=sections)
        gone = await db.read(remains.marks) if self.forget_key else frozenset()
        due: list[tuple[str, Facts]] = []
        for section in sections:
            if not section.facts or section.feature not in KINDS:
                continue
            try:
                holds, doubts = KINDS[section.feature].confirm(section.facts, issue, repo, writers)
                if self.forget_key and any(
                    mark(id, self.forget_key) in gone for id in _people(section.facts)
                ):
                    holds, doubts = None, ("it is about somebody who was forgotten",)
            except ValidationError:
                holds, doubts = None, ("its data are of another release",)
            self.doubts += [f"{repository.ref_of(issue.number)}: {doubt}" for doubt in doubts]
            if holds is not None:
                due.append((section.feature, holds))
        self.count += len(due)

        def write(conn: Connection) -> None:
            scope, now = subject_scope(repository.id, issue.number), db.clock.now()
            memory.put(conn, scope, POSTED.feature, facts.sticky, POSTED.dump(posted), now)
            for feature, holds in due:
                self._plan(conn, repository, issue.number, feature, holds)

        await db.write(write)

    def _plan(
        self, conn: Connection, repository: Repository, number: int, feature: str, holds: Facts
    ) -> None:
        place = KINDS[feature].memory
        scope = subject_scope(repository.id, number)
        stored = memory.read(conn, scope, place.feature, place.key).value if place else None
        timer = timers.NewTimer(
            repo_id=repository.id,
            owner_id=repository.owner_id,
            installation_id=mirror.installation_of(conn, repository.id) or 0,
            number=number,
            feature=feature,
            key=ADOPT,
            due_at=self.due,
            data=MissingFacts(facts=holds, remembered=stored).model_dump(mode="json"),
        )
        timers.set(conn, timer)


def _missing(conn: Connection, repository: Repository, number: int, facts: CommentFacts) -> Subject | None:
    """Return the open subject of a comment that says something the database has not heard of since."""
    issue = mirror.subject(conn, repository.id, number)
    if issue is None or not issue.is_open:
        return None
    scope = subject_scope(repository.id, number)
    newest = [_written(conn, scope, POSTED.of(facts.sticky))]
    newest += [
        _written(conn, scope, kind.memory)
        for part in facts.parts
        if part.facts and (kind := KINDS.get(part.feature)) and kind.memory
    ]
    return issue if any(moment is None or moment < facts.at for moment in newest) else None


def _written(conn: Connection, scope: Scope, place: Memory[Any]) -> datetime | None:
    return memory.written_at(conn, scope, place.feature, place.key)


def _people(facts: Any) -> Iterator[int]:
    """Yield the ids of all people in facts."""
    for key, value in facts.items():
        if key in ("id", "reporter_id") and isinstance(value, int):
            yield value
        for part in value if isinstance(value, list) else (value,):
            if isinstance(part, dict):
                yield from _people(part)
