"""`/retitle` and `/milestone`: what a subject is called, and where it belongs."""

from bot.core.commands import CommandResult, Example, Invocation, Refusal, nearest
from bot.core.effects import Retitle, SetMilestone
from bot.core.feature import TRIAGE, WRITE
from bot.core.markdown import NOTHING, Markdown, code, joined, references_in
from bot.core.model import spelling
from bot.core.states import CommandPreset
from handlers.lifecycle.feature import TEXT, Ctx, feature

MAX_TITLE = 256
"""Characters GitHub takes in a title."""
_SHOWN = 8


@feature.command(
    "retitle",
    usage="/retitle new title",
    help="Changes the title to the rest of the line.",
    who=TRIAGE,
    permission_for=lambda _call, repo: WRITE if repo.preset is CommandPreset.PROW else TRIAGE,
    free_text=True,
    examples=[Example("/retitle Clear error for a missing store", "changes the title")],
)
async def retitle(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Change the title to one GitHub takes and that closes nothing."""
    title = call.rest.strip()
    if not any(letter.isprintable() and not letter.isspace() for letter in title):
        raise Refusal(TEXT.no_title())
    if len(title) > MAX_TITLE:
        raise Refusal(TEXT.long_title(most=MAX_TITLE, length=len(title)))
    if any(named.closes for named in references_in(title)):
        raise Refusal(TEXT.closing_title())
    return [Retitle(subject=call.ref, title=title)]


@feature.command(
    "milestone",
    usage="/milestone title | clear",
    help="Sets an open milestone by its title, or clears it.",
    who=TRIAGE,
    examples=[
        Example("/milestone v1.0", "sets the milestone v1.0"),
        Example("/milestone clear", "clears it"),
    ],
)
async def milestone(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Set or clear the milestone."""
    if call.rest.lower() == "clear":
        return [SetMilestone(subject=call.ref, title=None)]
    present = await ctx.github.milestones()
    title = spelling(present, call.rest) if call.rest else None
    if title is None:
        raise Refusal(_no_milestone(call.rest, present))
    return [SetMilestone(subject=call.ref, title=title)]


def _no_milestone(requested: str, present: tuple[str, ...]) -> Markdown:
    what = TEXT.no_milestone(title=code(requested)) if requested else TEXT.name_milestone()
    if not present:
        return TEXT.none_open(what=what)
    shown = [*nearest(requested, present), *present]
    names = list(dict.fromkeys(shown))[:_SHOWN]
    more = TEXT.more(count=len(present) - len(names)) if len(present) > len(names) else NOTHING
    return TEXT.open_milestones(what=what, names=joined(map(code, names)), more=more)
