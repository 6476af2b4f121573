"""`/similar`: issues of the repository that may be about the same, for who asks; nothing changes by it."""

from bot.core.commands import CommandResult, Example, Invocation, answer, nothing
from bot.core.feature import TRIAGE
from bot.core.markdown import Markdown, address, joined
from bot.core.messages import load
from bot.core.ports.similar import IndexState
from bot.services.similar import lines_of
from handlers.triage.feature import Ctx, feature

TEXT = load(__name__)


@feature.command(
    "similar",
    help="Lists up to three issues here that are like this one: open ones first, then closed ones.",
    who=TRIAGE,
    examples=[Example("/similar", "lists issues that may be about the same")],
)
async def similar(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """List them, and where to look for more; where there are none, say so, and whether all were compared."""
    nothing(call)
    matches = await ctx.similar.of(ctx.current)
    more = address(f"{ctx.page}/issues?q=is:issue")
    words: list[Markdown] = []
    if matches.issues:
        words.append(TEXT.similar(lines=lines_of(matches), more=more))
    elif matches.state is IndexState.WHOLE:
        words.append(TEXT.none(more=more))
    if matches.state is IndexState.FILLING:
        words.append(TEXT.filling())
    return [answer(call, joined(words, "\n\n"))]
