"""What is written of a button: the line of who asked for what, and the delivery that is decided again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.core.events import LostCommand, PageCommand, PageReplay
from bot.core.states import Mode
from bot.store import inbox, ledger
from bot.store.database import Connection
from bot.store.revision import take_back

if TYPE_CHECKING:
    from bot.engine.decide.outcome import Item, Outcome

HELD_BACK = "I only observe here, and do nothing."
WITHOUT_CHANGE = "It would have changed nothing."
PageEvent = LostCommand | PageCommand | PageReplay


def replay(conn: Connection, event: PageReplay, outcome: Outcome, now: datetime) -> None:
    """Have a delivery of this very repository decided again, if that was allowed."""
    delivery = inbox.by_guid(conn, event.delivery)
    allowed = outcome.mode == Mode.ACT
    if allowed and delivery is not None and delivery.repo_id == event.repository.id:
        take_back.revive(conn, [event.delivery], now)


def line(event: PageEvent, item: Item, outcome: Outcome) -> ledger.Entry:
    """Return the line of what somebody asked for on a page, with what they were refused."""
    detail: dict[str, object] = {}
    if isinstance(event, PageReplay):
        detail["delivery"] = event.delivery
        refused = [] if outcome.mode == Mode.ACT else [outcome.reason]
    else:
        detail["command"] = event.command
        refused = _refused(outcome)
    if refused:
        detail["refused"] = refused
    return ledger.Entry(
        at=item.received_at,
        repo_id=event.repository.id,
        owner_id=event.repository.owner_id,
        number=None if isinstance(event, PageCommand) and event.of_repository else event.number,
        person_id=event.sender.id,
        person=event.sender.login,
        what=event.key,
        detail=detail,
        guid=item.guid,
    )


def _refused(outcome: Outcome) -> list[str]:
    """Return why a command was not done; empty where it was."""
    if outcome.decision is None:
        return [f"{outcome.reason[:1].upper()}{outcome.reason[1:]}."]
    steps = outcome.decision.steps
    refused = [str(rejection.reason) for step in steps for rejection in step.refused]
    if not refused and outcome.mode is Mode.OBSERVE:
        return [HELD_BACK]
    if not refused and not any(step.effects for step in steps):
        return [f"{why}." for step in steps for why in step.withheld] or [WITHOUT_CHANGE]
    return refused
