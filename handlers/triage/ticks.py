"""A tick in the letter: a maintainer takes a guess, as if they had written `/triage ok` on its issue."""

import re
from collections.abc import Sequence

from bot.community.triage import GUESS
from bot.core.config.shared import Digest
from bot.core.effects import AnyEffect, Effects, SetTimer
from bot.core.events import CommentEvent, Wake
from bot.core.keys import TimerKey
from bot.core.model import User
from handlers.triage.feature import Ctx, feature
from handlers.triage.guesses import MOST_NEWS, has_tick, taken

TICK = TimerKey("tick")
_TICKED = re.compile(r"^\d{1,2}\. \[[xX]\] #(\d{1,9})\b", re.MULTILINE)


def ticked(before: str, after: str) -> Sequence[int]:
    """Return the issues whose box in the letter has a tick now and had none before, in their order."""
    old = set(_TICKED.findall(before))
    return [int(number) for number in dict.fromkeys(_TICKED.findall(after)) if number not in old]


@feature.on("issue_comment.edited")
async def notice(event: CommentEvent, ctx: Ctx) -> Effects:
    """Hear a tick that somebody with the triage role makes in the letter."""
    digest = ctx.repo.section("digest", Digest)
    is_letter = digest is not None and ctx.current.number == digest.issue
    if not is_letter or event.comment.author.id != ctx.me.id or event.body_from is None:
        return ()
    numbers = ticked(event.body_from, event.comment.body)[:MOST_NEWS]
    if not numbers or not event.sender.is_person or not await ctx.may_triage(event.sender):
        return ()
    who = {"id": event.sender.id, "login": event.sender.login}
    return [
        SetTimer(subject=ctx.repository.ref_of(number), key=TICK, due=ctx.now, data=who) for number in numbers
    ]


@feature.timer(TICK)
async def take(event: Wake, ctx: Ctx) -> Sequence[AnyEffect]:
    """Set the label of the guess, where it still stands and whoever ticked it may still say so."""
    shown = await GUESS.read(ctx.records, ctx.subject_scope)
    person = User(id=int(event.data["id"]), login=str(event.data["login"]), type="User")
    if shown is None or not has_tick(shown, ctx) or not await ctx.may_triage(person):
        return ()
    return await taken(shown, person, ctx, f"{person.login} ticked it in the letter")
