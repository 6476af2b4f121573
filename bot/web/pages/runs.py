"""Runs of checks that wait for a maintainer's approval, as pages ask GitHub about them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum

from bot.core.errors import NoAccess, Unreachable
from bot.core.ports.reader import WaitingRun
from bot.store import mirror
from bot.web.visits.visit import Visit

PATIENCE = 1.0
"""Seconds that a page waits for GitHub's word; it is believed for two minutes."""


class RunsKnown(StrEnum):
    """Whether GitHub said which runs wait."""

    CERTAIN = ""
    NOT_ALLOWED = "the App may not read Actions here, which is an optional right (`actions: read`)"
    NOT_NOW = "GitHub has not said so just now"


@dataclass(frozen=True)
class WaitingRunsAnswer:
    """The runs, and whether they are known."""

    runs: tuple[WaitingRun, ...]
    known: RunsKnown


async def waiting_runs(visit: Visit) -> WaitingRunsAnswer:
    """Return the runs that wait in the repository of a visit, as far as GitHub says so at once."""
    store, repository = visit.store, visit.of
    installation_id = await store.read(lambda conn: mirror.installation_of(conn, repository.id))
    if store.runs is None or installation_id is None:
        return WaitingRunsAnswer((), RunsKnown.NOT_ALLOWED)
    try:
        async with asyncio.timeout(PATIENCE):
            runs = await store.runs.of(installation_id, repository)
    except (TimeoutError, Unreachable, NoAccess):
        return WaitingRunsAnswer((), RunsKnown.NOT_NOW)
    return WaitingRunsAnswer(runs or (), RunsKnown.NOT_ALLOWED if runs is None else RunsKnown.CERTAIN)
