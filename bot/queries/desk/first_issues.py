"""Issues that were proposed to maintainers as good first ones, as long as nobody has decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.community.suggestions import Suggestions, is_free, lacks
from bot.community.suggestions.likely_first import PROPOSALS, is_current, is_first
from bot.core.feature import Feature
from bot.core.keys import repository_scope
from bot.core.model import Repository
from bot.store import memory, mirror
from bot.store.config_store import ConfigStore
from bot.store.database import Connection


@dataclass(frozen=True)
class ProposedIssue:
    """An issue that may be somebody's first: what it shares with marked ones, and what it lacks."""

    number: int
    title: str
    signs: tuple[str, ...]
    lacks: tuple[str, ...]


def proposed_issues(
    conn: Connection, features: Sequence[Feature[Any]], repository: Repository, now: datetime
) -> tuple[ProposedIssue, ...]:
    """Return the proposals of the last three weeks that nobody has decided on, the latest first."""
    config = (
        ConfigStore(features)
        .in_force(conn, repository.id)
        .config.section("newcomers.suggestions", Suggestions)
    )
    if config is None or not config.least:
        return ()
    stored = memory.read(conn, repository_scope(repository.id), PROPOSALS.feature, PROPOSALS.key).value
    current = {one.number: one for one in PROPOSALS.parse(stored) or () if is_current(one, now)}
    marks = frozenset(label.casefold() for label in config.labels)
    issues = {issue.number: issue for issue in mirror.subjects(conn, repository.id, current)}
    return tuple(
        ProposedIssue(
            number,
            issues[number].title,
            tuple(sign.partition(":")[2] for sign in proposal.signs),
            tuple(map(str, lacks(issues[number]))),
        )
        for number, proposal in sorted(current.items(), key=lambda item: (item[1].at, item[0]), reverse=True)
        if number in issues and is_free(issues[number], 0) and not is_first(issues[number], marks)
    )
