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
    at, sentences = f"newcomers.cohorts.{name}", []
    host = await ctx.github.user(cohort.host)
    if host is None or host.is_bot:
        sentences.append(f"`{at}.host`: there is no account {code(cohort.host)} of a person")
    if cohort.reserve_label is not None:
        labels = [label.name for label in await ctx.github.labels()]
        if not contains(labels, cohort.reserve_label):
            near = nearest(cohort.reserve_label, labels, 1)
            hint = f"; did you mean {code(near[0])}?" if near else ""
            sentences.append(
                f"`{at}.reserve_label`: this repository has no label {code(cohort.reserve_label)}{hint}"
            )
    if isinstance(cohort.board, int) and await ctx.github.subject(cohort.board) is None:
        sentences.append(f"`{at}.board`: there is no #{cohort.board} here")
    return sentences + await _members(ctx, at, cohort)


async def _members(ctx: Context[Any], at: str, cohort: Cohort) -> list[str]:
    sentences, owned = [], set(team_slugs(cohort, ctx.repository.owner))
    for place, member in enumerate(cohort.members[:MOST_ASKED], 1):
        slug = member.partition("/")[2]
        if slug:
            if slug not in owned or await ctx.github.team(slug) is None:
                sentences.append(f"`{at}.members`, item {place}: the team {code(member)} cannot be read")
        elif await ctx.github.user(member.removeprefix("@")) is None:
            sentences.append(f"`{at}.members`, item {place}: there is no account {code(member)}")
    return sentences


def listed(sentences: list[str]) -> str:
    """The mistakes as a paragraph; empty where there are none."""
    if not sentences:
        return ""
    return "To mend in `.github/stewardbot.yml`:\n" + "\n".join(f"- {mistake}" for mistake in sentences)
