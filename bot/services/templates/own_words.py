"""What the repository says in its own words, instead of ours."""

from collections.abc import Iterator, Mapping

from bot.community.templates import TemplateMistake, fill, mistake_in
from bot.core.config.base import TemplateFile
from bot.core.config.names.references import is_file_name
from bot.core.context import Surroundings
from bot.core.markdown import Markdown


async def own_words(
    words: str | None, values: Mapping[str, Markdown], ctx: Surroundings
) -> tuple[Markdown | None, str]:
    """Return a config value `OwnWords` with its variables filled in, and a remark for the record. None where
    there are no such words, or they cannot be used: then the remark says why."""
    if words is None:
        return None, ""
    text = await ctx.github.file(words) if is_file_name(words) else words
    try:
        if text is None:
            raise TemplateMistake("there is no such file")
        return fill(text, values), ""
    except TemplateMistake as mistake:
        named = words if is_file_name(words) else "the words of the file"
        return None, f"; the built-in text stands in for {named}: {mistake}"


def file_of(
    words: str | None, place: tuple[str | int, ...], variables: tuple[str, ...]
) -> Iterator[TemplateFile]:
    """Yield the file that a config value `OwnWords` at a `place` names, if it names one."""
    if words is not None and is_file_name(words):
        yield TemplateFile(words, place, lambda text: mistake_in(text, variables))
