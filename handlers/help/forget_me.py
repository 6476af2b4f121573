"""`/bot forget me`: whoever asks is erased from all records."""

from __future__ import annotations

from datetime import timedelta

from bot.core.commands.answer import answer
from bot.core.commands.command import CommandResult, Example, Invocation
from bot.core.config.base import Nothing
from bot.core.config.repository_config import RepositoryConfig
from bot.core.context import Context
from bot.core.erasure import WISH, Wish
from bot.core.errors import Refusal
from bot.core.events import SubjectEvent
from bot.core.keys import person_scope
from bot.core.model import same
from bot.core.schedule import spoken
from handlers.help.feature import feature
from handlers.help.messages import TEXT

WITHIN = timedelta(hours=2)
"""Housekeeping comes once an hour, and lets a wish rest a few minutes."""


def _is_meant(word: str, args: tuple[str, ...], event: SubjectEvent, repo: RepositoryConfig) -> bool:
    return args[:1] != () and args[0].lower() == "forget"


@feature.command(
    "bot",
    usage="/bot forget me",
    help="Erases you from all my records, in every repository. What you wrote on GitHub stays yours.",
    matches=_is_meant,
    examples=[Example("/bot forget me", "all that is kept about you is erased within two hours")],
)
async def forget(call: Invocation, ctx: Context[Nothing]) -> list[CommandResult]:
    """Remember the wish; housekeeping carries it out."""
    if [word.lower() for word in call.args[1:]] != ["me"]:
        raise Refusal(TEXT.forget_usage())
    if same(call.author, ctx.repository.owner):
        raise Refusal(TEXT.own_repository())
    if not ctx.records.can_forget:
        raise Refusal(TEXT.no_key())
    person = call.written.author
    return [
        WISH.remember(call.ref, person_scope(person.id), Wish(at=ctx.now)),
        answer(call, TEXT.forgotten(time=spoken(ctx.now + WITHIN, ctx.repo.timezone))),
    ]
