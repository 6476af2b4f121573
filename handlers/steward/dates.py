"""Days in the file on which nobody is on duty yet. Said before a case finds out."""

from collections.abc import Iterator
from datetime import datetime

from bot.community.rota import Rota
from bot.community.steward import rota_config, rota_names
from bot.core.feature import ConfigWarning, RepositoryConfig
from bot.core.messages import load
from bot.core.schedule import human_day

TEXT = load(f"{__package__}.messages")


def late_starts(repo: RepositoryConfig, now: datetime) -> Iterator[ConfigWarning]:
    """Return the rotas of a file that begin after `now` (UTC)."""
    for name in rota_names(repo):
        config, where = rota_config(repo, name), ("rotas", name) if name else ("steward",)
        if config is not None:
            zone = config.timezone or repo.timezone
            begins = Rota(config, zone).change(0)
            if begins > now:
                yield (*where, "starts"), TEXT.rota_starts_later(day=human_day(begins, zone, now=now))
