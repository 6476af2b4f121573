"""What the maintainers' letter says of the gate: what waits there, the oldest first, in their channel."""

from datetime import datetime

from bot.community.contributions.state import DRAFTS_REFUSED, GateState
from bot.core.markdown import Markdown, code, issue_ref, joined
from bot.core.ports.letter import LetterPart, News
from bot.core.states import Closing
from bot.services.claims.gate import gated
from handlers.contributions.feature import Ctx, feature
from handlers.contributions.rights import TEXT

MOST = 10
"""So many pull requests are named."""


@feature.letter
async def news(ctx: Ctx, since: datetime) -> LetterPart | None:
    """Return a line for each that waits and is open, and once that there are no drafts."""
    waiting = {number: state for number, state in (await gated(ctx)).items() if state.closing is Closing.NONE}
    oldest = sorted(waiting.items(), key=lambda item: (item[1].since, item[0]))[:MOST]
    lines = [News(_line(number, state, ctx), personal=True) for number, state in oldest]
    refused = await DRAFTS_REFUSED.read(ctx.records, ctx.repo_scope)
    if refused is not None and refused.first_at > since:
        lines.append(News(TEXT.no_drafts(), outside=True))
    return LetterPart(TEXT.heading(), tuple(lines)) if lines else None


def _line(number: int, state: GateState, ctx: Ctx) -> Markdown:
    hours = ctx.repo.working_hours
    days = hours.elapsed(state.since, ctx.now) // hours.hours.length
    age = (TEXT.one_day if days == 1 else TEXT.days)(count=days) if days else TEXT.less_than_a_day()
    why = joined((code(unmet.rule) for unmet in state.unmet), "; ")
    return TEXT.waits(pull=issue_ref(number), age=age, why=why)
