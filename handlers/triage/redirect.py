"""A question where questions are answered elsewhere: one reply, and the issue is closed if the file says so.

Where the words cannot be used nothing is done: nobody's issue is closed without a word.
"""

from bot.community.issue_kind import Kind
from bot.community.steward import rota_names
from bot.community.triage import kind_by_label
from bot.core.effects import AnyEffect, Close, DeleteComment, Effects, Reopen, say
from bot.core.events import IssueEvent
from bot.core.keys import SectionKey
from bot.core.markdown import bare, escape
from bot.core.memory import Memory
from bot.core.model import Value
from bot.services.templates.own_words import own_words
from handlers.triage.feature import Ctx, feature

REDIRECT = SectionKey("redirect")


class Redirected(Value):
    """That a question was redirected, and whether we closed it."""

    closed: bool


REDIRECTED = Memory(feature.name, "redirected", Redirected)
"""In the subject's scope."""


@feature.on("issues.labeled")
async def labelled(event: IssueEvent, ctx: Ctx) -> Effects:
    """Somebody says that it is a question."""
    if event.label is None or kind_by_label((event.label,), ctx.config) is not Kind.SUPPORT:
        return ()
    return await redirect(ctx, f"{event.sender.login} set the label {event.label}")


@feature.on("issues.unlabeled")
async def unlabelled(event: IssueEvent, ctx: Ctx) -> Effects:
    """It is no question after all: what was done about it is taken back."""
    state = await REDIRECTED.read(ctx.records, ctx.subject_scope)
    if state is None or event.label is None or kind_by_label(ctx.subject_labels, ctx.config) is Kind.SUPPORT:
        return ()
    because = f"{event.sender.login} took the label {event.label} off"
    effects: list[AnyEffect] = [
        DeleteComment(subject=ctx.ref, sticky=REDIRECT, because=because),
        REDIRECTED.remember(ctx.ref, ctx.subject_scope, None),
    ]
    if state.closed and not ctx.current.is_open:
        effects.append(Reopen(subject=ctx.ref, because=because))
    return effects


async def redirect(ctx: Ctx, because: str) -> list[AnyEffect]:
    """Return the reply to a question, and what closes it: once, unless there are stewards to answer."""
    config, subject = ctx.config.redirect, ctx.current
    if config is None or rota_names(ctx.repo) or not subject.is_open or not subject.author.is_person:
        return []
    if await REDIRECTED.exists(ctx.records, ctx.subject_scope):
        return []
    values = {
        "author": bare(subject.author.login),
        "replier": bare(ctx.me.login),
        "repository": bare(ctx.repository.full_name),
        "number": bare(str(subject.number)),
        "title": escape(subject.title, 120),
    }
    text, _ = await own_words(config.words, values, ctx)
    if text is None:
        return []
    author = subject.author.login
    return [
        say(ctx.ref, REDIRECT, text, sticky=True, reader=author, because=because),
        *([Close(subject=ctx.ref, reason="not_planned", because=because)] if config.close else []),
        REDIRECTED.remember(ctx.ref, ctx.subject_scope, Redirected(closed=config.close)),
    ]
