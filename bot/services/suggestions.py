"""Finding issues for somebody that fit, are free, and are offered to nobody else."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from pydantic import Field

from bot.community.suggestions import (
    HARDER,
    Interests,
    Learnt,
    RankingFacts,
    Sizes,
    Suggestion,
    Suggestions,
    is_about,
    is_free,
    lacks,
    rank,
    traits,
)
from bot.community.suggestions.likely_first import MEMORY, PROPOSALS
from bot.core.config.shared import LifecycleConfig
from bot.core.context import Surroundings
from bot.core.effects import AnyEffect
from bot.core.markdown import Markdown, bullets, escape
from bot.core.memory import Memory, Moment
from bot.core.messages import Language, load
from bot.core.model import Subject, User, Value, contains
from bot.core.schedule import day_of
from bot.services.claims.claim_decision import claim_state_of, scope_of
from bot.services.claims.gate import is_kept_from, pulls_at_work
from bot.services.cohorts import reserved_for_others
from bot.services.newcomer_check import FEATURE

TEXT = load(__name__)

RESERVED = timedelta(days=1)
"""So long an issue that was offered to somebody is offered to nobody else."""


MOST_ASKED = 5
"""Of so many issues that waited for others when last heard of, GitHub is asked whether they still do."""


class Offer(Value):
    """An issue was offered to somebody."""

    person: int
    at: Moment | None = None


class OfferedIssues(Value):
    """What somebody could choose from, and since when."""

    at: Moment
    free: dict[int, list[str]] = Field(default_factory=dict)
    """The signs that each fits, by number."""


OFFER = Memory(FEATURE, "offer:", Offer)
"""In the repository's scope, by number and day."""
LEARNT = Memory(MEMORY, "learnt", Learnt)
SIZES = Memory(MEMORY, "sizes", Sizes)
UNVOUCHED = Memory(MEMORY, "unvouched", list[str])
"""In the subject's scope: marks, in lower case, that nobody with the triage role put on."""
OFFERED = Memory(MEMORY, "offered:", OfferedIssues)
"""In the repository's scope, by a person's id."""


def suggestions_config(ctx: Surroundings) -> Suggestions:
    """Return what the repository's file says about suggestions."""
    return ctx.repo.section("newcomers.suggestions", Suggestions) or Suggestions()


async def marked_issues(ctx: Surroundings) -> list[Subject]:
    """Return the open issues that are marked as fit for newcomers, and the open parts of those that are done
    in parts."""
    issues: dict[int, Subject] = {}
    for label in suggestions_config(ctx).labels:
        issues |= {issue.number: issue for issue in await ctx.records.open_subjects(label=label)}
    wholes = {ctx.repository.ref_of(issue.number) for issue in issues.values() if issue.sub_issues}
    if wholes:
        parts = [issue for issue in await ctx.records.open_subjects() if issue.parent in wholes]
        issues = {issue.number: issue for issue in parts} | issues
    return list(issues.values())


async def known_area(ctx: Surroundings, person: User, paths: Collection[str] = ()) -> Interests:
    """Return what somebody's subjects here show, with the files of a change: `paths`, else those of the
    latest."""
    subjects = await ctx.records.subjects_by(person.id)
    pull = next((subject.number for subject in subjects if subject.is_pull_request), None)
    touched = paths or (await ctx.github.changed_files(pull) if pull is not None else ())
    return Interests.of_all(person.id, subjects, touched, person.login)


async def ranking_facts(ctx: Surroundings) -> RankingFacts:
    """Return what this repository knows when it ranks."""
    learnt = await LEARNT.read(ctx.records, ctx.repo_scope) or Learnt()
    sizes = await SIZES.read(ctx.records, ctx.repo_scope) or Sizes()
    lifecycle = ctx.repo.section("lifecycle", LifecycleConfig) or LifecycleConfig()
    waiting = (lifecycle.waiting_on.author, lifecycle.waiting_on.blocked)
    return RankingFacts(
        weights=learnt.weights(),
        sizes=sizes,
        stale_before=ctx.now - lifecycle.stale_after.calendar if lifecycle.stale_after else None,
        page=ctx.page,
        closed=traits(labels=filter(None, waiting)),
    )


async def find_suggestions(
    ctx: Surroundings,
    issues: Collection[Subject],
    interests: Interests,
    *,
    without: Collection[int] = (),
    topic: str = "",
) -> list[Suggestion]:
    """Return at most `suggestions.count` of these issues for somebody, the best first."""
    config = suggestions_config(ctx)
    candidates = [
        issue for issue in issues if issue.number not in without and (not topic or is_about(issue, topic))
    ]
    result: list[Suggestion] = []
    if not config.count or not candidates:
        return result
    questions = 0
    for suggestion in rank(candidates, interests, config.labels, facts=await ranking_facts(ctx)):
        issue = suggestion.issue
        if config.described_only and lacks(issue):
            break  # What is described comes first.
        questions += waits(issue)
        if questions > MOST_ASKED and waits(issue):
            continue
        if await _is_withheld(ctx, issue, interests):
            continue
        result.append(suggestion)
        if len(result) == config.count:
            break
    return result


async def _is_withheld(ctx: Surroundings, issue: Subject, interests: Interests) -> bool:
    """Return whether an issue that is free by its own state was offered to somebody else within the time it
    is reserved, is marked by nobody who may, or is taken."""
    person_id = interests.person_id
    if await _is_offered(ctx, issue.number, person_id) or not await is_vouched(ctx, issue):
        return True
    if await is_kept_from(ctx, issue.number, issue.labels, User(id=person_id, login=interests.login)):
        return True
    return await is_taken(ctx, issue, person_id, interests.login)


async def is_taken(ctx: Surroundings, issue: Subject, person_id: int = 0, login: str = "") -> bool:
    """Return whether an issue is claimed, worked on, or kept for others: a visitor, the next in turn, a
    cohort; or whether it waits for other issues."""
    state = await claim_state_of(ctx, issue.number)
    if state.holders or state.waiting or state.reserved_for_another(person_id):
        return True
    if await reserved_for_others(ctx, issue.number, issue.labels, person_id, login):
        return True
    if await pulls_at_work(ctx, issue.number):
        return True
    if not waits(issue):
        return False
    # GitHub sends no event here when what it waits for is closed.
    now = await ctx.github.subject(issue.number)
    return now is None or waits(now)


def waits(issue: Subject) -> bool:
    """Return whether an issue is blocked by open ones, or done in parts that are open."""
    return bool(issue.blocked_by or issue.sub_issues)


async def _is_offered(ctx: Surroundings, number: int, person_id: int) -> bool:
    # Tomorrow is looked at too: who is decided for at this very moment, but after midnight, is not missed.
    for moment in (ctx.now, ctx.now - RESERVED, ctx.now + RESERVED):
        offer = await _offer(ctx, number, moment).read(ctx.records, ctx.repo_scope)
        if offer and offer.person != person_id and (offer.at is None or offer.at > ctx.now - RESERVED):
            return True
    return False


async def is_vouched(ctx: Surroundings, issue: Subject) -> bool:
    """Return whether one of its marks (for whoever was here before: `HARDER`) was put on by somebody with the
    triage role, as far as we saw."""
    doubtful = await UNVOUCHED.read(ctx.records, scope_of(ctx, issue.number))
    marks = [label for label in issue.labels if contains(suggestions_config(ctx).labels, label)] or [HARDER]
    return not doubtful or any(not contains(doubtful, mark) for mark in marks)


def _offer(ctx: Surroundings, number: int, moment: datetime) -> Memory[Offer]:
    return OFFER.of(number, day_of(moment, ctx.repo.timezone))


async def reserve_suggestions(
    ctx: Surroundings, ref: str, offers: Sequence[Suggestion], person_id: int
) -> list[AnyEffect]:
    """Keep what is offered from being offered to others, and remember it to learn from what is taken."""
    effects: list[AnyEffect] = []
    for suggestion in offers:
        offer = _offer(ctx, suggestion.issue.number, ctx.now)
        if await offer.exists(ctx.records, ctx.repo_scope):
            continue  # It was offered to the same person today.
        value = Offer(person=person_id, at=ctx.now)
        effects.append(offer.claim(ref, ctx.repo_scope, value, release_if_dead=True))
    if effects:
        effects.append(await _remember_choice(ctx, ref, offers, person_id))
    return effects


async def _remember_choice(
    ctx: Surroundings, ref: str, offers: Sequence[Suggestion], person_id: int
) -> AnyEffect:
    """Return what they could choose from, with the signs of each: taught by what they take in the next
    weeks."""
    theirs = OFFERED.of(person_id)
    before = await theirs.read(ctx.records, ctx.repo_scope) or OfferedIssues(at=ctx.now)
    free = before.free | {number: list(signs) for number, signs in offers[0].free.items()}
    return theirs.remember(ref, ctx.repo_scope, before.model_copy(update={"free": free}))


def suggestion_list(offers: Iterable[Suggestion], language: Language) -> Markdown:
    """Return the offers as a list, each with its reason."""
    words = TEXT[language]
    return bullets(
        (words.line_lacking if lacks(offer.issue) else words.line)(
            number=offer.issue.number,
            title=escape(offer.issue.title, 80),
            reason=offer.reason_in(language),
        )
        for offer in offers
    )


def any_free(issues: Collection[Subject], person_id: int) -> bool:
    """A cheap first look: whether anything could be offered at all."""
    return any(is_free(issue, person_id) for issue in issues)


async def turned_down(ctx: Surroundings) -> list[AnyEffect]:
    """Return what is remembered where the current issue is proposed as a first one, and somebody who triages
    says that it is none; nothing where it is not proposed."""
    before = await PROPOSALS.read(ctx.records, ctx.repo_scope) or ()
    number = ctx.current.number
    after = tuple(
        one.model_copy(update={"declined": True}) if one.number == number else one for one in before
    )
    return [PROPOSALS.remember(ctx.ref, ctx.repo_scope, after)] if after != before else []
