"""A pull request for an issue that somebody else holds: the holder hears of it, and that it stays theirs;
once a day, however many there are."""

from bot.community.contributions.rules import GateOutcome, GateRule
from bot.core.effects import AnyEffect, say
from bot.core.model import Subject, User
from bot.services.calls import CallQuota
from bot.services.claims.claim_decision import claim_state_of
from handlers.contributions.feature import BESIDE, Ctx
from handlers.contributions.words import GateWords


async def tell_holder(ctx: Ctx, pull: Subject, outcome: GateOutcome, words: GateWords) -> list[AnyEffect]:
    """Return the comment on the issue; none where nobody holds it by a claim."""
    number = next((unmet.issue for unmet in outcome.unmet if unmet.rule is GateRule.TAKEN), None)
    claims = await claim_state_of(ctx, number) if number is not None else None
    if number is None or claims is None or not claims.whole or ctx.is_quiet:
        return []
    holder = claims.whole[0]
    quota = await CallQuota.of(ctx, "holder", User(id=holder.id, login=holder.login), for_all=True)
    if not quota.is_left:
        return []
    known = await ctx.records.subjects([number])
    labels = known[0].labels if known else ()
    text, ref = words.beside(holder.login, labels), ctx.repository.ref_of(number)
    because = f"{pull.author.login} opened a pull request for what {holder.login} holds"
    return [say(ref, BESIDE, text, because=because, outdates=BESIDE), quota.spend(ref)]
