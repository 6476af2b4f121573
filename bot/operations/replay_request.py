"""What an operator wants to have decided again: which deliveries, by which file, and whether to queue it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.states import OperatorMode, OutcomeKind
from bot.errors import OperatorError
from bot.operations.replay import ReplayReport, replay
from bot.store import inbox, mirror
from bot.store.database import Connection, Database
from bot.store.inbox import Delivery
from bot.store.revision import take_back
from handlers import FEATURES

GIVEN_UP = (OutcomeKind.DEAD, OutcomeKind.SET_ASIDE)
"""Outcomes of deliveries that were never decided: they are tried again whatever would come of it."""


@dataclass(frozen=True)
class ReplayRequest:
    """Deliveries by GUID, or all since an instant; only those of `repository` where it is given.

    `config_text` takes the place of the repository's own file.
    """

    guids: Sequence[str] = ()
    since: datetime | None = None
    repository: str = ""
    config_text: str | None = None


async def replay_requested(db: Database, request: ReplayRequest, mode: OperatorMode) -> ReplayReport:
    """Decide the requested deliveries again. Raises OperatorError for what is not there, or does not fit."""
    deliveries = await stored_deliveries(db, request.guids, request.since)
    if missing := set(request.guids) - {delivery.guid for delivery in deliveries}:
        raise OperatorError(f"The database knows no delivery {', '.join(sorted(missing))}.")
    if request.repository:
        deliveries = await _only(db, request.repository, deliveries)
    if (
        request.config_text is not None
        and len({delivery.repo_id for delivery in deliveries if delivery.repo_id}) > 1
    ):
        raise OperatorError("These are of several repositories; say with --repository whose file it is.")
    stretches = [deliveries] if request.since is not None else [[delivery] for delivery in deliveries]
    report = ReplayReport()
    for stretch in stretches:
        part = await replay(db, FEATURES, stretch, mode=mode, config_text=request.config_text)
        report.replayed += part.replayed
        report.lost = max(report.lost, part.lost)
        report.empty += part.empty
    return report


async def queue_different(db: Database, report: ReplayReport) -> int:
    """Have the server decide anew what would lead to something new, and whatever it has given up; return how
    many deliveries that are."""
    again = [again.guid for again in report.replayed if again.new or again.outcome_then in GIVEN_UP]
    return await db.write(lambda conn: take_back.revive(conn, again, db.clock.now())) if again else 0


async def _only(db: Database, name: str, deliveries: Sequence[Delivery]) -> list[Delivery]:
    repository = await db.read(lambda conn: mirror.repository_named(conn, name))
    if repository is None:
        raise OperatorError(f"The database knows no repository {name}; check the name.")
    return [delivery for delivery in deliveries if delivery.repo_id == repository.id]


async def stored_deliveries(db: Database, guids: Sequence[str], since: datetime | None) -> list[Delivery]:
    """Return the deliveries of these GUIDs, or since an instant; an unknown GUID is left out."""

    def read(conn: Connection) -> list[Delivery]:
        if since is not None:
            return inbox.since(conn, since)
        rows = [inbox.by_guid(conn, guid) for guid in guids]
        return [row for row in rows if row is not None]

    return await db.read(read)
