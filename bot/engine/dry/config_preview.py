"""Trying a file on the issues of a repository: each is opened once more, by an engine of its own in memory.

No memory, no ledger: every author is as new as GitHub calls them. GitHub is not asked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from pydantic import BaseModel

from bot.core.config.accounts import account_warnings
from bot.core.config.effective import line_of, notes
from bot.core.config.loader import load
from bot.core.config.preview import ISSUES, ConfigPreview, PreviewedIssue
from bot.core.config.problems import ConfigError, Problem
from bot.core.feature import Feature
from bot.core.model import LabelInfo, Repository, Subject
from bot.core.ports.clock import Clock
from bot.core.ports.reader import Reader
from bot.engine.decide import registry
from bot.engine.decide.questions import HAS_CONTRIBUTED
from bot.engine.dry.config_lookups import look_up_names
from bot.engine.dry.in_memory_engine import InMemoryEngine
from bot.engine.dry.opened import INSTALLATION, opened
from bot.engine.dry.pulls_preview import pulls_to_try, try_on_pulls
from bot.store import mirror
from bot.store.config_store import named_accounts
from bot.store.database import Connection, Database
from bot.store.mirror.subjects import newest_issues

NEW = ("NONE", "FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR")
"""What GitHub calls the relation of people who have not contributed: a hint, good enough for a table."""


class MirrorPreview:
    """Tries a file on the newest issues that the mirror knows, and looks up the names in it on GitHub."""

    def __init__(
        self,
        db: Database,
        features: Sequence[Feature[BaseModel]],
        clock: Clock,
        channels: Collection[str] | None = None,
    ) -> None:
        self._db, self._features, self._clock, self._channels = db, features, clock, channels

    async def __call__(self, repository: Repository, reader: Reader, text: str, ref: str) -> ConfigPreview:
        """See `ports.Preview`."""

        def read(conn: Connection) -> tuple[tuple[Subject, ...], tuple[LabelInfo, ...] | None]:
            return newest_issues(conn, repository.id, ISSUES), mirror.labels(conn, repository.id)

        issues, labels = await self._db.read(read)
        pulls, named = await self._db.read(lambda conn: pulls_to_try(conn, repository.id))
        preview = await try_on_issues(self._features, repository, text, issues, labels or ())
        if preview.problems:
            return preview
        warnings = await look_up_names(
            self._features,
            text,
            repository,
            reader,
            self._clock.now(),
            channels=self._channels,
            ref=ref,
        )
        accounts = await self._db.read(lambda conn: named_accounts(conn, repository.id))
        config = load(text, self._features, names=accounts.names() if accounts else None)
        warnings += tuple(Problem(1, 1, "", sentence) for sentence in account_warnings(config.read_as))
        previewed = await try_on_pulls(self._features, repository, config, text, pulls, named)
        return replace(preview, warnings=tuple(sorted({*preview.warnings, *warnings})), pulls=previewed)


async def try_on_issues(
    features: Sequence[Feature[BaseModel]],
    repository: Repository,
    text: str,
    issues: Sequence[Subject],
    labels: Sequence[LabelInfo],
) -> ConfigPreview:
    """Try a file on `issues`: what would have been done when each was opened."""
    try:
        config = load(text, features)
        warnings = tuple(notes(text, features))
    except ConfigError as error:
        return ConfigPreview(problems=error.problems)
    template_files = tuple((file, line_of(text, file.place)) for file in registry.texts_in(features, config))
    if not issues:
        return ConfigPreview(warnings=warnings, template_files=template_files, config=config)
    in_order = sorted(issues, key=lambda issue: (issue.created_at, issue.number))
    previewed = []
    async with InMemoryEngine(features, in_order[0].created_at, config_text=text) as engine:

        def settle(conn: Connection) -> None:
            mirror.put_subjects(conn, repository, (), (), in_order[0].created_at)
            mirror.put_labels(conn, repository.id, list(labels))
            mirror.end_sync(conn, repository, in_order[0].created_at, INSTALLATION)

        await engine.db.write(settle)
        for issue in in_order:
            arrival = opened(repository, issue)
            question = HAS_CONTRIBUTED.key(issue.author.login)
            await engine.play(arrival, {question: issue.author_association not in NEW})
            effects = tuple(row.effect for row in await engine.effects(arrival.guid))
            previewed.append(PreviewedIssue(issue.number, issue.title, effects, issue.labels))
    return ConfigPreview((), warnings, tuple(previewed), template_files, config=config)
