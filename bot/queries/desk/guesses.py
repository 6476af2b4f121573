"""Guesses of what issues are that nobody has judged, as maintainers read them; the surest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.community.triage import GUESS, ShownGuess, TriageConfig, kind_by_label
from bot.core.feature import Feature
from bot.core.keys import number_in, subjects_prefix
from bot.core.model import Repository
from bot.store import memory, mirror
from bot.store.config_store import ConfigStore
from bot.store.database import Connection

SHOWN = 10


@dataclass(frozen=True)
class UnjudgedGuess:
    """An issue that nobody has sorted, and what it is guessed to be."""

    number: int
    title: str
    guess: ShownGuess


def unjudged_guesses(
    conn: Connection, features: Sequence[Feature[Any]], repository: Repository
) -> tuple[UnjudgedGuess, ...]:
    """Return the guesses that a repository's file lets maintainers see."""
    config = ConfigStore(features).in_force(conn, repository.id).config.section("triage", TriageConfig)
    if config is None or config.guess.show == "never":
        return ()
    rows = memory.scan_scopes(conn, subjects_prefix(repository.id), GUESS.feature, GUESS.key)
    parsed = {number_in(scope): GUESS.parse(row.value) for scope, row in rows.items()}
    guesses = {number: guess for number, guess in parsed.items() if guess and not guess.applied}
    unsorted = [
        UnjudgedGuess(issue.number, issue.title, guesses[issue.number])
        for issue in mirror.subjects(conn, repository.id, guesses)
        if issue.is_open and kind_by_label(issue.labels, config) is None
    ]
    return tuple(sorted(unsorted, key=lambda one: (-one.guess.p, one.number))[:SHOWN])
