"""Learning from what people labelled, repository by repository: each is written when it is done.

Whoever is stopped goes on with the next one another time: what has been learnt is not due again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from bot.community.triage import TriageConfig
from bot.core.feature import Feature
from bot.core.model import Repository
from bot.insight.learning import LabelledIssue, Model, Trial, Unlearnable, UnreadableModel, train
from bot.insight.learning.modes import LEAST_LABELLED
from bot.operations.training.renewal import is_due, keeps_up, tried_again
from bot.operations.training.stored_issues import LabelledIssues, labelled_issues, sisters
from bot.store import learning, mirror
from bot.store.config_store import ConfigStore
from bot.store.database import Connection, Database
from bot.store.learning import StoredModel


class LearnResult(StrEnum):
    """What came of looking at a repository's labels, as a sentence goes on."""

    OFF = "triage is off there"
    TOO_FEW = f"people have set fewer than {LEAST_LABELLED} labels there, or all the same"
    NOT_DUE = "too little is new since the last time"
    LEARNT = "learnt from its labels"
    UNCHANGED = "what was learnt now is worse than what was learnt before, which stays"


@dataclass(frozen=True)
class LearntIssue:
    """An issue that taught, what was guessed of it before it had, and the words that decide about it now."""

    number: int
    trial: Trial
    words: tuple[str, ...]


class Learner:
    """Learns in this process, for seconds a repository: the server has another one do it."""

    def __init__(self, db: Database, features: Sequence[Feature[Any]]) -> None:
        self._db, self._configs = db, ConfigStore(features)

    async def learn_all(self) -> AsyncIterator[tuple[Repository, LearnResult]]:
        """Learn wherever it is due, and tell of each repository."""
        for repository in await self._db.read(mirror.repositories):
            yield repository, await self.learn(repository)

    async def learn(self, repository: Repository, *, always: bool = False) -> LearnResult:
        """Learn what a repository's labels teach, where enough of them are new; or `always`."""
        config, own, before = await self._db.read(partial(self._own, repository=repository))
        if config is None:
            return LearnResult.OFF
        if sum(own.labelled.values()) < LEAST_LABELLED or len(set(own.kinds)) < 2:
            await self._db.write(partial(learning.drop, repo_ids=[repository.id]))
            return LearnResult.TOO_FEW
        older = _usable(before, repository)
        if before and older and not always and not is_due(before.examples, own.examples):
            return LearnResult.NOT_DUE
        pool, people = await self._db.read(partial(self._others, repository=repository))
        documents = list(own.documents(with_rules=not pool))
        try:
            model = train(documents, pool, people)
        except Unlearnable:
            return LearnResult.TOO_FEW
        if before and older:
            numbers = [issue.number for issue in own.issues]
            again = tried_again(older, before.examples, numbers, documents)
            if not keeps_up(model.trials, again):
                return LearnResult.UNCHANGED
        stored = StoredModel(
            repo_id=repository.id,
            owner_id=repository.owner_id,
            private=repository.private,
            pooled=bool(pool),
            examples=own.examples,
            labelled=own.labelled,
            blob=model.to_bytes(),
            learnt_at=self._db.clock.now(),
        )
        await self._db.write(partial(learning.put, model=stored))
        return LearnResult.LEARNT

    async def learnt(self, repository: Repository) -> list[LearntIssue]:
        """Return the issues from which a repository's model was learnt, the newest first."""
        _, own, before = await self._db.read(partial(self._own, repository=repository))
        model = _usable(before, repository)
        if before is None or model is None:
            return []
        known = {number: trial for (number, _), trial in zip(before.examples, model.trials, strict=False)}
        return [
            LearntIssue(issue.number, known[issue.number], model.guess(example.document).evidence.words)
            for issue, example in zip(own.issues, own.documents(with_rules=not before.pooled), strict=True)
            if issue.number in known
        ]

    def _own(
        self, conn: Connection, repository: Repository
    ) -> tuple[TriageConfig | None, LabelledIssues, StoredModel | None]:
        config = self._configs.in_force(conn, repository.id).config.section("triage", TriageConfig)
        own = labelled_issues(conn, repository, config or TriageConfig())
        return config, own, learning.load(conn, repository.id)

    def _others(self, conn: Connection, repository: Repository) -> tuple[list[LabelledIssue], frozenset[str]]:
        return sisters(conn, repository, self._configs), learning.logins(conn, repository.id)


def _usable(before: StoredModel | None, repository: Repository) -> Model | None:
    """Return the model there is; None where it cannot be read, or was learnt elsewhere."""
    try:
        return Model.from_bytes(before.blob) if before and before.fits(repository) else None
    except UnreadableModel:
        return None
