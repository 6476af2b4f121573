"""Whether somebody is a newcomer, whatever they do first: an issue, a pull request, or a claim."""

from __future__ import annotations

from typing import Any

from bot.community.newcomers.journey import Journey
from bot.core.context import Context
from bot.core.events import IssueEvent, SubjectEvent
from bot.core.model import Subject, User
from bot.services.first_contribution import never_greeted, why_known, why_not_new
from bot.services.journey import journey_of


async def is_newcomer(ctx: Context[Any], event: SubjectEvent, had: Journey) -> bool:
    """Whether the author of what was just opened has merged nothing yet, and was not here before the bot."""
    author = event.subject.author
    if never_greeted(author, ctx.me) or event.sender.id != author.id:
        return False
    if had.has_begun:
        return had.is_newcomer
    return await why_not_new(event, ctx.me, ctx.github, ctx.records) is None


async def claims_as_newcomer(ctx: Context[Any], number: int, person: User) -> tuple[bool, Journey]:
    """Whether somebody who claims an issue is a newcomer, and what stages they have passed."""
    had = await journey_of(ctx, person.id)
    if had.has_begun or never_greeted(person, ctx.me):
        return had.is_newcomer, had
    event = IssueEvent(
        name="issues", sender=person, repository=ctx.repository, subject=Subject(number=number)
    )
    return await why_known(person, event, ctx.me, ctx.github, ctx.records) is None, had
