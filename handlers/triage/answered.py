"""The author adds what was missing, in the issue or in a comment: the request goes, and its label with it.
Where the issue is closed, nothing is asked any more."""

from bot.community.cases import asks_reporter
from bot.community.missing_info import missing_for
from bot.community.triage import NeedsInfo
from bot.core.effects import AnyEffect, DeleteComment, Effects, MinimizeComment, RemoveLabels
from bot.core.events import CommentEvent, SubjectEvent
from bot.core.model import spelling
from bot.core.own_comments import POSTED, PostedComment
from bot.services.issue_reading import as_written
from handlers.triage.feature import Ctx, feature
from handlers.triage.needs_info import NEEDS_INFO, REQUESTED, ask


@feature.on("issues.edited", "pull_request.edited", "issue_comment.created", "issue_comment.edited")
async def answered(event: SubjectEvent, ctx: Ctx) -> Effects:
    """Look again at what was asked for: all of it is there, or less is missing."""
    subject = ctx.current
    if not subject.is_open or not _says_something(event):
        return ()
    request = await REQUESTED.read(ctx.records, ctx.subject_scope)
    if request is None:
        return ()
    needs = (ctx.config.needs(request.kind) or NeedsInfo()).model_copy(update={"require": request.require})
    written = await as_written(subject, ctx)
    lack = missing_for(written, request.kind, needs, comments=await _comments(event, ctx))
    posted = await POSTED.of(NEEDS_INFO).read(ctx.records, ctx.subject_scope) or PostedComment()
    if lack is None:
        because = f"{', '.join(request.require)}: it is there"
        label = spelling(subject.labels, needs.label) or asks_reporter(subject.labels)
        return [
            *([RemoveLabels(subject=ctx.ref, labels=(label,), because=because)] if label else []),
            *_taken_away(posted, because, ctx),
            REQUESTED.remember(ctx.ref, ctx.subject_scope, None),
        ]
    if lack.missing == request.require or not posted.sections:
        return ()
    less = request.model_copy(update={"require": lack.missing})
    return [
        (await ask(subject, lack, ctx)).model_copy(update={"sticky": NEEDS_INFO}),
        REQUESTED.remember(ctx.ref, ctx.subject_scope, less),
    ]


@feature.on("issues.closed", "pull_request.closed")
async def closed(event: SubjectEvent, ctx: Ctx) -> Effects:
    """Take the request away: it stands in a comment that lasts, and nobody waits for an answer."""
    if await REQUESTED.read(ctx.records, ctx.subject_scope) is None:
        return ()
    posted = await POSTED.of(NEEDS_INFO).read(ctx.records, ctx.subject_scope) or PostedComment()
    because = "it is closed"
    return [
        *_taken_away(posted, because, ctx),
        REQUESTED.remember(ctx.ref, ctx.subject_scope, None),
    ]


def _taken_away(posted: PostedComment, because: str, ctx: Ctx) -> list[AnyEffect]:
    """Return how the request goes: a comment of ours that may be edited loses it, one that a command had us
    post is folded."""
    if posted.sections:
        return [DeleteComment(subject=ctx.ref, sticky=NEEDS_INFO, because=because)]
    if not (posted.comment_id or posted.pending):
        return []
    folded = MinimizeComment(
        subject=ctx.ref,
        comment_id=posted.comment_id,
        pending=posted.pending,
        reason="resolved",
        because=because,
    )
    return [folded]


def _says_something(event: SubjectEvent) -> bool:
    """Whether the issue's text has changed, or its author has written a comment."""
    if isinstance(event, CommentEvent):
        return event.comment.author.id == event.subject.author.id
    return event.body_from is not None or event.title_from is not None


async def _comments(event: SubjectEvent, ctx: Ctx) -> list[str]:
    """Return the author's comments, as they are now."""
    comments = {comment.id: comment for comment in await ctx.github.comments(event.subject.number)}
    if isinstance(event, CommentEvent):
        comments[event.comment.id] = event.comment
    author = event.subject.author.id
    return [comment.body for comment in comments.values() if comment.author.id == author]
