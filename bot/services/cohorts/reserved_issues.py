"""Issues kept for a cohort: until when, for whom, and what others hear.

Kept from `ahead` of the first day to the end of the last, so that nobody who travels finds them gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.community.newcomers.cohort import Cohort, cohorts_of, reserves
from bot.core.config.repository_config import RepositoryConfig
from bot.core.context import Context
from bot.core.markdown import code
from bot.core.schedule import spoken_day
from bot.core.schedule.local import day_of
from bot.services.cohorts.membership import belongs


@dataclass(frozen=True)
class Reservation:
    """An issue is kept for the people of a cohort."""

    name: str
    cohort: Cohort

    @property
    def free_from(self) -> date:
        """The day from which anybody can claim it."""
        return self.cohort.until + timedelta(days=1)

    def __str__(self) -> str:
        """For whom and until when, as a sentence."""
        return (
            f"This is kept for the people of {code(self.name)} until {spoken_day(self.cohort.until)}; "
            f"from {spoken_day(self.free_from)} anybody can claim it."
        )


def reservations(
    repo: RepositoryConfig, number: int, labels: Sequence[str], now: datetime
) -> list[Reservation]:
    """Return the cohorts an issue is kept for now."""
    cohorts = cohorts_of(repo)
    today = day_of(now, repo.timezone) if cohorts else None
    return [
        Reservation(name, cohort)
        for name, cohort in cohorts.items()
        if today is not None and cohort.is_near(today) and reserves(cohort, number, tuple(labels))
    ]


async def reserved_for_others(
    ctx: Context[Any], number: int, labels: Sequence[str], person_id: int, login: str = ""
) -> Reservation | None:
    """For whom an issue is kept, where that is not this person; None if they can have it.

    Without a `login` only those count who came already: the file lists logins.
    """
    matches = reservations(ctx.repo, number, labels, ctx.now)
    for reservation in matches:
        if await belongs(ctx, reservation.name, reservation.cohort, person_id, login):
            return None
    return matches[0] if matches else None
