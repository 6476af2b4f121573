"""Finding issues for somebody that fit, are free, and are offered to nobody else."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from bot.community.claims.claiming import held_on
from bot.community.cohorts.reserving import kept_from
from bot.community.suggestions import Interests, Suggestion, Suggestions, about, is_free, offer_key, rank
from bot.core.context import Context
from bot.core.effects import AnyEffect, Claim
from bot.core.markdown import escape
from bot.core.model import Subject
from bot.core.schedule.local import day_of

FEATURE = "welcome"
"""Under this name offers are remembered, whoever makes them."""
RESERVED = timedelta(days=1)
"""So long an issue that was offered to somebody is offered to nobody else."""


async def marked_issues(ctx: Context[Any]) -> list[Subject]:
    """The open issues that are marked as fit for newcomers."""
    config = ctx.repo.section("newcomers.suggestions", Suggestions) or Suggestions()
    found: dict[int, Subject] = {}
    for label in config.labels:
        found |= {issue.number: issue for issue in await ctx.records.open_subjects(label=label)}
    return list(found.values())


async def find_offers(
    ctx: Context[Any],
    issues: Collection[Subject],
    interests: Interests,
    *,
    without: Collection[int] = (),
    topic: str = "",
) -> list[Suggestion]:
    """At most `suggestions.count` of these issues for somebody, the best first."""
    config = ctx.repo.section("newcomers.suggestions", Suggestions) or Suggestions()
    wanted = [each for each in issues if each.number not in without and (not topic or about(each, topic))]
    found: list[Suggestion] = []
    for each in rank(wanted, interests, config.labels) if config.count else ():
        if await _is_taken(ctx, each.issue.number, interests.person_id):
            continue
        if await kept_from(ctx, each.issue.number, each.issue.labels, interests.person_id, interests.login):
            continue
        found.append(each)
        if len(found) == config.count:
            break
    return found


async def _is_taken(ctx: Context[Any], number: int, person_id: int) -> bool:
    """Whether it is claimed, worked on, or offered to somebody else within the time it is reserved."""
    for moment in (ctx.now, ctx.now - RESERVED):
        offer = await ctx.records.recall(ctx.repo_scope, _key(ctx, number, moment), feature=FEATURE)
        if offer and offer.get("person") != person_id:
            at = offer.get("at")
            if at is None or datetime.fromisoformat(at) > ctx.now - RESERVED:
                return True
    held = await held_on(ctx, number)
    if held.holders or held.turn or held.reserved or held.waiting:
        return True
    return bool(await ctx.records.linked_pulls(number))


def _key(ctx: Context[Any], number: int, moment: datetime) -> str:
    return offer_key(number, day_of(moment, ctx.repo.timezone))


async def reserved(ctx: Context[Any], ref: str, offers: list[Suggestion], person_id: int) -> list[AnyEffect]:
    """Keep what is offered from being offered to others."""
    effects: list[AnyEffect] = []
    for each in offers:
        key = _key(ctx, each.issue.number, ctx.now)
        if await ctx.records.recall(ctx.repo_scope, key, feature=FEATURE):
            continue  # It was offered to the same person today.
        value = {"person": person_id, "at": ctx.now.isoformat()}
        effects.append(
            Claim(
                subject=ref, feature=FEATURE, scope=ctx.repo_scope, key=key, value=value, release_if_dead=True
            )
        )
    return effects


def listed(offers: list[Suggestion]) -> str:
    """The offers as a list, each with its reason."""
    return "\n".join(
        f"- #{each.issue.number} {escape(each.issue.title, 80)} ({each.reason})" for each in offers
    )


def any_free(issues: Collection[Subject], person_id: int) -> bool:
    """A cheap first look: whether anything could be offered at all."""
    return any(is_free(issue, person_id) for issue in issues)
