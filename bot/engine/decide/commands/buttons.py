"""What somebody asked for on a page: a command as if they had written it, or a delivery decided again."""

from __future__ import annotations

from bot.core.commands.buttons import COMMANDS, Button
from bot.core.events import Event, LostCommand, PageCommand, PageReplay
from bot.core.model import Repository, Subject
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
NEWEST = 3
"""So many issues are looked for where one may have been deleted."""
GONE = "It is not there any more: it was deleted, moved elsewhere, or hidden from me"
NO_ISSUE = "A command is given on an issue, and there is none here"


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
    command = COMMANDS[press.button]
    subject = await _subject(timer, repository, github, db)
    if subject is None:
        lost = LostCommand(
            sender=press.account,
            repository=repository,
            installation_id=timer.installation_id,
            command=command,
            subject_number=timer.number,
        )
        return Outcome(OutcomeKind.NOTHING, NO_ISSUE if timer.number is None else GONE, lost)
    return PageCommand(
        sender=press.account,
        repository=repository,
        installation_id=timer.installation_id,
        subject=subject,
        command=command,
        of_repository=timer.number is None,
    )


async def _subject(timer: Timer, repository: Repository, github: GitHub, db: Database) -> Subject | None:
    """Return what a command is given on, as GitHub has it; None where there is nothing (any more)."""
    numbers = [timer.number] if timer.number is not None else []
    if not numbers:
        newest = await db.lookup(lambda conn: mirror.newest_issues(conn, repository.id, NEWEST))
        numbers = [subject.number for subject in newest]
    reader = github.reader(timer.installation_id, repository)
    for number in numbers:
        subject = await reader.subject(number)
        if subject is not None:
            return subject
    return None


async def replay_by_button(event: PageReplay, reader: Reader) -> Outcome:
    """Return the outcome of a wish to replay: it is done with the decision's own transaction."""
    if await reader.role_of(event.sender) < MAY_REPLAY:
        reason = f"{event.sender.login} may not: it takes the triage role"
        return Outcome(OutcomeKind.NOTHING, reason, event)
    return Outcome(OutcomeKind.NOTHING, "", event, mode=Mode.ACT)
