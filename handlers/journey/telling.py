"""`/journey`: one's own record, in words that somebody outside of the project understands."""

from __future__ import annotations

from bot.community.journey import NewcomersConfig
from bot.community.ladder import counted
from bot.core.commands import nothing
from bot.core.context import Context
from bot.core.effects import say
from bot.core.feature import Example, Invocation, Wanted
from bot.core.schedule.local import day_of
from handlers.journey.declared import feature

_KINDS = (
    ("merged", "change accepted into the project", "changes accepted into the project"),
    ("pull_requests", "change proposed", "changes proposed"),
    ("reviews", "review of a change", "reviews of changes"),
    ("issues", "report or request written", "reports and requests written"),
    ("comments", "contribution to a discussion", "contributions to discussions"),
)


@feature.command(
    "journey",
    usage="/journey",
    help="Tells you your own record in this repository, in plain words.",
    examples=[Example("/journey", "what you have done here")],
)
async def journey(call: Invocation, ctx: Context[NewcomersConfig]) -> list[Wanted]:
    """Tell somebody what they have done here; only this repository, so that a private one stays private."""
    nothing(call)
    deeds = await ctx.records.deeds(call.written.author.id)
    counts = counted(deeds)
    lines = [
        f"- {counts[kind]} {one if counts[kind] == 1 else many}" for kind, one, many in _KINDS if counts[kind]
    ]
    if not lines:
        text = f"@{call.author}, I have seen nothing of yours here before this."
        return [say(call.ref, "answer", f"{text} `/suggest` names issues that are free.")]
    day = day_of(deeds[0].at, ctx.repo.timezone)
    began = f"{day.day} {day:%B %Y}"
    head = f"@{call.author}, your work in {ctx.repository.full_name}, as far as I saw it since {began}:"
    rest = "All of it is public record here; nobody is ranked. `/bot forget me` erases what I keep."
    return [say(call.ref, "answer", "\n".join([head, "", *lines, "", rest]))]
