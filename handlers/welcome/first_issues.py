"""Suggestions beside a first pull request: at once, or once somebody else has spoken there."""

from bot.community.suggestions import Interests, Suggestion
from bot.core.effects import AnyEffect, Effects, Remember, say
from bot.core.events import CommentEvent, PullRequestEvent, SubjectEvent
from bot.core.markdown import NOTHING, Markdown, numbers_in, references
from bot.core.memory import Memory
from bot.core.model import Value
from bot.services.newcomer_check import FEATURE, never_greeted
from bot.services.suggestions import any_free, find_suggestions, marked_issues, reserve_suggestions
from handlers.welcome.feature import WELCOME, Ctx, feature
from handlers.welcome.templates import with_offers


class DeferredSuggestions(Value):
    """Suggestions that wait until a person has spoken.

    They are put into the welcome: an edit calls nobody, and there is no second comment.
    """

    person: int
    """Whose they are."""
    body: Markdown
    """The welcome as it stands."""
    short: Markdown = NOTHING
    """The same beside other words to them."""


LATER = Memory(FEATURE, "later", DeferredSuggestions)
"""In the subject's scope."""


async def suggestions_for(event: SubjectEvent, ctx: Ctx) -> list[Suggestion]:
    """Good first issues for the author, near what this pull request touches."""
    issues, author = await marked_issues(ctx), event.subject.author
    if not any_free(issues, author.id):
        return []
    touched = await ctx.github.changed_files(event.subject.number)
    own = numbers_in(references(event.subject.body), ctx.repository.full_name, closing=True)
    return await find_suggestions(ctx, issues, Interests.of(event.subject, touched), without=own)


@feature.on("issue_comment.created", "pull_request_review.submitted", "pull_request_review_comment.created")
async def after_a_word(event: CommentEvent, ctx: Ctx) -> Effects:
    """Somebody else has spoken: now the suggestions that wait for it."""
    speaker = event.comment.author
    if not event.subject.is_pull_request or never_greeted(speaker, ctx.me):
        return ()
    waiting = await LATER.read(ctx.records, ctx.subject_scope)
    if not waiting or speaker.id == event.subject.author.id:
        return ()
    effects: list[AnyEffect] = [_done(event, ctx)]
    if not event.subject.is_open or not (offers := await suggestions_for(event, ctx)):
        return effects
    body = with_offers(waiting.body, offers, ctx)
    because = f"{speaker.login} has spoken, and {event.subject.author.login} is new here"
    return [
        *effects,
        *await reserve_suggestions(ctx, event.ref, offers, event.subject.author.id),
        say(
            event.ref,
            WELCOME,
            body,
            sticky=True,
            because=because,
            reader=event.subject.author.login,
            short=with_offers(waiting.short, offers, ctx) if waiting.short else NOTHING,
        ),
    ]


@feature.on("pull_request.closed")
async def too_late(event: PullRequestEvent, ctx: Ctx) -> Effects:
    """It is over: nothing waits any more."""
    return [_done(event, ctx)] if await LATER.exists(ctx.records, ctx.subject_scope) else ()


def _done(event: SubjectEvent, ctx: Ctx) -> Remember:
    return LATER.remember(event.ref, ctx.subject_scope, None)
