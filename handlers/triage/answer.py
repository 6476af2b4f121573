"""`/answer`: one of the replies that the repository keeps."""

from pathlib import PurePosixPath

from bot.community.templates import REPLIES, TemplateMistake, fill
from bot.core.commands import CommandResult, Example, Invocation, Refusal, nearest
from bot.core.effects import say
from bot.core.feature import TRIAGE
from bot.core.keys import SectionKey, section_key
from bot.core.markdown import Markdown, bare, code, escape, file_link, joined
from bot.core.model import spelling
from handlers.triage.feature import TEXT, Ctx, feature

SAVED_REPLY = SectionKey("saved-reply-")
_SHOWN = 8


@feature.command(
    "answer",
    usage="/answer saved-reply",
    help=f"Posts one of the repository's saved replies, the files `{REPLIES}/*.md`.",
    who=TRIAGE,
    examples=[Example("/answer install", f"posts `{REPLIES}/install.md`")],
)
async def answer(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Post a saved reply; the file is found by its name, in any case, blanks written as hyphens."""
    paths = [path for path in await ctx.github.files(REPLIES) if path.lower().endswith(".md")]
    saved = {PurePosixPath(path).stem: path for path in paths}
    requested = "-".join(call.rest.split()).removesuffix(".md")
    name = spelling(saved, requested) or spelling(saved, requested.replace("-", "_"))
    if name is None:
        raise Refusal(_no_reply(requested, saved))
    try:
        body = fill(await ctx.github.file(saved[name]) or "", _values(call, ctx))
    except TemplateMistake as mistake:
        raise Refusal(
            TEXT.unusable(path=file_link(ctx.page, saved[name]), mistake=escape(str(mistake)))
        ) from None
    return [say(call.ref, section_key(SAVED_REPLY, name), body, chosen=True)]


def _values(call: Invocation, ctx: Ctx) -> dict[str, Markdown]:
    """Return what a saved reply may name; a title is somebody's text, and is made harmless."""
    subject = ctx.current
    return {
        "author": bare(subject.author.login),
        "replier": bare(call.author),
        "repository": bare(ctx.repository.full_name),
        "number": Markdown(str(subject.number)),
        "title": escape(subject.title, 120),
    }


def _no_reply(requested: str, saved: dict[str, str]) -> Markdown:
    if not saved:
        return TEXT.no_replies(path=code(f"{REPLIES}/install.md"))
    names = nearest(requested, saved) or sorted(saved)
    listed = joined(code(name) for name in names[:_SHOWN])
    if len(names) > _SHOWN:
        listed = TEXT.and_more(names=listed, count=len(names) - _SHOWN)
    if not requested:
        return TEXT.name_reply(names=listed)
    return TEXT.no_such_reply(name=code(requested, 60), names=listed)
