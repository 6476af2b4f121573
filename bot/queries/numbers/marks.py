"""What the time axes of a repository's charts bear: releases, cohorts, and changes of its file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.community.newcomers.cohort import cohorts_of
from bot.core.feature import Feature
from bot.insight.charts.time_marks import MarkKind, TimeMark
from bot.store.config_store import ConfigStore
from bot.store.database import Connection
from bot.store.mirror import time_marks as stored


def time_marks(conn: Connection, features: Sequence[Feature[Any]], repo_id: int) -> tuple[TimeMark, ...]:
    """Return them in order; days are those of UTC."""
    cohorts = cohorts_of(ConfigStore(features).in_force(conn, repo_id).config)
    marks = [
        *(TimeMark(at, MarkKind.RELEASE, name) for name, at in stored.releases(conn, repo_id).items()),
        *(TimeMark(at, MarkKind.FILE) for at in stored.file_changes(conn, repo_id)),
        *(
            TimeMark(_day(cohort.since), MarkKind.COHORT, name, _day(cohort.until + timedelta(days=1)))
            for name, cohort in cohorts.items()
        ),
    ]
    return tuple(sorted(marks, key=lambda mark: (mark.at, mark.text)))


def _day(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
