"""The welcome: somebody's first issue or pull request with this owner."""

from datetime import datetime

from bot.community.suggestions import Suggestions
from bot.community.triage import TriageConfig, label_for
from bot.core.effects import AddLabels, AnyEffect, Claim, Effects, React, say
from bot.core.events import IssueEvent, PullRequestEvent, SubjectEvent
from bot.core.markdown import NOTHING
from bot.core.memory import Memory
from bot.core.model import Subject, User
from bot.services.issue_reading import kind_of_issue
from bot.services.newcomer_check import GREETED, NEW, never_greeted, why_not_new
from bot.services.suggestions import reserve_suggestions
from handlers.welcome.feature import WELCOME, Ctx, feature
from handlers.welcome.first_issues import LATER, DeferredSuggestions, suggestions_for
from handlers.welcome.templates import shorter, with_offers, words


@feature.on("issues.opened", "pull_request.opened")
async def greet(event: IssueEvent | PullRequestEvent, ctx: Ctx) -> Effects:
    """Welcome a newcomer."""
    subject, author = ctx.current, event.subject.author
    greeted = GREETED.of(author.id)
    if never_greeted(author, ctx.me) or await greeted.exists(ctx.records, ctx.owner_scope):
        return ()
    if await why_not_new(event, ctx.me, ctx.github, ctx.records):
        return ()
    if not ctx.config.greets(moment_of(subject)):
        return (is_new(author, event, ctx),)
    because = f"this is the first {subject.noun} of {author.login} here"
    if ctx.config.quiet:
        return [*newcomer_effects(author, event, ctx), *_quietly(event, ctx, because)]
    return [*newcomer_effects(author, event, ctx), *await _aloud(event, subject, ctx, because)]


def newcomer_effects(person: User, event: SubjectEvent, ctx: Ctx) -> list[AnyEffect]:
    """That somebody is new, for good, and that they are welcomed, unless the words never get out."""
    return [is_new(person, event, ctx), once(GREETED.of(person.id), event, ctx)]


def is_new(person: User, event: SubjectEvent, ctx: Ctx) -> AnyEffect:
    """That somebody is new, for good."""
    return NEW.of(person.id).remember(event.ref, ctx.owner_scope, True, stays=True)


def moment_of(subject: Subject) -> str:
    """Return at which moment somebody comes who opens this."""
    return "pull_request" if subject.is_pull_request else "issue"


def once(fact: Memory[datetime], event: SubjectEvent, ctx: Ctx) -> Claim:
    """Return a fact that is true once for each person, unless its words never get out."""
    return fact.claim(event.ref, ctx.owner_scope, ctx.now, release_if_dead=True)


def _quietly(event: SubjectEvent, ctx: Ctx, because: str) -> list[AnyEffect]:
    number = event.subject.number
    effects: list[AnyEffect] = [
        React(subject=event.ref, content="heart", target="issue", target_id=number, because=because)
    ]
    if ctx.config.label:
        effects.append(AddLabels(subject=event.ref, labels=(ctx.config.label,), because=because))
    return effects


async def _aloud(event: SubjectEvent, subject: Subject, ctx: Ctx, because: str) -> list[AnyEffect]:
    moment = moment_of(subject)
    author = event.subject.author
    variant = "draft" if subject.draft else ""
    labelled = not subject.is_pull_request and await _is_labelled(subject, ctx)
    body, remark = await words(moment, author, event, ctx, variant=variant, labelled=labelled)
    because += remark
    login, short = author.login, shorter(moment, author, event, ctx) if body.message else NOTHING
    if not subject.is_pull_request:
        return [say(event.ref, WELCOME, body, because=because, reader=login, short=short)]
    config = ctx.repo.section("newcomers.suggestions", Suggestions) or Suggestions()
    if config.after == "human" and config.count:
        return [
            LATER.remember(
                event.ref, ctx.subject_scope, DeferredSuggestions(person=author.id, body=body, short=short)
            ),
            say(event.ref, WELCOME, body, sticky=True, because=because, reader=login, short=short),
        ]
    offers = await suggestions_for(event, ctx)
    return [
        *await reserve_suggestions(ctx, event.ref, offers, author.id),
        say(
            event.ref,
            WELCOME,
            with_offers(body, offers, ctx),
            sticky=subject.draft,
            because=because,
            reader=login,
            short=with_offers(short, offers, ctx) if short else NOTHING,
        ),
    ]


async def _is_labelled(subject: Subject, ctx: Ctx) -> bool:
    """Return whether triage gives it a label, by the evidence of its text."""
    triage = ctx.repo.section("triage", TriageConfig)
    match = await kind_of_issue(subject, triage, ctx) if triage else None
    if triage is None or match is None:
        return False
    return bool(label_for(match.kind, triage, await ctx.label_names()))
