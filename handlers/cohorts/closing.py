"""A cohort is over: what its people hold stays theirs for a while, and the report is written, host first."""

from datetime import date, datetime, time, timedelta

from bot.community.newcomers.cohort import STILL_HERE, Cohort, tag
from bot.core.effects import AnyEffect, say
from bot.core.keys import SectionKey, section_key
from bot.core.markdown import NOTHING, bare, joined, mention
from bot.core.schedule import instant
from bot.services.claims.claim_decision import ClaimDecision
from bot.services.claims.claim_effects import effects_of
from bot.services.claims.counted_claims import claimed_here
from bot.services.claims.expiry import end_with_cohort
from bot.services.cohorts import came
from bot.services.rotas import repository_hours
from handlers.cohorts.feature import Ctx, call_host
from handlers.cohorts.memory import LAST, Progress, board_of, edit_soon, forget_members, remember_progress
from handlers.cohorts.messages import report_soon
from handlers.cohorts.report import CohortCounts, merged_counts, outcome, report

REPORT = SectionKey("cohort-report-")
AFTERWARDS = timedelta(days=7)
"""So long, after the last day, a claim made in it stays with whoever says nothing."""


async def close(ctx: Ctx, name: str, cohort: Cohort, progress: Progress, today: date) -> list[AnyEffect]:
    """Return what is due after the last day."""
    effects: list[AnyEffect] = []
    number = await board_of(ctx, name, cohort)
    if not progress.ended:
        effects += await _part(ctx, name, cohort)
        if number is not None:
            effects.append(edit_soon(ctx, name))
        progress = progress.model_copy(update={"ended": True})
    due = cohort.reports_due(today)
    if due > progress.published:
        reports, progress = await _report(ctx, name, cohort, progress, number, today)
        effects += reports
    return [*effects, remember_progress(ctx, name, progress)]


async def _part(ctx: Ctx, name: str, cohort: Cohort) -> list[AnyEffect]:
    """Return a kind word to those who hold something they claimed in these days, and have no pull request
    open."""
    begun = instant(cohort.prepares, time(0), ctx.repo.timezone)
    people = set(await came(ctx, name))
    issues = {number for person in sorted(people) for number in await claimed_here(ctx, person)}
    effects: list[AnyEffect] = []
    for number in sorted(issues):
        decision = await ClaimDecision.on(ctx, number, await ctx.github.subject(number))
        theirs = [e.id for e in decision.state.holders if e.id in people and e.since >= begun]
        until = _end(cohort, ctx.repo.timezone)
        end_with_cohort(decision, theirs, name, until)
        effects += await effects_of(decision)
    return effects


def _end(cohort: Cohort, zone: str) -> datetime:
    return instant(cohort.until + timedelta(days=1) + AFTERWARDS, time(0), zone) - timedelta(seconds=1)


async def _report(
    ctx: Ctx, name: str, cohort: Cohort, progress: Progress, number: int | None, today: date
) -> tuple[list[AnyEffect], Progress]:
    """Return what is due of a report: the host sees it a day before, then it is on the board. With the last
    the members are forgotten."""
    due = cohort.reports_due(today)
    members = [await ctx.records.deeds(person, everywhere=True) for person in await came(ctx, name)]
    counts = merged_counts(progress.counts, outcome(cohort, members, today, ctx.repo.timezone))
    if progress.announced < due:
        if repository_hours(ctx).next_start(ctx.now) > ctx.now:
            return [], progress  # The host is told on a working day.
        notices = await _announced(ctx, name, cohort, counts, due, number, today)
        if notices:
            return notices, progress.model_copy(update={"announced": due})
    last = due == LAST or not counts.is_reported
    progress = progress.model_copy(
        update={"announced": due, "published": LAST if last else due, "counts": counts}
    )
    effects: list[AnyEffect] = []
    if number is not None:
        text = report(name, cohort, counts, today)
        ref, key = ctx.repository.ref_of(number), section_key(REPORT, tag(name))
        effects.append(say(ref, key, text, sticky=True, because=f"{name} is over"))
    return [*effects, *(await forget_members(ctx, name, follows=True) if last else ())], progress


async def _announced(
    ctx: Ctx, name: str, cohort: Cohort, counts: CohortCounts, due: int, number: int | None, today: date
) -> list[AnyEffect]:
    days = STILL_HERE[due - 2] if due > 1 else None
    because = f"a report of {name} is due"
    soon = report_soon(name, days, today) if number is not None else NOTHING
    private = joined([joined([bare(cohort.host), soon], ": "), report(name, cohort, counts, today)], "\n\n")
    return await call_host(
        ctx, cohort.host, number, joined([mention(cohort.host), soon], ": "), because, private=private
    )
