"""What the maintainers' letter says of people: whom the ladder proposes, and who may be won back."""

from datetime import datetime

from bot.core.ports.letter import LetterPart
from handlers.journey.feature import TEXT, Ctx, feature
from handlers.journey.inactive import inactive_news
from handlers.journey.ladder import ladder_news


@feature.letter
async def news(ctx: Ctx, since: datetime) -> LetterPart:
    """Proposals, which somebody decides, before the rest."""
    return LetterPart(TEXT.people(), (*await ladder_news(ctx, since), *await inactive_news(ctx, since)))
