"""What of a cohort cannot be found on GitHub: each said with its place in the file and how to fix it."""

from bot.community.newcomers.cohort import Cohort
from bot.core.config.document import dotted
from bot.core.config.names.lookups import Lookups
from bot.core.config.names.references import references_in
from bot.core.config.repository_config import CONFIG_PATH
from bot.core.context import Surroundings
from bot.core.markdown import NOTHING, Markdown, bullets, code, file_link, joined
from handlers.cohorts.messages import TEXT


async def mistakes(ctx: Surroundings, name: str, cohort: Cohort) -> Markdown:
    """Return the names in a cohort that stand for nothing, as a paragraph; empty where there are none."""
    names = references_in(cohort, ("newcomers", "cohorts", name))
    remarks = await Lookups(ctx.repository, ctx.github).remarks(names)
    if not remarks:
        return NOTHING
    file = file_link(ctx.page, CONFIG_PATH)
    sentences = [joined([code(dotted(path)), sentence], ": ") for path, sentence in remarks]
    return TEXT.mistakes(file=file, mistakes=bullets(sentences))
