"""What is in force in a repository, where each value comes from, and why a newer file is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.config.effective import ValueInForce, effective, notes
from bot.core.config.problems import ConfigError, Problem
from bot.core.config.repository_config import CONFIG_FOLDER
from bot.core.feature import Feature
from bot.core.model import Repository, same
from bot.store import mirror
from bot.store.config_store import ConfigStore
from bot.store.database import Connection


@dataclass(frozen=True)
class FeatureState:
    """A feature, the section that turns it on, and whether it is on."""

    name: str
    summary: str
    section: str
    is_on: bool


@dataclass(frozen=True)
class ConfigInForce:
    """The configuration that counts now.

    `source` is where the file in force was read (`owner/repo@sha:path`), empty for none; `inherited`: it is
    the owner's, not the repository's own. `error` says why the newest file is not in force, `mistakes` the
    same with the places, as far as they have one; `refused` why this release refuses the last good file.
    `notes` are worth knowing about the file in force. `read_at`: when a file was last looked for.
    """

    source: str
    inherited: bool
    rows: tuple[ValueInForce, ...]
    features: tuple[FeatureState, ...]
    error: str = ""
    mistakes: tuple[Problem, ...] = ()
    refused: str = ""
    notes: tuple[Problem, ...] = ()
    read_at: datetime | None = None


def config_in_force(
    conn: Connection, features: Sequence[Feature[Any]], repository: Repository, *, held_back: bool = False
) -> ConfigInForce:
    """Return the configuration of a repository; `held_back`: the operator's MODE lets nothing be written."""
    configs, stored = ConfigStore(features), mirror.config(conn, repository.id)
    in_force = configs.in_force(conn, repository.id)
    config = in_force.config
    source = config.source if in_force.text else ""
    rows = effective(in_force.text, features)
    if held_back:
        rows = [
            ValueInForce("mode", "observe", "setting MODE") if row.path == "mode" else row for row in rows
        ]
    newest = configs.parse(stored.text, stored.source) if stored and in_force.error else None
    return ConfigInForce(
        source=source,
        inherited=_is_owners(source) and not same(repository.name, CONFIG_FOLDER),
        rows=tuple(rows),
        features=tuple(
            FeatureState(
                feature.name, feature.summary, feature.turned_on_by, feature.turned_on_by in config.sections
            )
            for feature in features
        ),
        error=in_force.error,
        mistakes=newest.problems if isinstance(newest, ConfigError) else (),
        refused=in_force.refused,
        notes=tuple(notes(in_force.text, features)),
        read_at=stored.fetched_at if stored else None,
    )


def _is_owners(source: str) -> bool:
    """Return whether a file stands in its owner's repository for all of theirs."""
    return same(source.partition("@")[0].rpartition("/")[2], CONFIG_FOLDER)
