"""How long one usually waits for a first answer in a repository: a range, which tells of nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.config.repository_config import RepositoryConfig
from bot.core.model import EPOCH
from bot.insight.history import History, Period
from bot.insight.lines import DEEDS, OPENED, threads
from bot.insight.waiting import usual_wait as middle_half
from bot.queries.history import counted_line
from bot.store import lines
from bot.store.database import Connection

SAMPLE = 100
"""So many of the latest issues, and of the latest pull requests, are looked at."""
LATELY = timedelta(days=365)


def usual_wait(
    conn: Connection, repo_id: int, config: RepositoryConfig, now: datetime
) -> tuple[timedelta, timedelta] | None:
    """Return between which times the middle half of the first answers came lately; None where that is not
    known."""
    latest = [line for kind in OPENED for line in lines.newest(conn, repo_id, kind, SAMPLE)]
    numbers = {line.number for line in latest if line.number and line.at >= now - LATELY}
    deeds = [counted_line(line) for line in lines.on_subjects(conn, repo_id, numbers, DEEDS)]
    sample = threads(deeds, {}, config.programs)
    history = History(known_since=None, until=now, working=config.working_hours, threads=sample)
    return middle_half(history, Period(EPOCH, now))
