"""What files of the default branch say about contributions: read when first needed, and after a push."""

from collections.abc import Iterable

from bot.community.contributions.state import FILES, GateFiles
from bot.community.contributions.vouched import PATHS, vouched_logins
from bot.core.effects import AnyEffect
from bot.core.model import Subject
from bot.services.templates.forms import templates_for
from handlers.contributions.feature import Ctx

_ANY_PULL = Subject(number=1, is_pull_request=True)


async def gate_files(ctx: Ctx) -> tuple[GateFiles, list[AnyEffect]]:
    """Return what the files say, and what remembers it where it was read just now."""
    known = await FILES.read(ctx.records, ctx.repo_scope)
    return (known, []) if known is not None else await read_files(ctx)


async def read_files(ctx: Ctx) -> tuple[GateFiles, list[AnyEffect]]:
    """Read them, and return what remembers it."""
    texts = [text for path in PATHS if (text := await ctx.github.file(path)) is not None]
    templates = await templates_for(_ANY_PULL, ctx) if ctx.config.template else []
    files = GateFiles(
        vouched=vouched_logins(texts[0]) if texts else (),
        templates=tuple(template.questions for template in templates if template.questions),
    )
    return files, [FILES.remember(ctx.repository.full_name, ctx.repo_scope, files)]


def concerns(paths: Iterable[str]) -> bool:
    """Return whether one of the files may have changed."""
    return any(path in PATHS or "pull_request_template" in path.casefold() for path in paths)
