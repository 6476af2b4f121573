"""`/status`: how the server stands, for whoever looks after it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.core.states import EffectRank, PauseKind
from bot.queries.benchmarks.history import BenchmarkRun, bound, day, stored, text
from bot.queries.server_status import ServerStatus, server_status
from bot.store.backlog import WaitReason
from bot.store.upkeep.budgets import ALL_REQUESTS
from bot.web.pages.records.words import length, moment, size
from bot.web.visits.page import Page, Shown
from bot.web.visits.sight import PageGrant, Sight
from bot.web.visits.visit import Visit

Rows = tuple[tuple[str, ...], ...]
REASON_WORDS = {
    WaitReason.DUE: "due: their turn comes",
    WaitReason.AHEAD: "put off: GitHub takes no more for now, or one before them waits",
    WaitReason.RETRY: "to be tried again after a failure",
    WaitReason.SENT: "sent; the answer is awaited",
    WaitReason.PAUSED: "held while their installation rests",
}
"""Why effects wait, in words."""
RANK_WORDS = {
    EffectRank.CHANGE: "labels, people, states",
    EffectRank.CONTENT: "comments and the like",
    EffectRank.EDIT: "edits of comments",
}
"""What waits, in words."""
HELD_WORDS = {
    PauseKind.PACE: "comments and the like",
    PauseKind.FEW_REQUESTS: "edits of comments",
    PauseKind.FEWEST_REQUESTS: "comments, and edits of them",
}
"""What rests, in words; otherwise everything does."""
BUDGET_WORDS = {
    "core": "requests",
    "graphql": "points for GraphQL",
    "search": "searches",
    "code_search": "searches of code",
    ALL_REQUESTS: "everything",
}
"""What GitHub counts, in words."""
OPEN_END = "when its owner lets it"


@dataclass(frozen=True)
class StatusView:
    """The page: each table as rows of texts."""

    at: str
    rival: bool
    lag: Rows
    effects: Rows
    waiting: Rows
    resting: Rows
    awaiting: Rows
    budgets: Rows
    given_up: Rows
    dead: Rows
    disk: Rows
    backups: Rows
    versions: Rows
    workers: Rows
    is_fleet: bool
    measured: str
    """Of which commit the figures are, when and where they were measured; empty without any."""
    figures: Rows


async def _answer(visit: Visit) -> Shown:
    database, now = visit.store.db, visit.now
    known = await visit.store.read(
        lambda conn: server_status(
            conn, visit.store.features, database.path, now, is_shared=database.is_shared
        )
    )
    measured = await asyncio.to_thread(stored)
    return Shown("status.html", _view(known, now, measured.runs[-1] if measured.runs else None))


def _view(known: ServerStatus, now: datetime, run: BenchmarkRun | None) -> StatusView:
    left = known.backlog
    since = (("oldest delivery not decided", left.delivery), ("oldest effect not carried out", left.effect))
    return StatusView(
        at=moment(now),
        rival=bool(left.rival),
        lag=tuple((what, f"waits for {length(now - at)}" if at else "none waits") for what, at in since),
        effects=tuple((REASON_WORDS[why], f"{count:,}") for why, count in sorted(left.effects.items())),
        waiting=tuple(
            (
                row.account or "–",
                RANK_WORDS[row.rank],
                f"{row.count:,}",
                moment(row.due_at) or OPEN_END,
                row.reason or "–",
            )
            for row in known.waiting
        ),
        resting=tuple(
            (
                row.account or "–",
                HELD_WORDS.get(row.resource, "everything"),
                moment(row.until) or OPEN_END,
                row.reason,
            )
            for row in known.resting
        ),
        awaiting=known.awaiting,
        budgets=tuple(
            (
                account or row.scope,
                BUDGET_WORDS.get(row.resource, row.resource),
                f"{row.remaining:,} of {row.limit:,}" if row.limit else "nothing for now",
                moment(row.reset),
            )
            for account, row in known.budgets
        ),
        given_up=tuple((what, f"{count:,}") for what, count in sorted(left.dead.items())),
        dead=_dead(known),
        disk=_disk(known),
        backups=_backups(known),
        versions=_versions(known),
        workers=tuple(
            (f"{row.id}", f"{length(now - row.seen_at) if now > row.seen_at else 'a moment'} ago")
            for row in known.workers
        ),
        is_fleet=known.fleet is not None,
        measured=f"{run.commit} on {day(run.at)}, {run.machine}" if run is not None else "",
        figures=_figures(run) if run is not None else (),
    )


def _figures(run: BenchmarkRun) -> Rows:
    return tuple(
        (one.figure, text(one), bound(one) or "–", "yes" if one.is_within else "no") for one in run.figures
    )


def _dead(known: ServerStatus) -> Rows:
    return tuple(
        (
            row.guid,
            f"{row.event}.{row.action}" if row.action else row.event,
            row.repository or "–",
            moment(row.received_at),
            row.reason or row.outcome,
        )
        for row in known.dead
    )


def _backups(known: ServerStatus) -> Rows:
    return tuple(
        (row.path, moment(row.made_at) or "not there any more", "–" if row.size is None else size(row.size))
        for row in known.backups
    )


def _disk(known: ServerStatus) -> Rows:
    rows: Rows = (("the database takes", size(known.size)),)
    if known.room is not None:
        free, whole = known.room
        rows += (("free on its disk", f"{size(free)} of {size(whole)}"),)
    return rows


def _versions(known: ServerStatus) -> Rows:
    fleet = known.fleet
    rows: Rows = (
        ("Stewardbot", known.versions.program),
        ("Python", known.versions.python),
        ("database", f"{known.versions.database}, tables of version {known.versions.tables}"),
        ("repositories it is installed on", f"{known.repositories:,}"),
        ("accounts that own them", f"{known.accounts:,}"),
    )
    if fleet is not None:
        rows += (("living workers", f"{fleet.workers:,}"), ("lanes in the queue", f"{fleet.waiting:,}"))
        rows += (("jobs whose worker is gone", f"{fleet.stalled:,}"),)
    return rows


page = Page(
    "status",
    path="/status",
    title="How the server stands",
    answer=_answer,
    needs=Sight.ADMIN,
    grants=frozenset({PageGrant.OPERATOR}),
    menu="Status",
)
