"""Reports of an outage within one hour as one incident. Pure; instants are UTC."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.community.cases import ReportedOutage
from bot.community.steward import FEATURE
from bot.core.memory import Memory
from bot.core.model import Value

TOGETHER = timedelta(hours=1)
"""Reports within so long of the first are one incident."""
MOST = 20
"""So many incidents are kept."""
_TAG = re.compile(r"^\s*\[[^\]]*\]")


class Incident(Value):
    """Reports that belong together. `guid` is the delivery that began it."""

    rota: str
    outage: ReportedOutage
    began_at: datetime
    guid: str
    others: tuple[int, ...] = ()

    def has(self, number: int) -> bool:
        """Return whether an issue is one of its reports."""
        return number == self.outage.first or number in self.others


INCIDENTS = Memory(FEATURE, "incidents", tuple[Incident, ...])
"""In the repository's scope: those whose first report is still open, the newest last."""


def running(incidents: Iterable[Incident], rota: str, at: datetime) -> Incident | None:
    """Return the incident of a rota that a report joins now."""
    recent = (
        incident for incident in incidents if incident.rota == rota and at - incident.began_at <= TOGETHER
    )
    return next(recent, None)


def words_of_report(title: str, body: str) -> str:
    """Return what a new issue says, without the tag before its title."""
    return f"{_TAG.sub('', title)}\n\n{body}"
