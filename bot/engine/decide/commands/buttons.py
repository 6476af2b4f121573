"""What somebody asked for on a page: a command as if they had written it, or a delivery decided again."""

from __future__ import annotations

from bot.core.commands.buttons import COMMANDS, Button
from bot.core.events import Event, PageCommand, PageReplay
from bot.core.model import Repository
from bot.core.permissions import Role
from bot.core.ports.reader import Reader
from bot.core.states import Mode, OutcomeKind
from bot.engine.decide.outcome import Outcome
from bot.engine.ports import GitHub
from bot.store import mirror
from bot.store.database import Database
from bot.store.timers import Timer
from bot.store.visitors import button_presses

MAY_REPLAY = Role.TRIAGE


async def event_of_button(
    timer: Timer, repository: Repository, github: GitHub, db: Database
) -> Event | Outcome:
    """Return the event of a button's press whose turn it is. What is wanted of a repository is put on its
    newest issue, since commands are given somewhere; nothing is said there."""
    press = button_presses.read(timer)
    if press is None:
        return Outcome(OutcomeKind.IGNORED, "whoever wanted it was forgotten")
    if press.button is Button.REPLAY:
        return PageReplay(
            sender=press.account,
            repository=repository,
            installation_id=timer.installation_id,
            delivery=press.delivery,
        )
    number = timer.number
    if number is None:
        newest = await db.lookup(lambda conn: mirror.newest_issues(conn, repository.id, 1))
        number = newest[0].number if newest else None
    reader = github.reader(timer.installation_id, repository)
    subject = await reader.subject(number) if number is not None else None
    if subject is None:
        return Outcome(OutcomeKind.IGNORED, "there is nothing here to give a command on")
    return PageCommand(
        sender=press.account,
        repository=repository,
        installation_id=timer.installation_id,
        subject=subject,
        command=COMMANDS[press.button],
        of_repository=timer.number is None,
    )


async def replay_by_button(event: PageReplay, reader: Reader) -> Outcome:
    """Return the outcome of a wish to replay: it is done with the decision's own transaction."""
    if await reader.role_of(event.sender) < MAY_REPLAY:
        reason = f"{event.sender.login} may not: it takes the triage role"
        return Outcome(OutcomeKind.NOTHING, reason, event)
    return Outcome(OutcomeKind.NOTHING, "", event, mode=Mode.ACT)
