"""Guesses by what was learnt, as handlers are given them (`bot.core.ports.guesses`)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import structlog

from bot.community.issue_kind import Kind
from bot.core.model import Repository
from bot.core.ports.clock import Clock
from bot.core.ports.guesses import KindGuess, ReadDocument, Verdict
from bot.insight.learning import IssueDocument, Model, UnreadableModel
from bot.insight.learning.modes import trust_level
from bot.store import learning
from bot.store.database import Database
from bot.store.learning import StoredModel

log = structlog.get_logger()

MOST_HELD = 32
"""Models that are held in memory, those used last."""


class _Loaded(NamedTuple):
    """A model as it was stored at an instant; None where it cannot be read."""

    learnt_at: datetime
    stored: StoredModel
    model: Model | None


class LearntGuesses:
    """Reads what was learnt, and holds it as long as it is the latest."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock
        self._cached: OrderedDict[int, _Loaded] = OrderedDict()

    async def guess(
        self,
        repository: Repository,
        read: ReadDocument,
        apply_above: float | None,
        verdicts: Sequence[Verdict],
    ) -> KindGuess | None:
        """Return what an issue of a repository is guessed to be; None where nothing was learnt that it may
        use."""
        loaded = await self._latest(repository)
        if loaded is None or loaded.model is None or not loaded.stored.fits(repository):
            return None
        document = await read()
        rule = "" if loaded.stored.pooled else document.rule
        guess = loaded.model.guess(IssueDocument(document.title, document.text, document.marks, rule))
        level = trust_level(
            guess.label,
            guess.p,
            threshold=apply_above,
            labelled=loaded.stored.labelled,
            trials=loaded.model.trials,
            verdicts=verdicts,
            now=self._clock.now(),
            question=Kind.SUPPORT,
        )
        return KindGuess(
            kind=guess.label,
            p=guess.p,
            probabilities=guess.probabilities,
            words=guess.evidence.words,
            right=guess.evidence.right,
            tried=guess.evidence.tried,
            mode=level.mode,
            because=level.value,
        )

    async def _latest(self, repository: Repository) -> _Loaded | None:
        learnt_at = await self._db.lookup(lambda conn: learning.learnt_at(conn, repository.id))
        loaded = self._cached.pop(repository.id, None)
        if learnt_at is None:
            return None
        if loaded is None or loaded.learnt_at != learnt_at:
            stored = await self._db.read(lambda conn: learning.load(conn, repository.id))
            if stored is None:
                return None
            loaded = _Loaded(stored.learnt_at, stored, _readable(stored))
        self._cached[repository.id] = loaded
        while len(self._cached) > MOST_HELD:
            self._cached.popitem(last=False)
        return loaded


def _readable(stored: StoredModel) -> Model | None:
    try:
        return Model.from_bytes(stored.blob)
    except UnreadableModel as reason:
        log.warning("a model is not used until the repository is learnt again", reason=str(reason))
        return None
