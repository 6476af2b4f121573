"""After a merge: a word at the counts that are worth one, and one next step in the area somebody knows."""

from datetime import timedelta

from bot.community.suggestions import Suggestions
from bot.community.waiting import NEWCOMER_MERGES
from bot.core.config.shared import Milestones
from bot.core.effects import AnyEffect, Effects, say
from bot.core.events import PullRequestEvent, Wake
from bot.core.keys import SectionKey
from bot.core.markdown import Markdown, bare, escape, numbers_in, references
from bot.core.memory import Memory
from bot.core.messages import DEFAULT, load
from bot.core.schedule import Daily
from bot.services.journey import FEATURE, journey_of
from bot.services.newcomer_check import never_greeted
from bot.services.rotas import repository_hours
from bot.services.suggestions import known_area, reserve_suggestions
from handlers.journey.feature import Ctx, feature
from handlers.journey.next_step import AREA, Area, next_steps, step_values
from handlers.journey.stages import merges_with

TEXT = load(__name__)
COMES_BACK = timedelta(days=90)
"""A later issue comes back to somebody within so long after their merge."""
MILESTONE = Memory(FEATURE, "milestone:", bool)
"""In the owner's scope, by count and person's id: they were thanked for so many merges."""
STEP_NAMED = Memory(FEATURE, "step-named", bool)
"""In the subject's scope: its author has read of a next step. A label that means merged may come again."""
MILESTONE_WORD, NEXT_STEP = SectionKey("milestone"), SectionKey("next-step")
_TENS = {1: "st", 2: "nd", 3: "rd"}


@feature.on("pull_request.closed")
async def merged(event: PullRequestEvent, ctx: Ctx) -> Effects:
    """Congratulate where the count is worth it, and name one next step to those who are new."""
    author = event.subject.author
    if not event.subject.merged or never_greeted(author, ctx.me):
        return ()
    if not (await journey_of(ctx, author.id)).has_begun:
        return ()
    count = await merges_with(event, ctx)
    word = _word(event, ctx, count)
    return [*word, *await _step(event, ctx, is_first=count == 1)] if count <= NEWCOMER_MERGES else word


def _word(event: PullRequestEvent, ctx: Ctx, count: int) -> list[AnyEffect]:
    """Return the first merge is welcome's, where that is on."""
    milestones = ctx.repo.section("newcomers.milestones", Milestones)
    if milestones is None or count not in milestones.root:
        return []
    if count == 1 and "newcomers.welcome" in ctx.repo.sections:
        return []
    author = event.subject.author
    title = escape(event.subject.title, 120)
    language = ctx.language
    words = TEXT[language]
    if count == 1:
        text = words.milestone_first(author=bare(author.login), title=title)
    else:
        number = ordinal(count) if language == DEFAULT else count
        text = words.milestone(author=bare(author.login), title=title, ordinal=number)
    because = f"this is merge number {count} of {author.login} here"
    return [
        MILESTONE.of(count, author.id).claim(event.ref, ctx.owner_scope, True, release_if_dead=True),
        say(event.ref, MILESTONE_WORD, text, because=because, reader=author.login),
    ]


def ordinal(count: int) -> Markdown:
    """Return `2nd`, `11th`."""
    return Markdown(f"{count}{'th' if count % 100 in (11, 12, 13) else _TENS.get(count % 10, 'th')}")


async def _step(event: PullRequestEvent, ctx: Ctx, *, is_first: bool) -> list[AnyEffect]:
    """Return one issue; where there is none now, a later one may come back to them."""
    config = ctx.repo.section("newcomers.suggestions", Suggestions)
    if not (config.count if config else "newcomers.welcome" in ctx.repo.sections):
        return []
    if await STEP_NAMED.read(ctx.records, ctx.subject_scope):
        return []
    author, number = event.subject.author, event.subject.number
    own = set(numbers_in(references(event.subject.body), ctx.repository.full_name, closing=True))
    area = await known_area(ctx, author, await ctx.github.changed_files(number))
    theirs = AREA.of(author.id)
    offers = (await next_steps(ctx, area, own))[:1]
    because = f"a change of {author.login} is merged"
    named = STEP_NAMED.remember(event.ref, ctx.subject_scope, True)
    language = ctx.language
    words = TEXT[language]
    if offers:
        return [
            named,
            *await reserve_suggestions(ctx, event.ref, offers, author.id),
            theirs.remember(event.ref, ctx.repo_scope, None),
            say(
                event.ref,
                NEXT_STEP,
                words.next_step(**step_values(offers[0], language)),
                because=because,
                reader=author.login,
            ),
        ]
    stored = Area.of(author, number, ctx.now, ctx.now + COMES_BACK, area)
    effects: list[AnyEffect] = [named, theirs.remember(event.ref, ctx.repo_scope, stored)]
    if is_first:
        effects.append(say(event.ref, NEXT_STEP, words.promise(), because=because, reader=author.login))
    return effects


@feature.job("area", Daily("09:00"))
async def come_back(event: Wake, ctx: Ctx) -> Effects:
    """Name on a merged pull request what has come up since in its author's area, once to each."""
    if repository_hours(ctx).next_start(ctx.now) > ctx.now:
        return ()  # Nobody is called on a day off.
    stored = await AREA.read_all(ctx.records, ctx.repo_scope)
    effects: list[AnyEffect] = []
    given: set[int] = set()
    for person_id, area in sorted(stored.items()):
        forget = AREA.of(person_id).remember(ctx.ref, ctx.repo_scope, None)
        if area.until <= ctx.now:
            effects.append(forget)
            continue
        offers = (await next_steps(ctx, area.interests, given, since=area.since))[:1]
        if not offers or await ctx.github.user(area.login) is None:
            continue
        given.add(offers[0].issue.number)
        pull = await ctx.github.subject(area.number)
        language = ctx.repo.language_for(pull.labels if pull else ())
        ref = ctx.repository.ref_of(area.number)
        effects += [
            forget,
            *await reserve_suggestions(ctx, ref, offers, area.id),
            say(
                ref,
                NEXT_STEP,
                TEXT[language].came_up(login=bare(area.login), **step_values(offers[0], language)),
                because="it is in the area of their change",
            ),
        ]
    return effects
