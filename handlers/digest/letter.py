"""The one letter: when it is written, what all features tell for it, and where it goes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.community.channels import LETTER, letter_channel, letter_place, notify
from bot.core.effects import AnyEffect, Effects, say
from bot.core.events import Wake
from bot.core.keys import SectionKey
from bot.core.markdown import Markdown, address, bare, joined
from bot.core.memory import Memory, Moment
from bot.core.ports.letter import LetterPart
from bot.core.schedule import human_day
from bot.services.letter import letter
from handlers.digest.feature import TEXT, Ctx, feature
from handlers.digest.similar import similar_part
from handlers.digest.waiting import waiting_part

DIGEST = SectionKey("digest")
WRITTEN = Memory(feature.name, "written", Moment)
"""In the repository's scope: when the latest letter was written."""
FIRST = timedelta(days=7)
"""The first letter tells of so long."""


@feature.job(DIGEST, lambda config: config.every)
async def write(event: Wake, ctx: Ctx) -> Effects:
    """Write the letter, if anybody reads it."""
    if letter_place(ctx.repo) is None:
        return ()
    since = await WRITTEN.read(ctx.records, ctx.repo_scope) or ctx.now - FIRST
    own = (await waiting_part(ctx), await similar_part(ctx, since))
    everything = (*own, *await ctx.letter_parts(since))
    parts = [part for part in everything if part.news]
    written = WRITTEN.remember(ctx.ref, ctx.repo_scope, ctx.now)
    because = f"it is {ctx.config.every}"
    if ctx.config.issue is None:
        return [*_in_channel(ctx, parts, because), written]
    public = _only(parts, personal=False)
    return [
        *_on_issue(ctx, ctx.config.issue, public, because),
        *_in_channel(ctx, _only(parts, personal=True), because),
        written,
    ]


def _only(parts: Sequence[LetterPart], *, personal: bool) -> list[LetterPart]:
    selected = (part.only(lambda news: news.personal is personal) for part in parts)
    return [part for part in selected if part.news]


def _on_issue(ctx: Ctx, issue: int, parts: Sequence[LetterPart], because: str) -> list[AnyEffect]:
    day = _day(ctx.now, ctx)
    heading = _with_page(TEXT.heading(day=day), ctx)
    text = letter(heading, parts, ticks=True) if parts else TEXT.nothing(day=day)
    ref = ctx.repository.ref_of(issue)
    if ctx.config.new_comment:
        return [say(ref, DIGEST, text, because=because, outdates=DIGEST)]
    return [say(ref, DIGEST, text, because=because, sticky=True)]


def _in_channel(ctx: Ctx, parts: Sequence[LetterPart], because: str) -> list[AnyEffect]:
    """Return the message with these parts; of a private repository only what names nothing of it."""
    if ctx.repository.private:
        outside = (part.only(lambda news: news.outside) for part in parts)
        parts = [part for part in outside if part.news]
    if not parts or letter_channel(ctx.repo) is None:
        return []
    day = _day(ctx.now, ctx)
    place = bare(ctx.repository.full_name)
    if ctx.repository.private:
        heading = TEXT.heading(day=day)
    else:
        heading = _with_page(TEXT.heading_of(day=day, repository=place), ctx)
    return notify(ctx.repo, ctx.repository.full_name, letter(heading, parts), because, *LETTER)


def _with_page(heading: Markdown, ctx: Ctx) -> Markdown:
    """Return the heading with the address of the page that shows all of it, where there is one."""
    if not ctx.waiting_page:
        return heading
    return joined([heading, TEXT.page(address=address(ctx.waiting_page))], " ")


def _day(now: datetime, ctx: Ctx) -> Markdown:
    return human_day(now, ctx.repo.timezone, now=now)
