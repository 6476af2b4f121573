"""A text that may hold commands, the situation in which somebody wrote it, and the commands found in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core import commands as grammar
from bot.core import effects as fx
from bot.core.commands import Parsed
from bot.core.commands.command import Command
from bot.core.config.repository_config import RepositoryConfig
from bot.core.events import PageCommand, SubjectEvent, Written
from bot.core.keys import COMMANDS
from bot.core.markdown.lines import SLASHES
from bot.core.model import contains
from bot.core.permissions import Role
from bot.engine.decide.decision import ANSWER, Step, stamped
from bot.engine.decide.pause_and_lock import PauseAndLock
from bot.engine.decide.situation import Situation


@dataclass(frozen=True)
class Request:
    """A text somebody wrote on a subject."""

    event: SubjectEvent
    written: Written
    situation: Situation
    quiet: PauseAndLock
    earlier_steps: tuple[Step, ...] = ()
    """What the features made of the event itself."""

    @property
    def ref(self) -> str:
        """The subject it was written on."""
        return self.event.ref

    @property
    def author(self) -> str:
        """The login of the person who wrote it."""
        return self.written.author.login

    def answer(self, effects: Iterable[fx.AnyEffect], because: str = "") -> Step:
        """Return the step that answers the text with these effects."""
        reason = because or f"{self.author} wrote a command"
        if isinstance(self.event, PageCommand):  # There is no text to react to, and nobody there to read.
            effects = [effect for effect in effects if isinstance(effect, fx.Inward)]
        withheld: tuple[str, ...] = ()
        if rights := self.situation.awaited_to_speak:
            effects = [effect for effect in effects if isinstance(effect, fx.Inward)]
            withheld = (self.situation.off_until(rights),)
        return Step(COMMANDS, ANSWER, stamped(effects, COMMANDS, reason), withheld=withheld)


def may_hold_commands(event: SubjectEvent) -> bool:
    """Return whether a text could hold commands at all: a cheap first look."""
    written = event.written()
    return written is not None and any(sign in written.body for sign in (*SLASHES, "@"))


def may_command(written: Written, repo: RepositoryConfig) -> bool:
    """Return whether this kind of author is heard: people, and the bots that the repository lists."""
    if written.author.is_ghost:
        return False
    return not written.author.is_bot or contains(repo.command_bots, written.author.login)


def parse(request: Request) -> Parsed:
    """Return the commands of the text that are on in the repository and work in spite of a pause."""
    return request.quiet.without_paused(_find(request, request.situation.commands))


def parse_all(request: Request) -> Parsed:
    """Return the commands of the text, also those of features that are off."""
    every = [command for feature in request.situation.features for command in feature.commands]
    return _find(request, every)


def _find(request: Request, commands: Sequence[Command]) -> Parsed:
    situation = request.situation
    return grammar.find(request.written, request.event, commands, situation.repo, situation.me.login)


async def is_unheard(request: Request, parsed: Parsed) -> bool:
    """Return whether nothing is answered at all: the bot is paused, or a stranger writes on a locked
    subject."""
    if request.quiet.is_silent and not parsed.invocations:
        return True
    if not request.quiet.locked or not may_hold_commands(request.event):
        return False
    return await request.situation.github.role_of(request.written.author) < Role.TRIAGE
