"""A pull request for an issue that somebody else holds: the holder hears of it, and that it stays theirs."""

from bot.community.contributions.rules import GateOutcome, GateRule
from bot.core.effects import AnyEffect, say
from bot.core.model import Subject
from bot.services.claims.claim_decision import claim_state_of
from handlers.contributions.feature import BESIDE, Ctx
from handlers.contributions.words import GateWords


async def tell_holder(ctx: Ctx, pull: Subject, outcome: GateOutcome, words: GateWords) -> list[AnyEffect]:
    """Return the comment on the issue; none where nobody holds it by a claim."""
    number = next((unmet.issue for unmet in outcome.unmet if unmet.rule is GateRule.TAKEN), None)
    claims = await claim_state_of(ctx, number) if number is not None else None
    if number is None or claims is None or not claims.whole or ctx.is_quiet:
        return []
    known = await ctx.records.subjects([number])
    labels = known[0].labels if known else ()
    text = words.beside(claims.whole[0].login, labels)
    because = f"{pull.author.login} opened a pull request for what {claims.whole[0].login} holds"
    return [say(ctx.repository.ref_of(number), BESIDE, text, because=because, outdates=BESIDE)]
