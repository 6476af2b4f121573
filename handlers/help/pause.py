"""`/bot pause` and `/bot resume`: a repository silences the bot, and lets it speak again."""

from __future__ import annotations

from bot.core.commands.answer import answer
from bot.core.commands.command import CommandResult, Example, Invocation
from bot.core.config.base import Nothing
from bot.core.config.repository_config import RepositoryConfig
from bot.core.context import Context
from bot.core.errors import Refusal
from bot.core.events import SubjectEvent
from bot.core.pause import PAUSE, Pause, pause_in_force
from bot.core.permissions import TRIAGE
from bot.core.schedule import Duration, spoken
from handlers.help.feature import feature
from handlers.help.messages import TEXT


def _pause_is_meant(word: str, args: tuple[str, ...], event: SubjectEvent, repo: RepositoryConfig) -> bool:
    return args[:1] != () and args[0].lower() == "pause"


def _resume_is_meant(word: str, args: tuple[str, ...], event: SubjectEvent, repo: RepositoryConfig) -> bool:
    return args[:1] != () and args[0].lower() == "resume"


@feature.command(
    "bot",
    usage="/bot pause [for 1d]",
    help="Silences me in this repository, for a while or until `/bot resume`: I write nothing at all.",
    who=TRIAGE,
    matches=_pause_is_meant,
    examples=[
        Example("/bot pause", "silence until `/bot resume`"),
        Example("/bot pause for 1d", "silence for a day"),
    ],
)
async def pause(call: Invocation, ctx: Context[Nothing]) -> list[CommandResult]:
    """Remember the pause; it holds from the next delivery on."""
    words = [word.lower() for word in call.args[1:]]
    until = None
    if words:
        try:
            if words[0] != "for":
                raise ValueError(TEXT.how_long())
            until = ctx.now + Duration.parse(" ".join(words[1:])).calendar
        except ValueError as mistake:
            raise Refusal(TEXT.pause_usage(mistake=mistake)) from None
    pause = Pause(by=call.author, since=ctx.now, until=until)
    when = TEXT.until_time(time=spoken(until, ctx.repo.timezone)) if until else TEXT.until()
    return [
        PAUSE.remember(call.ref, ctx.repo_scope, pause),
        answer(call, TEXT.paused(until=when)),
    ]


@feature.command(
    "bot",
    usage="/bot resume",
    help="Ends a pause.",
    who=TRIAGE,
    matches=_resume_is_meant,
    works_while_paused=True,
    examples=[Example("/bot resume", "I speak again")],
)
async def resume(call: Invocation, ctx: Context[Nothing]) -> list[CommandResult]:
    """Forget the pause."""
    if len(call.args) > 1:
        raise Refusal(TEXT.resume_alone())
    if await pause_in_force(ctx.records, ctx.repo_scope, ctx.now) is None:
        raise Refusal(TEXT.not_paused())
    return [
        PAUSE.remember(call.ref, ctx.repo_scope, None),
        answer(call, TEXT.resumed()),
    ]
