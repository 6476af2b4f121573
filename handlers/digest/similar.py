"""New issues that may be there already, or answered: told in the letter alone, and nothing is closed."""

from datetime import datetime

from bot.core.markdown import escape, issue_ref
from bot.core.model import Subject
from bot.core.ports.letter import LetterPart, News
from bot.core.ports.similar import SimilarIssue
from bot.services.similar import line_of
from handlers.digest.feature import TEXT, Ctx

MOST_NEWS, MOST_LOOKED_AT = 3, 30
"""So many new issues a letter tells of, and so many of the newest are looked at for them."""
VERY_ALIKE = 0.5
"""Less alike are shown only to who asks."""
LONGEST_TITLE = 60
"""Characters of a title in the letter."""


async def similar_part(ctx: Ctx, since: datetime) -> LetterPart:
    """Return the open issues of the time since an instant that are very much like an older one, the likest
    first."""
    new = [issue for issue in await ctx.records.open_subjects() if _is_new(issue, since)]
    pairs = [(issue, older) for issue in new[-MOST_LOOKED_AT:] if (older := await _older(issue, ctx))]
    pairs.sort(key=lambda pair: (-pair[1].likeness, pair[0].number))
    news = (
        TEXT.similar(
            issue=issue_ref(issue.number),
            title=escape(issue.title, LONGEST_TITLE),
            similar=line_of(older),
        )
        for issue, older in pairs[:MOST_NEWS]
    )
    return LetterPart(TEXT.similar_heading(), tuple(map(News, news)))


def _is_new(issue: Subject, since: datetime) -> bool:
    return not issue.is_pull_request and not issue.author.is_bot and issue.created_at >= since


async def _older(issue: Subject, ctx: Ctx) -> SimilarIssue | None:
    """Return the likest issue that was there before."""
    similar = await ctx.similar.of(issue)
    older = [
        other for other in similar.issues if other.number < issue.number and other.likeness >= VERY_ALIKE
    ]
    return max(older, key=lambda other: other.likeness, default=None)
