"""What of a cohort cannot be found on GitHub: each said with its place in the file and how to mend it."""

from __future__ import annotations

from typing import Any

from bot.community.newcomers.cohort import Cohort
from bot.core.commands import nearest
from bot.core.context import Context
from bot.core.markdown import code
from bot.core.model import contains
from bot.services.cohorts.membership import team_slugs

MOST_ASKED = 20
"""So many members are looked up: requests are spent like money."""


async def mistakes(ctx: Context[Any], name: str, cohort: Cohort) -> list[str]:
    """A sentence for each name in a cohort that stands for nothing."""
    at, found = f"newcomers.cohorts.{name}", []
    host = await ctx.github.user(cohort.host)
    if host is None or host.is_bot:
        found.append(f"`{at}.host`: there is no account {code(cohort.host)} of a person")
    if cohort.reserve_label is not None:
        labels = [each.name for each in await ctx.github.labels()]
        if not contains(labels, cohort.reserve_label):
            near = nearest(cohort.reserve_label, labels, 1)
            hint = f"; did you mean {code(near[0])}?" if near else ""
            found.append(
                f"`{at}.reserve_label`: this repository has no label {code(cohort.reserve_label)}{hint}"
            )
    if isinstance(cohort.board, int) and await ctx.github.subject(cohort.board) is None:
        found.append(f"`{at}.board`: there is no #{cohort.board} here")
    return found + await _members(ctx, at, cohort)


async def _members(ctx: Context[Any], at: str, cohort: Cohort) -> list[str]:
    found, owned = [], set(team_slugs(cohort, ctx.repository.owner))
    for place, each in enumerate(cohort.members[:MOST_ASKED], 1):
        slug = each.partition("/")[2]
        if slug:
            if slug not in owned or await ctx.github.team(slug) is None:
                found.append(f"`{at}.members`, item {place}: the team {code(each)} cannot be read")
        elif await ctx.github.user(each.removeprefix("@")) is None:
            found.append(f"`{at}.members`, item {place}: there is no account {code(each)}")
    return found


def listed(found: list[str]) -> str:
    """The mistakes as a paragraph; empty where there are none."""
    if not found:
        return ""
    return "To mend in `.github/stewardbot.yml`:\n" + "\n".join(f"- {each}" for each in found)
