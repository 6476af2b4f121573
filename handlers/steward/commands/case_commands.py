"""What people can tell the steward feature."""

from dataclasses import replace

from bot.community.cases import acknowledged, resolved
from bot.community.rota import on_duty
from bot.community.steward import rota_names, support_label, support_labels
from bot.core.commands import Example, Invocation, Refusal, answer, nothing
from bot.core.effects import AddLabels, Effects
from bot.core.feature import AUTHOR_OR_TRIAGE, ROTA_OR_TRIAGE, TRIAGE, Grant, RepositoryConfig
from bot.core.markdown import joined
from bot.core.messages import DEFAULT
from bot.core.model import same, spelling
from handlers.steward.case_comments import where
from handlers.steward.events import end_as_no_question
from handlers.steward.feature import TEXT, Ctx, feature
from handlers.steward.outages import end_incident
from handlers.steward.routing import give_to, open_case
from handlers.steward.rules.duty_answers import duty
from handlers.steward.unit_of_work import (
    UnitOfWork,
    noted,
    open_case_of,
    open_subject,
    read_case,
    read_open_case,
)


async def on_duty_now(ctx: Ctx) -> list[str]:
    """Whoever is on duty, of all rotas."""
    work = UnitOfWork(ctx)
    return [login for name in rota_names(ctx.repo) for login in on_duty(await work.rota(name), ctx.now)]


feature.at_hand = on_duty_now


def _is_reporter(call: Invocation, repo: RepositoryConfig) -> bool:
    """Return whether this is the open support case of whoever writes."""
    subject = call.event.subject
    return subject.is_open and Grant.AUTHOR in call.grants and support_label(repo, subject.labels) is not None


@feature.command(
    "steward",
    help="Says who is on support duty, until when, and who comes next.",
    examples=[Example("/steward", "who is on support duty now")],
    offered=_is_reporter,
)
async def who_is_on(call: Invocation, ctx: Ctx) -> Effects:
    """Who is on duty."""
    nothing(call)
    work = UnitOfWork(ctx)
    lines = [duty(await work.rota(name), ctx.now) for name in rota_names(ctx.repo)]
    state = await read_open_case(ctx, call.ref)
    if state is not None:
        # The whole answer is English.
        lines.append(where(state, replace(await work.listener(call.ref, state), language=DEFAULT)))
    return [answer(call, joined(lines, "\n\n"))]


@feature.command(
    "ack",
    usage="/ack [text]",
    help="Says that you have seen this support case; it stays with whoever has it. Words after it are for "
    "whoever reads along: an answer is a comment of its own, or a saved reply.",
    examples=[Example("/ack", "you have seen it"), Example("/ack looking into it tomorrow", "with a word")],
    who=ROTA_OR_TRIAGE,
    free_text=True,
    on="issue",
)
async def acknowledge(call: Invocation, ctx: Ctx) -> Effects:
    """A word that takes the clock off."""
    work, state = await open_case_of(call, ctx)
    if state.steward is None and not same(call.author, state.reporter):
        await give_to(work, call.author, state, ctx.current, call.ref, "", by_hand=True)
        return work.done()
    seen = acknowledged(noted(state, call, call.rest, ctx), ctx.now)
    await work.keep_in_place(call.ref, seen)
    return work.done()


@feature.command(
    "resolve",
    help="Says that this support case is done with. The issue stays as it is.",
    examples=[Example("/resolve", "the case is done with")],
    who=ROTA_OR_TRIAGE,
    on="issue",
)
async def resolve(call: Invocation, ctx: Ctx) -> Effects:
    """Done with."""
    nothing(call)
    work, state = await open_case_of(call, ctx)
    done = resolved(state, ctx.now, ctx.current.labels, by_command=True)
    await work.keep(call.ref, done)
    await end_incident(work)
    return work.done()


@feature.command(
    "case",
    usage="/case note <text>",
    help="Keeps a note with this support case for whoever has it next.",
    examples=[Example("/case note waits for the new cluster", "keeps the note")],
    who=ROTA_OR_TRIAGE,
    free_text=True,
    on="issue",
)
async def note(call: Invocation, ctx: Ctx) -> Effects:
    """Keep a note for the hand-over."""
    word, _, text = " ".join(call.rest.split(None, 1)).partition(" ")
    if word.casefold() != "note" or not text.strip():
        raise Refusal(TEXT.note_usage())
    work, state = await open_case_of(call, ctx)
    await work.keep_in_place(call.ref, noted(state, call, text, ctx))
    return work.done()


@feature.command(
    "support",
    help="Makes this issue a support case: it goes to the person on duty.",
    examples=[Example("/support", "a support case")],
    who=TRIAGE,
    on="issue",
)
async def make_case(call: Invocation, ctx: Ctx) -> Effects:
    """Open a case on request."""
    nothing(call)
    subject = open_subject(ctx)
    work, state = UnitOfWork(ctx), await read_open_case(ctx, call.ref)
    if label := await _support_label(ctx):
        work.want(AddLabels(subject=call.ref, labels=(label,)))
    if state is None:
        await open_case(work, subject, call.ref, f"{call.author} wrote /support")
    return work.done()


@feature.command(
    "not-support",
    usage="/not-support [why]",
    help="Says that this is no support question: the case ends and a maintainer sorts it.",
    examples=[Example("/not-support", "no support question")],
    who=AUTHOR_OR_TRIAGE,
    on="issue",
    offered=_is_reporter,
)
async def unmake_case(call: Invocation, ctx: Ctx) -> Effects:
    """End a case that was none; the author may say so, too. The reason is kept with what it leads to."""
    subject = ctx.current
    state = await read_case(ctx, call.ref)
    label = support_label(ctx.repo, subject.labels)
    if state is None and label is None:
        raise Refusal(TEXT.never_case())
    work = UnitOfWork(ctx)
    await end_as_no_question(work, state, call.author)
    return work.done()


async def _support_label(ctx: Ctx) -> str | None:
    """Return the repository's label for support, as it spells it."""
    existing = await ctx.label_names()
    return next((name for label in support_labels(ctx.repo) if (name := spelling(existing, label))), None)
