"""A report on one community as pages have it: of whole days, from numbers that are counted and remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.insight.history import Period
from bot.insight.report import YEAR, Audience, Report
from bot.queries.numbers.counts import CountAnswer, CountQuestion, CountStore


async def community_report(
    counts: CountStore, question: CountQuestion, now: datetime, patience: float
) -> Report | None:
    """Return the report for whoever pays, naming nobody; None while its numbers are still being counted.

    Of people it tells what the pages do, over a year where the quarter would tell less. For comparison it has
    what is not about people: the pages count those over the last quarter or year alone.
    """
    year = Period(question.today - YEAR, question.today)
    answer = await counts.answer(question, now, patience)
    widened = answer is not None and any(one.period != question.period for one in answer.disclosures)
    if widened:
        question = replace(question, period=year)
        answer = await counts.answer(question, now, patience)
    if answer is None:
        return None
    earlier: CountAnswer | None = None
    before = question.period.before
    if answer.known_since is not None and answer.known_since <= before.since:
        earlier = await counts.answer(replace(question, period=before), now, patience)
        if earlier is None:
            return None
    return Report(
        question.full_name,
        question.community,
        Audience.FUNDERS,
        question.period,
        widened,
        answer.known_since,
        tuple(one.result for one in answer.disclosures),
        tuple(one.result for one in (earlier.disclosures if earlier else ()) if not one.result.metric.people),
        charts=tuple(answer.charts.values()),
    )
