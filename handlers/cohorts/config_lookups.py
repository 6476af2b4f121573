"""What of a cohort cannot be found on GitHub: each said with its place in the file and how to fix it."""

from bot.community.newcomers.cohort import Cohort
from bot.core.commands import nearest
from bot.core.config.repository_config import CONFIG_PATH
from bot.core.context import Surroundings
from bot.core.markdown import NOTHING, Markdown, bullets, code, file_link
from bot.core.model import contains
from bot.services.cohorts import team_slugs
from handlers.cohorts.messages import TEXT

MOST_LOOKED_UP = 20
"""So many members are looked up: requests are spent like money."""


async def mistakes(ctx: Surroundings, name: str, cohort: Cohort) -> Markdown:
    """Return the names in a cohort that stand for nothing, as a paragraph; empty where there are none."""
    if not (sentences := await _sentences(ctx, name, cohort)):
        return NOTHING
    file = file_link(ctx.page, CONFIG_PATH)
    return TEXT.mistakes(file=file, mistakes=bullets(sentences))


async def _sentences(ctx: Surroundings, name: str, cohort: Cohort) -> list[Markdown]:
    at, sentences = f"newcomers.cohorts.{name}", []
    host = await ctx.github.user(cohort.host)
    if host is None or host.is_bot:
        sentences.append(TEXT.no_host(place=code(f"{at}.host"), login=code(cohort.host)))
    if cohort.reserve_label is not None:
        labels = await ctx.label_names()
        if not contains(labels, cohort.reserve_label):
            label, near = code(cohort.reserve_label), nearest(cohort.reserve_label, labels, 1)
            if near:
                sentences.append(
                    TEXT.no_label_near(place=code(f"{at}.reserve_label"), label=label, near=code(near[0]))
                )
            else:
                sentences.append(TEXT.no_label(place=code(f"{at}.reserve_label"), label=label))
    if isinstance(cohort.board, int) and await ctx.github.subject(cohort.board) is None:
        sentences.append(TEXT.no_board(place=code(f"{at}.board"), number=cohort.board))
    return sentences + await _members(ctx, at, cohort)


async def _members(ctx: Surroundings, at: str, cohort: Cohort) -> list[Markdown]:
    sentences, owned = [], set(team_slugs(cohort, ctx.repository.owner))
    for item, member in enumerate(cohort.members[:MOST_LOOKED_UP], 1):
        slug = member.partition("/")[2]
        if slug:
            if slug not in owned or await ctx.github.team(slug) is None:
                sentences.append(TEXT.no_team(place=code(f"{at}.members"), item=item, team=code(member)))
        elif await ctx.github.user(member.removeprefix("@")) is None:
            sentences.append(TEXT.no_member(place=code(f"{at}.members"), item=item, login=code(member)))
    return sentences
