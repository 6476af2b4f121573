"""What the maintainers' letter says of reviews: those that were asked for and recalled, and have not come."""

from datetime import datetime

from bot.community.waiting import WORDS
from bot.core.keys import subject_scope
from bot.core.markdown import issue_ref, joined
from bot.core.model import Subject, contains
from bot.core.ports.letter import LetterPart, News
from handlers.reviews.pending import PENDING
from handlers.reviews.reminders import TEXT, Ctx, feature

MOST = 10
"""So many pull requests are named."""


@feature.letter
async def news(ctx: Ctx, since: datetime) -> LetterPart | None:
    """One line for all of them."""
    late = [subject.number for subject in await ctx.records.open_subjects() if await _is_late(subject, ctx)]
    if not late:
        return None
    pulls = joined(map(issue_ref, late[:MOST]))
    return LetterPart(TEXT.heading(), (News(TEXT.late(count=len(late), pulls=pulls)),))


async def _is_late(subject: Subject, ctx: Ctx) -> bool:
    """Return whether somebody is still asked for a review, was reminded of it, and has said nothing since."""
    if not subject.is_pull_request or subject.draft or not (subject.reviewers or subject.teams):
        return False
    pending = await PENDING.read(ctx.records, subject_scope(ctx.repository.id, subject.number))
    if pending is None or pending.noticed is None or pending.requests:
        return False
    deeds = await ctx.deeds_on(subject.number, what=WORDS)
    reviewers = [reviewer.login for reviewer in subject.reviewers]
    return not any(contains(reviewers, deed.person) and deed.at.date() >= pending.noticed for deed in deeds)
