"""Trying a file on the issues and pull requests of a repository: each is opened once more, in memory.

No memory, no ledger but of what was merged. What people are to the repository is taken from what GitHub calls
them, texts and templates are read as they are today, and what pull requests change is asked at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel

from bot.core.config.accounts import NamedAccounts, account_warnings
from bot.core.config.effective import line_of, notes
from bot.core.config.loader import load
from bot.core.config.preview import SUBJECTS, ConfigPreview, PreviewedPull, PreviewedSubject
from bot.core.config.problems import ConfigError, Problem
from bot.core.feature import Feature
from bot.core.model import LabelInfo, Repository, Subject
from bot.core.ports.clock import Clock
from bot.core.ports.reader import PullDetails, Reader
from bot.engine.decide import registry
from bot.engine.decide.recorded_reader import FileReader
from bot.engine.dry.config_lookups import look_up_names
from bot.engine.dry.in_memory_engine import InMemoryEngine
from bot.engine.dry.opened import INSTALLATION, answers_about, opened, previewed
from bot.engine.dry.pulls_preview import pulls_to_try, try_on_pulls
from bot.store import mirror
from bot.store.config_store import ConfigStore, named_accounts
from bot.store.database import Connection, Database
from bot.store.mirror.subjects import newest_issues


@dataclass(frozen=True)
class _History:
    """What the mirror knows of a repository: its newest issues, newest first; its newest pull requests and
    the issues they name; its labels, and the file in force."""

    issues: tuple[Subject, ...]
    pulls: tuple[Subject, ...]
    named: tuple[Subject, ...]
    labels: tuple[LabelInfo, ...]
    text: str
    accounts: NamedAccounts | None

    @property
    def newest(self) -> frozenset[int]:
        """The numbers of the newest subjects of all."""
        numbers = sorted(subject.number for subject in (*self.issues, *self.pulls))
        return frozenset(numbers[-SUBJECTS:])


class _HeadFiles:
    """The repository's files as a pull request leaves them: those that it may bring are read there."""

    def __init__(self, reader: Reader, ref: str, brought: Collection[str]) -> None:
        self._reader, self._ref, self._brought = reader, ref, brought

    async def file(self, path: str, ref: str | None = None) -> str | None:
        """See `Reader`."""
        return await self._reader.file(path, self._ref if path in self._brought else ref)

    async def files(self, folder: str) -> tuple[str, ...]:
        """See `Reader`."""
        return await self._reader.files(folder)


class MirrorPreview:
    """Tries a file on the newest subjects that the mirror knows, and looks up the names in it on GitHub."""

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
        preview = read_file(self._features, text)
        if preview.problems:
            return preview
        history = await self._db.read(lambda conn: self._history(conn, repository))
        looked_up = await look_up_names(
            self._features, text, repository, reader, self._clock.now(), channels=self._channels, ref=ref
        )
        config = load(text, self._features, names=history.accounts.names() if history.accounts else None)
        renamed = [Problem(1, 1, "", sentence) for sentence in account_warnings(config.read_as)]
        details = await reader.details_of([pull.number for pull in history.pulls[:SUBJECTS]])
        files = _HeadFiles(reader, ref, [template.path for template, _ in preview.template_files])
        after = await self._tried(repository, text, history, details, files)
        before = await self._tried(repository, history.text, history, details, reader)
        return replace(
            preview,
            warnings=tuple(sorted({*preview.warnings, *looked_up, *renamed})),
            subjects=tuple(one for one in after if one.number in history.newest),
            before=tuple(one for one in before if one.number in history.newest),
            pulls=self._outcomes(after, text),
            config=config,
        )

    def _history(self, conn: Connection, repository: Repository) -> _History:
        pulls, named = pulls_to_try(conn, repository.id)
        return _History(
            issues=newest_issues(conn, repository.id, SUBJECTS),
            pulls=pulls,
            named=named,
            labels=tuple(mirror.labels(conn, repository.id) or ()),
            text=ConfigStore(self._features).in_force(conn, repository.id).text,
            accounts=named_accounts(conn, repository.id),
        )

    async def _tried(
        self,
        repository: Repository,
        text: str,
        history: _History,
        details: Mapping[int, PullDetails],
        files: FileReader,
    ) -> tuple[PreviewedSubject, ...]:
        """Return what a file would have done with the newest issues and pull requests."""
        features, labels = self._features, history.labels
        issues, pulls, named = history.issues, history.pulls, history.named
        tried = await try_on_issues(features, repository, text, issues, labels, pulls=pulls, files=files)
        others = (*issues, *named)
        return (
            *tried,
            *await try_on_pulls(features, repository, text, pulls, others, labels, details, files),
        )

    def _outcomes(self, subjects: Sequence[PreviewedSubject], text: str) -> tuple[PreviewedPull, ...]:
        """Return what the features that say so would have wanted of the latest pull requests."""
        config = load(text, self._features)
        names = [
            one.name for one in self._features if one.previews_pulls and one.config_in(config) is not None
        ]
        return tuple(
            PreviewedPull(one.number, one.reasons(names)) for one in subjects if names and one.is_pull_request
        )


def read_file(features: Sequence[Feature[BaseModel]], text: str) -> ConfigPreview:
    """Return what is to be known about a file without trying it: its mistakes, or its warnings and texts."""
    try:
        config = load(text, features)
        warnings = tuple(notes(text, features))
    except ConfigError as error:
        return ConfigPreview(problems=error.problems)
    files = registry.FeaturesOn.of(features, config).template_files
    template_files = tuple((file, line_of(text, file.place)) for file in files)
    return ConfigPreview(warnings=warnings, template_files=template_files, config=config)


async def try_on_issues(
    features: Sequence[Feature[BaseModel]],
    repository: Repository,
    text: str,
    issues: Sequence[Subject],
    labels: Sequence[LabelInfo],
    *,
    pulls: Sequence[Subject] = (),
    files: FileReader | None = None,
) -> tuple[PreviewedSubject, ...]:
    """Return what a file would have done when each of `issues` was opened; `pulls` are known of their
    authors. Raise `ConfigError` as `load` does."""
    if not issues:
        return ()
    in_order = sorted(issues, key=lambda issue: (issue.created_at, issue.number))
    subjects: list[PreviewedSubject] = []
    async with InMemoryEngine(features, in_order[0].created_at, config_text=text, files=files) as engine:

        def settle(conn: Connection) -> None:
            mirror.put_subjects(conn, repository, (), (), in_order[0].created_at)
            mirror.put_labels(conn, repository.id, list(labels))
            mirror.end_sync(conn, repository, in_order[0].created_at, INSTALLATION)

        await engine.db.write(settle)
        for issue in in_order:
            arrival = opened(repository, issue)
            await engine.play(arrival, answers_about(issue, (*in_order, *pulls)))
            subjects.append(previewed(issue, await engine.effects(arrival.guid)))
    return tuple(subjects)
