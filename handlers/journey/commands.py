"""`/journey`: one's own record, in words that somebody outside of the project understands."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.community.newcomers.journey import is_stage, ledger_name
from bot.core.commands import CommandResult, Example, Invocation, answer, nothing
from bot.core.feature import Deed
from bot.core.markdown import Markdown, bare, joined
from bot.core.schedule import day_of
from handlers.journey.criteria import Kind, counted
from handlers.journey.feature import TEXT, Ctx, feature

WORK = TEXT.table("work", dict[Kind, tuple[Markdown, Markdown]])
STAGES = TEXT.table("stages", dict[str, Markdown])


@feature.command(
    "journey",
    help="Tells you your own record in this repository, in plain words.",
    for_oneself=True,
    examples=[Example("/journey", "what you have done here")],
)
async def journey(call: Invocation, ctx: Ctx) -> list[CommandResult]:
    """Tell somebody what they have done here; only this repository, so that a private one stays private."""
    nothing(call)
    deeds = await ctx.records.deeds(call.written.author.id)
    counts = counted(deeds)
    work = [
        TEXT.line(count=counts[kind], work=one if counts[kind] == 1 else many)
        for kind, (one, many) in WORK.items()
        if counts[kind]
    ]
    if not work:
        return [answer(call, TEXT.nothing(author=bare(call.author)))]
    zone = ctx.repo.timezone
    began = min(deed.at for deed in deeds if not is_stage(deed.what))
    record = TEXT.record(
        author=bare(call.author), repository=bare(ctx.repository.full_name), day=_day(began, zone)
    )
    parts = [record, joined(work, "\n"), joined(_passed(deeds, zone), "\n"), TEXT.rest()]
    return [answer(call, joined(filter(None, parts), "\n\n"))]


def _passed(deeds: Sequence[Deed], zone: str) -> Iterator[Markdown]:
    """Yield the stages with their days, and the subject of this repository that each was on."""
    names = {ledger_name(stage): words for stage, words in STAGES.items()}
    for deed in deeds:
        if stage := names.get(deed.what):
            day = _day(deed.at, zone)
            if deed.number:
                yield TEXT.stage_at(day=day, stage=stage, number=deed.number)
            else:
                yield TEXT.stage(day=day, stage=stage)


def _day(at: datetime, zone: str) -> Markdown:
    day = day_of(at, zone)
    return Markdown(f"{day.day} {day:%B %Y}")
