"""What a repository's file names that GitHub does not know: asked before it matters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from bot.core.config.effective import placed
from bot.core.config.loader import load
from bot.core.config.problems import Problem
from bot.core.feature import Feature
from bot.core.model import Repository
from bot.core.ports.reader import Reader


async def look_up_names(
    features: Sequence[Feature[BaseModel]], text: str, repository: Repository, reader: Reader, now: datetime
) -> tuple[Problem, ...]:
    """Return what the features that are on find. Raise `ConfigError` for a file that cannot be used."""
    config = load(text, features)
    remarks = [
        remark
        for feature in features
        if feature.config_lookups is not None and feature.config_in(config) is not None
        for remark in await feature.config_lookups(config, repository, reader, now)
    ]
    return tuple(sorted(placed(text, remarks)))
