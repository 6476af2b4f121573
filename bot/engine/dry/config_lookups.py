"""What a repository's file names that is not there, or not yet: said before it matters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from pydantic import BaseModel

from bot.core.config.effective import placed
from bot.core.config.loader import examine, references
from bot.core.config.names.lookups import Lookups
from bot.core.config.problems import Problem
from bot.core.feature import ConfigWarning, Feature
from bot.core.model import Repository
from bot.core.ports.reader import Reader


async def look_up_names(
    features: Sequence[Feature[BaseModel]],
    text: str,
    repository: Repository,
    reader: Reader,
    now: datetime,
    *,
    channels: Collection[str] | None = None,
    ref: str | None = None,
) -> tuple[Problem, ...]:
    """Return what of a file's names is not there, and what of its dates surprises on the day of `now`.

    `channels` and `ref`: see `Lookups`. Raise `ConfigError` for a file that cannot be used.
    """
    reading = examine(text, features)
    config = reading.config("")
    lookups = Lookups(repository, reader, ref=ref, channels=channels, rotas=reading.names.apart_from)
    names = [one for one in references(reading) if not (config.creates_labels and one.path[0] == "labels")]
    remarks: list[ConfigWarning] = [*await lookups.remarks(names)]
    for feature in features:
        if feature.dated_warnings is not None and feature.config_in(config) is not None:
            remarks += feature.dated_warnings(config, now)
        if feature.rights_asked is not None:
            remarks += await lookups.lacking_rights(feature.rights_asked(config))
    return tuple(sorted(placed(text, remarks)))
