"""What the maintainers' letter says of support: whether the rota is short of people, and what keeps coming
back. Nobody is named."""

from datetime import datetime

from bot.community.cases import parse_cases
from bot.core.markdown import Markdown
from bot.core.messages import load
from bot.core.ports.letter import LetterPart, News
from handlers.steward.feature import Ctx, feature
from handlers.steward.topics_report import topics_news

TEXT = load(__name__)


@feature.letter
async def news(ctx: Ctx, since: datetime) -> LetterPart:
    """How many cases wait longer than the file says, before the themes of the month."""
    texts = [*await _short_of_people(ctx), *await topics_news(ctx, since)]
    return LetterPart(TEXT.heading(), tuple(map(News, texts)))


async def _short_of_people(ctx: Ctx) -> list[Markdown]:
    cases = [case for case in parse_cases(await ctx.records.cases()).values() if case.is_open]
    nobody = sum(case.steward is None for case in cases)
    late = sum(case.overdue and case.answered_at is None and case.steward is not None for case in cases)
    lines = [TEXT.nobody(count=nobody)] if nobody else []
    lines += [TEXT.late(count=late)] if late else []
    return [*lines, TEXT.helps()] if lines else []
