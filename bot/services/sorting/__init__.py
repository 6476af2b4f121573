"""What people have done about the labels of a subject: the bot sorts only what nobody has sorted."""

from bot.core.context import Surroundings
from bot.core.keys import UNLABELLED
from bot.core.model import Value

LABELLED = ("issues.labeled", "pull_request.labeled")


class LabelHistory(Value):
    """Labels that were `taken_off` a subject (in lower case), by whomever; whether it is `sorted`: one was
    taken off, or somebody put one on. What the author's form, or a program, puts on does not sort."""

    taken_off: frozenset[str] = frozenset()
    sorted: bool = False


async def label_history(ctx: Surroundings) -> LabelHistory:
    """Return what the ledger knows of the labels of the current subject."""
    subject = ctx.current
    mine = await ctx.deeds_on(subject.number, what=(*LABELLED, *UNLABELLED))
    off = frozenset(str(deed.detail.get("label", "")).casefold() for deed in mine if deed.what in UNLABELLED)
    people = any(
        deed.what in LABELLED and not deed.detail.get("bot") and deed.person_id != subject.author.id
        for deed in mine
    )
    return LabelHistory(taken_off=off, sorted=bool(off) or people)
