"""A draft becomes ready, or a pull request a draft again: the welcome says what fits now, by an edit."""

from bot.core.effects import AnyEffect, Effects, say
from bot.core.events import PullRequestEvent
from bot.core.markdown import replaced
from bot.core.own_comments import POSTED, PostedComment
from handlers.welcome.feature import WELCOME, Ctx, feature
from handlers.welcome.first_issues import LATER
from handlers.welcome.templates import words


@feature.on("pull_request.ready_for_review", "pull_request.converted_to_draft")
async def draft_changed(event: PullRequestEvent, ctx: Ctx) -> Effects:
    """Exchange the words of the welcome that stands; suggestions below them stay, and nobody is called."""
    posted = await POSTED.of(WELCOME).read(ctx.records, ctx.subject_scope) or PostedComment()
    section = next((section for section in posted.sections if section.key == WELCOME), None)
    if section is None or not ctx.current.is_open:
        return ()
    author, is_draft = event.subject.author, event.action == "converted_to_draft"
    before, _ = await words("pull_request", author, event, ctx, variant="" if is_draft else "draft")
    now, _ = await words("pull_request", author, event, ctx, variant="draft" if is_draft else "")
    if now == before or not section.body.startswith(before):
        return ()
    effects: list[AnyEffect] = [
        say(event.ref, WELCOME, replaced(section.body, before, now), sticky=True, reader=author.login),
    ]
    if waiting := await LATER.read(ctx.records, ctx.subject_scope):
        later = waiting.model_copy(update={"body": now})
        effects.append(LATER.remember(event.ref, ctx.subject_scope, later))
    return effects
