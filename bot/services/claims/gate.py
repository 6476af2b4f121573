"""The gate as other features meet it: which pull requests wait there, and how they are looked at again."""

from collections.abc import Iterable

from bot.community.contributions.config import FEATURE, Contributions
from bot.community.contributions.rules import GateRule
from bot.community.contributions.state import GATE, GateState
from bot.core.context import Surroundings
from bot.core.effects import AnyEffect, SetTimer
from bot.core.keys import TimerKey
from bot.core.markdown import numbers_in, references
from bot.core.model import Subject, User, contains
from bot.services.newcomer_check import NEW, OLD_HANDS, claims_as_newcomer

LOOK = TimerKey("look-again")
"""The timer of a pull request that waits: what it lacks may be there, by what happened elsewhere."""
NEWCOMER_MERGES = 3
"""With so many merged changes with an owner somebody is no newcomer any more."""


def gate_config(ctx: Surroundings) -> Contributions | None:
    """Return the section of the gate; None where there is none."""
    return ctx.repo.section(FEATURE, Contributions)


async def gated(ctx: Surroundings) -> dict[int, GateState]:
    """Return how the gate stands for the pull requests that wait there, by number."""
    if gate_config(ctx) is None:
        return {}
    states = await GATE.read_all(ctx.records, ctx.repo_scope)
    return {int(number): state for number, state in states.items() if state.waits}


async def unclaimed_issue(ctx: Surroundings, pull: int) -> int:
    """Return the issue of which a pull request is told that `/claim` there takes it; 0 for none."""
    state = (await gated(ctx)).get(pull)
    unclaimed = (unmet.issue for unmet in state.unmet if unmet.rule is GateRule.UNCLAIMED) if state else ()
    return next(iter(unclaimed), 0)


async def pulls_at_work(ctx: Surroundings, issue: int) -> list[int]:
    """Return the open pull requests that say they close an issue and do not wait at the gate: what waits
    there keeps nobody from the issue."""
    pulls = await ctx.records.linked_pulls(issue)
    waiting = await gated(ctx) if pulls else {}
    return [pull for pull in pulls if pull not in waiting]


def look_again(ctx: Surroundings, pulls: Iterable[int]) -> list[AnyEffect]:
    """Return the timers that look at these pull requests as soon as this decision is committed."""
    refs = (ctx.repository.ref_of(number) for number in sorted(pulls))
    return [SetTimer(subject=ref, feature=FEATURE, key=LOOK, due=ctx.now) for ref in refs]


async def look_for_issue(ctx: Surroundings, issue: int) -> list[AnyEffect]:
    """Return what looks again at the waiting pull requests that lack something on an issue, or name it."""
    waiting = await gated(ctx)
    pulls = {number for number, state in waiting.items() if issue in state.issues}
    others = await ctx.records.subjects([number for number in waiting if number not in pulls])
    pulls |= {pull.number for pull in others if _names(ctx, pull, issue)}
    return look_again(ctx, pulls)


def _names(ctx: Surroundings, pull: Subject, issue: int) -> bool:
    if str(issue) not in f"{pull.title} {pull.body}":
        return False
    return issue in numbers_in(references(pull.body, pull.title), ctx.repository.full_name)


async def look_for_person(ctx: Surroundings, person: User, apart_from: int = 0) -> list[AnyEffect]:
    """Return what looks again at the waiting pull requests of somebody."""
    waiting = await gated(ctx)
    theirs = [pull.number for pull in await ctx.records.subjects(waiting) if pull.author.id == person.id]
    return look_again(ctx, [number for number in theirs if number != apart_from])


async def is_kept_from(ctx: Surroundings, number: int, labels: Iterable[str], person: User) -> bool:
    """Return whether an issue is kept for newcomers, and this is none, or a program. Somebody never seen here
    costs the requests of `why_known`."""
    config = gate_config(ctx)
    reserved = config.reserved.labels if config is not None and config.reserved else ()
    if not any(contains(reserved, label) for label in labels):
        return False
    return not await is_new_here(ctx, number, person)


async def is_new_here(ctx: Surroundings, number: int, person: User) -> bool:
    """Return whether somebody is a newcomer: fewer than three merged changes, and not here before the bot."""
    is_program = not person.is_person or contains(ctx.repo.programs, person.login)
    if is_program or await OLD_HANDS.of(person.id).exists(ctx.records, ctx.owner_scope):
        return False
    if await merges(ctx, person) >= NEWCOMER_MERGES:
        return False
    if await NEW.of(person.id).exists(ctx.records, ctx.owner_scope):
        return True
    is_new, had = await claims_as_newcomer(ctx, number, person)
    return is_new or had.has_begun


async def merges(ctx: Surroundings, person: User) -> int:
    """Return how many changes of somebody are merged with this owner, the one of this event included."""
    deeds = await ctx.records.deeds(person.id, what=("pull_request.merged",), everywhere=True)
    here, subject = ctx.repository.id, ctx.subject
    known = any((deed.repo_id, deed.number) == (here, subject.number) for deed in deeds) if subject else True
    is_now = subject is not None and subject.merged and subject.author.id == person.id
    return len(deeds) + (is_now and not known)
